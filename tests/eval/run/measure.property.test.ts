import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accuracy, confusionOf, countBinary, macroF1, recall } from '../../../src/eval/figures/confusion.ts';
import { bootstrap } from '../../../src/eval/figures/intervals.ts';
import { auroc } from '../../../src/eval/figures/ranking.ts';
import { decisionSample, decisionSampleOf, labelSample, labelSampleOf, pairedSample, scoreSample, scoreSampleOf } from '../../../src/eval/figures/sample.ts';
import { tallyOf, tallyOfTimes } from '../../../src/eval/figures/tally.ts';
import { measure } from '../../../src/eval/run/measure.ts';
import { madeRow } from '../compare/made-runs.ts';

const DRAWING = { seed: 3, rounds: 40 };
const score = fc.integer({ min: 0, max: 20 }).map((tenth) => tenth / 20);
const row = fc.record({ spam: fc.boolean(), score, failed: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, fc.constant('deadline')), lang: fc.constantFrom('fr', 'en') });
const rows = fc.array(row, { minLength: 1, maxLength: 60 });
const predictionsOf = (all: readonly { spam: boolean; score: number; failed: string | undefined; lang: string }[]) =>
  all.map(({ failed, ...rest }, at) => madeRow({ id: `r${at}`, ...rest, lead: at % 3 === 0 ? 'hot' : 'cold', ...(failed === undefined ? {} : { failed }) }));

test('a bootstrap of counts is that of the rows they were counted from, number for number', () => {
  fc.assert(fc.property(rows, (all) => {
    const scored = all.map(({ spam: gold, score: given, failed }) => (failed === undefined ? { gold, score: given, label: given >= 0.5 } : { gold, failed: true as const }));
    const labelled = scored.map((one) => (one.failed === true ? { gold: String(one.gold), failed: true as const } : { gold: String(one.gold), label: String(one.label) }));

    expect(bootstrap(decisionSampleOf(countBinary(scored)), { recall }, DRAWING)).toEqual(bootstrap(decisionSample(scored), { recall }, DRAWING));
    expect(bootstrap(scoreSampleOf(tallyOf(scored)), { auroc }, DRAWING)).toEqual(bootstrap(scoreSample(scored), { auroc }, DRAWING));
    expect(bootstrap(labelSampleOf(confusionOf(labelled)), { accuracy, macroF1 }, DRAWING)).toEqual(bootstrap(labelSample(labelled), { accuracy, macroF1 }, DRAWING));
  }));
});

test('rows that stand for several count as often', () => {
  fc.assert(fc.property(fc.array(fc.record({ gold: fc.boolean(), score, label: fc.boolean(), times: fc.integer({ min: 0, max: 4 }) }), { maxLength: 30 }), (all) => {
    const times = all.map((one) => one.times);
    const spelledOut = all.flatMap((one) => Array.from({ length: one.times }, () => one));

    expect(countBinary(all, times)).toEqual(countBinary(spelledOut));
    expect(tallyOfTimes(all, times)).toEqual(tallyOf(spelledOut));
  }));
});

test('a sample of counts alone is never paired', () => {
  const [counts, more] = [decisionSampleOf(countBinary([{ gold: true, label: true }])), decisionSample([{ gold: true, label: true }])];

  expect(() => pairedSample(counts, more)).toThrow(RangeError);
  expect(() => pairedSample(counts, counts)).toThrow(RangeError);
});

test('rows that each are a group of their own have the figures of rows without groups, and a slice has those of its rows alone', () => {
  fc.assert(fc.property(rows, (all) => {
    const predictions = predictionsOf(all);
    const grouped = predictions.map((one) => ({ ...one, group: one.id }));
    const points = (measured: ReturnType<typeof measure>) => measured.map(({ aspect, slice, n, failed, figures }) => ({ aspect, slice, n, failed, points: Object.values(figures).map(({ point }) => point) }));

    expect(points(measure(grouped, { seed: 3, rounds: 2 }))).toEqual(points(measure(predictions, { seed: 3, rounds: 2 })));
    const french = measure(predictions.filter(({ lang }) => lang === 'fr'), DRAWING).filter(({ slice }) => slice === 'fr');
    expect(measure(predictions, DRAWING).filter(({ slice }) => slice === 'fr')).toEqual(french);
  }), { numRuns: 40 });
});
