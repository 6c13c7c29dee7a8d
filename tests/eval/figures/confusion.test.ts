import { expect, test } from 'vitest';
import {
  accuracy, averaged, confusionCoverage, confusionOf, countBinary, countLabelSets, countsCoverage, exactMatch, f1, labelCounts, macroF1, precision, recall, support,
} from '../../../src/eval/figures/confusion.ts';
import { meanOf, ratio, show } from '../../../src/eval/figures/figure.ts';
import { answered, answeredByBoth, coverage } from '../../../src/eval/figures/predictions.ts';

test('a failed row is in a column of its own and changes neither precision nor recall', () => {
  const rows = [{ gold: true, label: true }, { gold: true, label: false }, { gold: false, label: false }];

  const counts = countBinary([...rows, { gold: true, failed: true }, { gold: false, failed: true }, { gold: false, failed: true }]);

  expect(counts).toEqual({ tp: 1, fp: 0, fn: 1, tn: 1, failedPositives: 1, failedNegatives: 2 });
  expect([precision(counts), recall(counts), countsCoverage(counts)]).toEqual([1, 0.5, 0.5]);
});

test('an undefined figure prints as a dash and is never 0', () => {
  const nothingSaid = countBinary([{ gold: true, label: false }]);

  expect(precision(nothingSaid)).toBeUndefined();
  expect([show(precision(nothingSaid)), show(recall(nothingSaid)), show(f1(nothingSaid))]).toEqual(['–', '0.000', '0.000']);
  expect([ratio(0, 0), meanOf([]), meanOf([undefined, 0.5])]).toEqual([undefined, undefined, 0.5]);
});

test('the matrix counts truth by row and answer by column, failed rows by truth', () => {
  const confusion = confusionOf([{ gold: 'a', label: 'b' }, { gold: 'a', label: 'a' }, { gold: 'c', label: 'a' }, { gold: 'b', failed: true }]);

  expect(confusion.labels).toEqual(['a', 'b', 'c']);
  expect([...confusion.cells]).toEqual([1, 1, 0, 0, 0, 0, 1, 0, 0]);
  expect([...confusion.failed]).toEqual([0, 1, 0]);
  expect(confusionCoverage(confusion)).toBe(0.75);
  expect(labelCounts(confusion)[1]).toEqual({ label: 'b', counts: { tp: 0, fp: 1, fn: 0, tn: 2, failedPositives: 1, failedNegatives: 0 } });
});

test('a label outside the closed list is refused, in gold and in answers', () => {
  expect(() => confusionOf([{ gold: 'a', label: 'x' }], ['a'])).toThrow(RangeError);
  expect(() => confusionOf([{ gold: 'x', failed: true }], ['a'])).toThrow(RangeError);
  expect(() => countLabelSets([{ gold: [], label: ['x'] }], ['a'])).toThrow(RangeError);
});

test('a label that nobody gave is left out of macro precision but stays in macro recall and F1', () => {
  const all = labelCounts(confusionOf([{ gold: 'a', label: 'a' }, { gold: 'b', label: 'a' }]));

  expect(averaged(all, 'macro', precision)).toBe(0.5);
  expect(averaged(all, 'macro', recall)).toBe(0.5);
  expect(averaged(all, 'macro', f1)).toBeCloseTo(1 / 3, 12);
});

test('weighted means go by the rows of each label, micro by all cells together', () => {
  const all = labelCounts(confusionOf([...Array.from({ length: 3 }, () => ({ gold: 'a', label: 'a' })), { gold: 'b', label: 'a' }]));

  expect(averaged(all, 'weighted', recall)).toBe(0.75);
  expect(averaged(all, 'micro', recall)).toBe(0.75);
  expect(averaged(all, 'macro', recall)).toBe(0.5);
  expect(all.map(({ counts }) => support(counts))).toEqual([3, 1]);
});

test('a failed row of a multi-label task fails each of its labels, and is left out of exact matches', () => {
  const rows = [{ gold: ['a', 'b'], label: ['b', 'a'] }, { gold: ['a'], label: ['a', 'b'] }, { gold: ['b'], failed: true as const }];

  const [a, b] = countLabelSets(rows, ['a', 'b']);

  expect(a?.counts).toEqual({ tp: 2, fp: 0, fn: 0, tn: 0, failedPositives: 0, failedNegatives: 1 });
  expect(b?.counts).toEqual({ tp: 1, fp: 1, fn: 0, tn: 0, failedPositives: 1, failedNegatives: 0 });
  expect(exactMatch(rows)).toBe(0.5);
});

test('without answered rows every figure is undefined', () => {
  const nothing = confusionOf([{ gold: 'a', failed: true }]);

  expect([accuracy(nothing), macroF1(nothing), exactMatch([]), coverage([])]).toEqual([undefined, undefined, undefined, undefined]);
  expect(confusionCoverage(nothing)).toBe(0);
});

test('paired rows are kept where both systems answered, and the rest is counted', () => {
  const [ok, failed] = [{ gold: true, label: true }, { gold: true, failed: true as const }];

  expect(answeredByBoth([ok, failed, ok, failed], [ok, ok, failed, failed])).toEqual({ base: [ok], head: [ok], dropped: 3 });
  expect(() => answeredByBoth([ok], [])).toThrow(RangeError);
  expect(answered([ok, failed])).toEqual([ok]);
  expect(coverage([ok, failed])).toBe(0.5);
});
