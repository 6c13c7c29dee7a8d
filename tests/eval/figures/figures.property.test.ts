import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cohenKappa, mcnemar } from '../../../src/eval/figures/agreement.ts';
import { adaptiveCalibrationError, brier, brierParts, expectedCalibrationError } from '../../../src/eval/figures/calibration.ts';
import { accuracy, averaged, confusionOf, countLabelSets, exactMatch, f1, falseAlarmRate, labelCounts, precision, recall } from '../../../src/eval/figures/confusion.ts';
import { areaUnderRisk, uncertainBand } from '../../../src/eval/figures/curves.ts';
import type { Figure } from '../../../src/eval/figures/figure.ts';
import { bootstrap, type Estimate, wilson } from '../../../src/eval/figures/intervals.ts';
import { meanAbsoluteError, pairTable, quadraticKappa, spearman } from '../../../src/eval/figures/ordinal.ts';
import type { LabelledRow, LabelSetRow, MeasuredRow, ScoredRow } from '../../../src/eval/figures/predictions.ts';
import { auroc, averagePrecision, precisionAtRecall, recallAtFalseAlarms } from '../../../src/eval/figures/ranking.ts';
import { labelSample, scoreSample } from '../../../src/eval/figures/sample.ts';
import { countAt, tallyCoverage, tallyOf } from '../../../src/eval/figures/tally.ts';

const LABELS = ['none', 'cold', 'warm', 'hot'];
const failed = fc.constant(true as const);
/** Tenths make ties, the others do not. */
const score = fc.oneof(fc.integer({ min: 0, max: 10 }).map((tenth) => tenth / 10), fc.double({ min: 0, max: 1, noNaN: true }));
const group = fc.option(fc.constantFrom('g1', 'g2', 'g3'), { nil: undefined });
const scoredRow: fc.Arbitrary<ScoredRow> = mostly(fc.record({ gold: fc.boolean(), score, group }), fc.record({ gold: fc.boolean(), failed }));
const label = fc.constantFrom(...LABELS);
const labelledRow: fc.Arbitrary<LabelledRow> = mostly(fc.record({ gold: label, label, group }), fc.record({ gold: label, failed }));
const set = fc.uniqueArray(label, { maxLength: 3 });
const labelSetRow: fc.Arbitrary<LabelSetRow> = mostly(fc.record({ gold: set, label: set }), fc.record({ gold: set, failed }));
const measuredRow: fc.Arbitrary<MeasuredRow> = fc.record({ gold: fc.integer({ min: 0, max: 3 }), score: fc.integer({ min: 0, max: 9 }) });

const SCORED: Readonly<Record<string, (rows: readonly ScoredRow[]) => Figure>> = {
  precision: (rows) => precision(countAt(tallyOf(rows), 0.5)), recall: (rows) => recall(countAt(tallyOf(rows), 0.5)),
  f1: (rows) => f1(countAt(tallyOf(rows), 0.5)), false_alarms: (rows) => falseAlarmRate(countAt(tallyOf(rows), 0.5)),
  coverage: (rows) => tallyCoverage(tallyOf(rows)), auroc: (rows) => auroc(tallyOf(rows)), average_precision: (rows) => averagePrecision(tallyOf(rows)),
  recall_at_false_alarms: (rows) => recallAtFalseAlarms(tallyOf(rows), 0.1), precision_at_recall: (rows) => precisionAtRecall(tallyOf(rows), 0.8),
  ece: (rows) => expectedCalibrationError(tallyOf(rows)), adaptive_ece: (rows) => adaptiveCalibrationError(tallyOf(rows)), brier: (rows) => brier(tallyOf(rows)),
  resolution: (rows) => brierParts(tallyOf(rows))?.resolution, area_under_risk: (rows) => areaUnderRisk(tallyOf(rows)),
  errors_caught: (rows) => uncertainBand(tallyOf(rows), { from: 0.3, to: 0.7, threshold: 0.7 }).errorsCaught,
};
const LABELLED: Readonly<Record<string, (rows: readonly LabelledRow[]) => Figure>> = {
  accuracy: (rows) => accuracy(confusionOf(rows, LABELS)), kappa: (rows) => cohenKappa(confusionOf(rows, LABELS)),
  quadratic_kappa: (rows) => quadraticKappa(confusionOf(rows, LABELS)), mean_absolute_error: (rows) => meanAbsoluteError(confusionOf(rows, LABELS)),
  macro_f1: (rows) => averaged(labelCounts(confusionOf(rows, LABELS)), 'macro', f1),
  weighted_precision: (rows) => averaged(labelCounts(confusionOf(rows, LABELS)), 'weighted', precision),
};
const SETS: Readonly<Record<string, (rows: readonly LabelSetRow[]) => Figure>> = {
  exact_match: exactMatch, micro_f1: (rows) => averaged(countLabelSets(rows, LABELS), 'micro', f1),
  macro_recall: (rows) => averaged(countLabelSets(rows, LABELS), 'macro', recall),
};
const MEASURED = { spearman: (rows: readonly MeasuredRow[]) => spearman(pairTable(rows).table) };

/** One row in ten failed. */
function mostly<Row, Other>(answered: fc.Arbitrary<Row>, other: fc.Arbitrary<Other>): fc.Arbitrary<Row | Other> {
  return fc.oneof({ weight: 9, arbitrary: answered }, { weight: 1, arbitrary: other });
}

function check<Row>(figures: Readonly<Record<string, (rows: readonly Row[]) => Figure>>, row: fc.Arbitrary<Row>, change: (rows: readonly Row[]) => readonly Row[]): void {
  fc.assert(fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
    for (const [name, figure] of Object.entries(figures)) expectEqual(name, figure(change(rows)), figure(rows));
  }));
}

function expectEqual(name: string, found: Figure, wanted: Figure): void {
  if (wanted === undefined) expect([name, found]).toEqual([name, undefined]);
  else expect([name, Math.abs((found ?? Number.NaN) - wanted) <= 1e-12]).toEqual([name, true]);
}

/** An order that depends on the rows alone: odd places first, backwards. */
const shuffled = <Row>(rows: readonly Row[]): readonly Row[] => [...rows.filter((_row, at) => at % 2 === 1).reverse(), ...rows.filter((_row, at) => at % 2 === 0)];
const twice = <Row>(rows: readonly Row[]): readonly Row[] => [...rows, ...rows];

test('the order of rows changes no figure', () => {
  check(SCORED, scoredRow, shuffled);
  check(LABELLED, labelledRow, shuffled);
  check(SETS, labelSetRow, shuffled);
  check(MEASURED, measuredRow, shuffled);
});

test('repeating all rows changes no rate', () => {
  check(SCORED, scoredRow, twice);
  check(LABELLED, labelledRow, twice);
  check(SETS, labelSetRow, twice);
  check(MEASURED, measuredRow, twice);
});

test('every rate lies in [0, 1], and failed rows change only the coverage', () => {
  const { coverage: _coverage, ...rates } = SCORED;
  fc.assert(fc.property(fc.array(scoredRow, { maxLength: 40 }), (rows) => {
    for (const [name, figure] of Object.entries(rates)) {
      const found = figure(rows);
      if (found !== undefined) expect([name, found >= -1e-12 && found <= 1 + 1e-12]).toEqual([name, true]);
      expectEqual(name, figure([...rows, { gold: true, failed: true }]), found);
    }
  }));
});

test('turning every score and truth around leaves the area under the ROC curve as it is, and turning one alone mirrors it', () => {
  // Multiples of 1/64: 1 − s is exact, so that ties stay ties.
  const row = fc.record({ gold: fc.boolean(), score: fc.integer({ min: 0, max: 64 }).map((part) => part / 64) });
  fc.assert(fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
    const area = auroc(tallyOf(rows));
    expectEqual('both', auroc(tallyOf(rows.map((one) => ({ gold: !one.gold, score: 1 - one.score })))), area);
    expectEqual('one', auroc(tallyOf(rows.map((one) => ({ gold: one.gold, score: 1 - one.score })))), area === undefined ? undefined : 1 - area);
  }));
});

test('κ does not care which rater is called the truth, whatever the weights', () => {
  const [rated, weighted] = [fc.array(fc.record({ gold: label, label }), { maxLength: 40 }), fc.constantFrom('none' as const, 'linear' as const, 'quadratic' as const)];
  fc.assert(fc.property(rated, weighted, (rows, weights) => {
    const turned = rows.map((row) => ({ gold: row.label, label: row.gold }));
    expectEqual('κ', cohenKappa(confusionOf(turned, LABELS), weights), cohenKappa(confusionOf(rows, LABELS), weights));
  }));
});

test('McNemar does not care which system comes first, and its p-value lies in (0, 1]', () => {
  const count = fc.integer({ min: 0, max: 60 });
  fc.assert(fc.property(count, count, (onlyBase, onlyHead) => {
    const found = mcnemar({ onlyBase, onlyHead });
    expect(mcnemar({ onlyBase: onlyHead, onlyHead: onlyBase })).toEqual(found);
    expect(found.pValue).toBeGreaterThan(0);
    expect(found.pValue).toBeLessThanOrEqual(1);
  }));
});

test('Wilson’s interval contains the share, stays in [0, 1] and narrows as rows are added', () => {
  const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(fc.property(fc.integer({ min: 1, max: 2_000 }), between(0, 1), between(0.5, 0.999), (n, part, confidence) => {
    const hits = Math.floor(part * n);
    const [found, more] = [wilson(hits, n, confidence), wilson(10 * hits, 10 * n, confidence)];
    expect(found === undefined || more === undefined).toBe(false);
    if (found === undefined || more === undefined) return;
    expect(0 <= found.low && found.low <= hits / n && hits / n <= found.high && found.high <= 1).toBe(true);
    expect(more.high - more.low).toBeLessThan(found.high - found.low);
  }));
});

test('a bootstrap interval contains its point, and has both bounds or none', () => {
  const some = <Row>(row: fc.Arbitrary<Row>) => fc.array(row, { minLength: 2, maxLength: 30 });
  fc.assert(fc.property(some(scoredRow), some(labelledRow), fc.nat(), (scored, labelled, seed) => {
    const of = (figures: Readonly<Record<string, Estimate>>): Estimate[] => Object.values(figures);
    const found = [
      ...of(bootstrap(scoreSample(scored, [], 5), { auroc, averagePrecision, brier, ece: (tally) => expectedCalibrationError(tally) }, { seed, rounds: 40 })),
      ...of(bootstrap(labelSample(labelled), { accuracy, kappa: (confusion) => cohenKappa(confusion), quadraticKappa }, { seed, rounds: 40 })),
    ];
    for (const { point, low, high } of found) {
      expect(low === undefined).toBe(high === undefined);
      if (low !== undefined) expect(low <= (point ?? Number.NaN) && (point ?? Number.NaN) <= (high ?? Number.NaN)).toBe(true);
    }
  }), { numRuns: 60 });
});
