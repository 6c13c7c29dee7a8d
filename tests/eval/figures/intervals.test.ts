import { expect, test } from 'vitest';
import { accuracy, averaged, f1, falseAlarmRate, macroF1, precision, recall } from '../../../src/eval/figures/confusion.ts';
import { bootstrap, type Estimate, wilson } from '../../../src/eval/figures/intervals.ts';
import { spearman } from '../../../src/eval/figures/ordinal.ts';
import { auroc, averagePrecision } from '../../../src/eval/figures/ranking.ts';
import { meanOverQueries, recallAt } from '../../../src/eval/figures/retrieval.ts';
import {
  decisionSample, difference, labelSample, labelSetSample, meanValue, measuredSample, pairedSample, scorePairSample, scoreSample, valueSample,
} from '../../../src/eval/figures/sample.ts';
import { longRandom } from '../../../src/eval/figures/sampling.ts';

const width = ({ low, high }: Estimate): number => (high ?? Number.NaN) - (low ?? Number.NaN);

test('the interval of a share is as wide as the binomial says', () => {
  const rows = Array.from({ length: 900 }, (_value, at) => ({ gold: at < 400, label: at % 5 !== 0 }));

  const found = bootstrap(decisionSample(rows), { recall, false_alarms: falseAlarmRate }, { seed: 1 });

  expect(found.recall.point).toBe(0.8);
  expect(width(found.recall) / (2 * 1.96 * Math.sqrt((0.8 * 0.2) / 400))).toBeCloseTo(1, 1);
  expect(width(found.false_alarms) / (2 * 1.96 * Math.sqrt((0.8 * 0.2) / 500))).toBeCloseTo(1, 1);
});

test('the same seed gives the same bounds and another seed others', () => {
  const sample = scoreSample(scored(200));
  const [first, again, other] = [1, 1, 2].map((seed) => bootstrap(sample, { auroc }, { seed, rounds: 300 }).auroc);

  expect(again).toEqual(first);
  expect(other?.low).not.toBe(first?.low);
});

test('rows repeated inside their group add nothing: the interval by group is that of the single rows', () => {
  const rows = scored(150);
  const repeated = rows.flatMap((row, at) => Array.from({ length: 6 }, () => ({ ...row, group: `g${at}` })));

  const [single, byGroup, asRows] = [rows, repeated, repeated.map(({ gold, score }) => ({ gold, score }))]
    .map((given) => bootstrap(scoreSample(given), { auroc }, { seed: 3 }).auroc);

  expect(byGroup).toMatchObject({ resampled: 'groups', units: 150, n: 900, point: single?.point });
  expect(width(byGroup as Estimate) / width(single as Estimate)).toBeGreaterThan(0.85);
  expect(width(asRows as Estimate) / width(single as Estimate)).toBeLessThan(0.55);
});

test('a paired comparison is narrower than the two systems’ own intervals suggest', () => {
  const base = scored(400);
  const head = base.map(({ gold, score }) => ({ gold, score: score ** 2 + (gold ? 0.02 : 0) }));
  const [one, other] = [scoreSample(base), scoreSample(head)];

  const alone = bootstrap(one, { auroc }, { seed: 5 }).auroc;
  const paired = bootstrap(pairedSample(one, other), { auroc: difference(auroc) }, { seed: 5 }).auroc;
  const joined = bootstrap(scorePairSample(base, head), { auroc: difference(auroc) }, { seed: 5 }).auroc;

  expect(paired.point).toBeCloseTo((auroc(other.exact) ?? 0) - (auroc(one.exact) ?? 0), 12);
  expect(paired.low).toBeGreaterThan(0);
  expect(width(paired)).toBeLessThan(width(alone) / 2);
  expect(joined).toEqual(paired);
});

test('joined scores leave the point exact and the interval nearly so, and the answer says how many bins there were', () => {
  const rows = scored(1_500);
  const figures = { auroc, average_precision: averagePrecision };
  const [exact, joined] = [bootstrap(scoreSample(rows, [], 10_000), figures, { seed: 8 }), bootstrap(scoreSample(rows, [], 150), figures, { seed: 8 })];

  expect(exact.auroc.scoreBins).toBeUndefined();
  expect(joined.auroc.scoreBins).toBeLessThan(170);
  for (const name of ['auroc', 'average_precision'] as const) {
    expect(joined[name].point).toBe(exact[name].point);
    expect(Math.abs((joined[name].low ?? 0) - (exact[name].low ?? 1))).toBeLessThan(0.15 * width(exact[name]));
    expect(Math.abs((joined[name].high ?? 0) - (exact[name].high ?? 1))).toBeLessThan(0.15 * width(exact[name]));
  }
});

test('where joining scores moves a figure, its bounds are moved back', () => {
  const rows = scored(1_500);
  const [exact, coarse] = [10_000, 12].map((bins) => bootstrap(scoreSample(rows, [], bins), { averagePrecision }, { seed: 8 }).averagePrecision);

  const middle = ({ low, high }: Estimate): number => ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
  expect(coarse?.scoreBins).toBeLessThan(30);
  expect(Math.abs(middle(coarse as Estimate) - middle(exact as Estimate))).toBeLessThan(0.1 * width(exact as Estimate));
});

test('a perfect ranking stays within what the figure can be, scores joined or not', () => {
  const rows = Array.from({ length: 3_000 }, (_value, at) => ({ gold: at % 2 === 0, score: at / 10_000 + (at % 2 === 0 ? 0.5 : 0) }));

  expect(bootstrap(scoreSample(rows, [], 50), { auroc }, { seed: 1, rounds: 200 }).auroc).toMatchObject({ point: 1, high: 1 });
  expect(bootstrap(scoreSample(rows, [], 9_999), { auroc }, { seed: 1, rounds: 200 }).auroc).toMatchObject({ point: 1, low: 1, high: 1 });
});

test('rounds in which a figure has no value are left out and counted', () => {
  const rows = [{ gold: true, label: true }, ...Array.from({ length: 3 }, () => ({ gold: true, label: false }))];

  const found = bootstrap(decisionSample(rows), { precision }, { seed: 2, rounds: 1_000 }).precision;

  // No round without the one positive answer has a precision: (3/4)⁴ of them.
  expect(Math.abs(found.undefinedRounds / 1_000 - 0.316)).toBeLessThan(0.06);
  expect(found).toMatchObject({ point: 1, low: 1, high: 1 });
});

test('a figure without a value has no interval, and a single unit has none either', () => {
  const undefinedPoint = bootstrap(decisionSample([{ gold: false, label: false }, { gold: false, label: false }]), { recall }, { seed: 1, rounds: 10 }).recall;
  const oneGroup = bootstrap(scoreSample(scored(20).map((row) => ({ ...row, group: 'one' }))), { auroc }, { seed: 1, rounds: 10 }).auroc;
  const nothing = bootstrap(scoreSample([]), { auroc }, { seed: 1, rounds: 10 }).auroc;

  expect([undefinedPoint.point, undefinedPoint.low, undefinedPoint.high]).toEqual([undefined, undefined, undefined]);
  expect(oneGroup.point).toBeDefined();
  expect([oneGroup.low, oneGroup.high, oneGroup.units]).toEqual([undefined, undefined, 1]);
  expect([nothing.point, nothing.low, nothing.n]).toEqual([undefined, undefined, 0]);
});

test('failed rows are reported beside n and are never drawn', () => {
  const rows = [...scored(30), { gold: true, failed: true as const }, { gold: false, failed: true as const }];

  expect(bootstrap(scoreSample(rows), { auroc }, { seed: 1, rounds: 50 }).auroc).toMatchObject({ n: 30, failed: 2, units: 30 });
});

test('every kind of sample reads its own figures back from the cells', () => {
  const labels = ['a', 'b', 'c'];
  const random = longRandom(12);
  const any = (): string => labels[Math.floor(random() * 3)] ?? 'a';
  const labelled = Array.from({ length: 120 }, () => ({ gold: any(), label: any() }));
  const sets = Array.from({ length: 120 }, () => ({ gold: [any()], label: [any(), any()] }));
  const measured = Array.from({ length: 120 }, () => ({ gold: Math.floor(random() * 4), score: Math.round(random() * 10) }));
  const queries = Array.from({ length: 120 }, () => ({ relevance: new Map([[any(), 1]]), ranked: [any(), any()] }));

  const values = queries.map((query) => ({ value: recallAt(1)(query) ?? Number.NaN }));
  const found = [
    bootstrap(labelSample(labelled), { accuracy, macro_f1: macroF1 }, { seed: 1, rounds: 400 }),
    bootstrap(labelSetSample(sets, labels), { micro_f1: (all) => averaged(all, 'micro', f1) }, { seed: 1, rounds: 400 }),
    bootstrap(measuredSample(measured), { spearman }, { seed: 1, rounds: 400 }),
    bootstrap(valueSample(values), { recall_at_1: meanValue }, { seed: 1, rounds: 400 }),
  ].flatMap((estimates) => Object.values<Estimate>(estimates));

  expect(found).toHaveLength(5);
  for (const estimate of found) {
    expect(width(estimate)).toBeGreaterThan(0.05);
    expect(width(estimate)).toBeLessThan(0.5);
  }
  expect(found.at(-1)?.point).toBeCloseTo(meanOverQueries(queries, recallAt(1)) ?? Number.NaN, 12);
});

test('Wilson’s interval of nothing found still ends above 0, and of no rows does not exist', () => {
  expect(wilson(0, 20)).toEqual({ low: 0, high: expect.closeTo(0.1611, 4) as number });
  expect(wilson(20, 20)?.high).toBe(1);
  expect(wilson(0, 0)).toBeUndefined();
});

/** Overlapping scores of both truths, the same at every run. */
function scored(n: number): { gold: boolean; score: number }[] {
  const random = longRandom(99);
  return Array.from({ length: n }, (_value, at) => {
    const gold = at % 3 === 0;
    return { gold, score: (gold ? 0.3 : 0) + 0.7 * random() };
  });
}
