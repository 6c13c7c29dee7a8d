import { expect, test } from 'vitest';
import { tallyOf } from '../../../src/eval/figures/tally.ts';
import { atMost } from '../../../src/eval/report/chart.ts';
import { classesOf } from '../../../src/eval/report/classes.ts';
import { BINS, histogram, medianScore } from '../../../src/eval/report/distribution.ts';
import { spell } from '../../../src/eval/report/markup.ts';
import { matrixOf } from '../../../src/eval/report/matrix.ts';
import { drawCurve, drawDistribution, drawReliability, drawRisk } from '../../../src/eval/report/plots.ts';
import { riskOf } from '../../../src/eval/report/risk.ts';
import { heldBackBySlice, shownSlices } from '../../../src/eval/report/slices.ts';
import { LANGUAGES, moneyOf, WORDS } from '../../../src/eval/report/words.ts';
import { aspectNamed } from '../../../src/eval/run/aspects.ts';
import type { Prediction } from '../../../src/eval/run/prediction.ts';
import { madeRow } from '../compare/made-runs.ts';

const SPAM = aspectNamed('spam');
if (SPAM?.kind !== 'binary') throw new Error('spam is a yes/no aspect');
const labelled = (gold: string, label: string) => ({ gold, label, failed: false as const });

test('score distributions are shares of each truth, in bins that take both ends', () => {
  const tally = tallyOf([{ gold: true, score: 1 }, { gold: true, score: 0.97 }, { gold: true, score: 0.5 }, { gold: true, score: 0 }, { gold: false, score: 0.02 }]);
  const { yes, no } = histogram(tally);

  expect([yes[BINS - 1], yes[BINS / 2], yes[0]]).toEqual([0.5, 0.25, 0.25]);
  expect([no[0], no.slice(1).every((share) => share === 0)]).toEqual([1, true]);
  expect([medianScore(tally, tally.positives), medianScore(tally, tally.negatives)]).toEqual([0.5, 0.02]);
});

test('a class without rows has no distribution and no median', () => {
  const tally = tallyOf([{ gold: false, score: 0.3 }]);

  expect(histogram(tally).yes.every((share) => share === 0)).toBe(true);
  expect(medianScore(tally, tally.positives)).toBeUndefined();
});

test('what is handed over is told apart from what is decided, and errors are counted in both', () => {
  const rows: readonly Prediction[] = [
    madeRow({ id: 'a', spam: true, score: 0.9, action: 'hide' }), madeRow({ id: 'b', spam: true, score: 0.4, action: 'review' }), madeRow({ id: 'c', spam: false, score: 0.45, action: 'review' }),
    madeRow({ id: 'd', spam: true, score: 0.1 }), madeRow({ id: 'e', spam: false, score: 0.05 }), madeRow({ id: 'f', failed: 'deadline' }),
  ];

  const risk = riskOf(SPAM, rows);

  expect(risk?.handing).toEqual({ handedOver: 0.4, riskOutside: 1 / 3, riskInside: 0.5, errorsCaught: 0.5 });
  expect([...(risk?.errors.scores ?? [])]).toEqual([0.95, 0.9, 0.6, 0.55]);
});

test('a label nobody set has nothing to hand over', () => {
  expect(riskOf(SPAM, [{ id: 'x', gold: {}, slices: ['all'], answer: madeRow({ id: 'x' }).answer }])).toBeUndefined();
});

test('a matrix of many labels keeps the frequent ones and joins the rest without losing a row', () => {
  const rows = Array.from({ length: 60 }, (_value, label) => Array.from({ length: label + 1 }, () => labelled(`l${label}`, `l${(label + 1) % 60}`))).flat();

  const { labels, cells } = matrixOf(rows, undefined, 'others');

  expect(labels).toHaveLength(24);
  expect(labels.at(-1)).toBe('others');
  expect(labels).toContain('l59');
  expect(labels).not.toContain('l3');
  expect(cells.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
});

test('a matrix of few labels keeps their order', () => {
  expect(matrixOf([labelled('b', 'a')], ['b', 'a', 'c'], 'others').labels).toEqual(['b', 'a', 'c']);
});

test('label by label, each against all others; categories of abuse too, where a message has several', () => {
  const rows = [madeRow({ id: 'a', lead: 'hot' }), madeRow({ id: 'b', lead: 'warm' })].map((row, at): Prediction => ({
    ...row, gold: { ...row.gold, abuse_categories: at === 0 ? ['hate', 'violence'] : [] },
    answer: row.answer === undefined ? undefined : { ...row.answer, moderation: { action: 'allow', flagged: true, score: 1, uncertain: false, categories: [{ id: 'hate', score: 1, flagged: true }, { id: 'violence', score: 0, flagged: false }] } },
  }));
  const classes = classesOf(rows);

  expect(classes.find(({ aspect }) => aspect === 'lead')?.labels).toEqual([{ label: 'warm', precision: 0, recall: undefined, f1: 0, rows: 0 }, { label: 'hot', precision: 1, recall: 0.5, f1: 2 / 3, rows: 2 }]);
  expect(classes.find(({ aspect }) => aspect === 'abuse_categories')).toEqual({
    aspect: 'abuse_categories', macro: { precision: 0.5, recall: 0.5, f1: 1 / 3 },
    labels: [{ label: 'hate', precision: 0.5, recall: 1, f1: 2 / 3, rows: 1 }, { label: 'violence', precision: undefined, recall: 0, f1: 0, rows: 1 }],
  });
});

test('slices come kind by kind, the largest of thousands', () => {
  const sizes = new Map([['source b', 5], ['over 40 words', 9], ['all', 999], ['en', 10], ['up to 5 words', 3], ['fr', 2]]);
  const many = new Map(Array.from({ length: 5_000 }, (_value, at) => [`source ${at}`, at] as const));

  expect(shownSlices(sizes, [])).toEqual(['fr', 'en', 'up to 5 words', 'over 40 words', 'source b']);
  expect(shownSlices(sizes, ['source', 'language'])).toEqual(['fr', 'en', 'source b']);
  expect(shownSlices(many, [])).toHaveLength(40);
  expect(shownSlices(many, [])).toContain('source 4960');
});

test('slices with few genuine messages are not ranked', () => {
  const rows = Array.from({ length: 40 }, (_value, at): Prediction => ({ ...madeRow({ id: `r${at}`, action: at === 0 ? 'hide' : 'allow' }), slices: ['all', at < 19 ? 'fr' : 'en'] }));

  expect(heldBackBySlice(rows).map(({ slice, operation }) => [slice, operation.count, operation.of])).toEqual([['en', 0, 21]]);
});

test('a curve of any length is thinned to its bound, its ends kept', () => {
  const points = Array.from({ length: 12_345 }, (_value, at) => at);

  expect([atMost(points, 200).length, atMost(points, 200)[0], atMost(points, 200).at(-1)]).toEqual([200, 0, 12_344]);
  expect(atMost([1, 2, 3], 200)).toEqual([1, 2, 3]);
});

test('small sums keep two figures, none is rounded to nothing', () => {
  expect([0, 0.00042, 0.05, 1.5, 1_234.5].map(moneyOf('en'))).toEqual(['US$0.00', 'US$0.00042', 'US$0.05', 'US$1.50', 'US$1,234.50']);
  expect(moneyOf('fr')(0.00042).replace(/\s/g, ' ')).toBe('0,00042 $US');
});

test('no line ends before a sign that belongs to the word before it, or inside a number', () => {
  expect(spell('95 % : « 1 000 » <b>')).toBe('95\u00a0%\u00a0: «\u00a01\u00a0000\u00a0» &lt;b&gt;');
});

/** Pixels between the margins of the page at its widest, and between two plots. */
const [PAGE, GAP] = [1_280, 19.2];

test.each(LANGUAGES)('the plots of the four yes/no labels stand in one row on a wide page (%s)', async (language) => {
  const words = WORDS[language];
  const rows = Array.from({ length: 40 }, (_value, at) => ({ gold: at % 3 === 0, score: (at % 20) / 20, label: at % 20 > 9 }));
  const handing = { handedOver: 0.125, riskOutside: 0.375, riskInside: 0.25, errorsCaught: 0.5 };
  const drawn = await Promise.all([drawCurve(rows, words), drawDistribution(tallyOf(rows), words), drawReliability(tallyOf(rows), words), drawRisk({ errors: tallyOf(rows), handing }, words)]);

  const widths = drawn.map((svg) => Number(/<svg[^>]* width="([0-9.]+)"/.exec(svg ?? '')?.[1]));

  expect(widths.filter((width) => !(4 * width + 3 * GAP <= PAGE))).toEqual([]);
});
