import { expect, test } from 'vitest';
import { compactOf } from '../../../src/eval/compare/compact.ts';
import { compareAll, pairRuns } from '../../../src/eval/compare/compare.ts';
import { flips } from '../../../src/eval/compare/flips.ts';
import { madeRow, madeRun } from './made-runs.ts';

const DRAWING = { seed: 7, rounds: 300 };
const paired = (base: Parameters<typeof pairRuns>[1], head: Parameters<typeof pairRuns>[1]) => pairRuns(base.map(compactOf), head);

test('a run compared with itself has no difference, no flip, and a p-value of 1', () => {
  const run = madeRun(0.7, 0.2);
  const { rows, onlyBase, onlyHead } = paired(run, run);

  const compared = compareAll(rows, DRAWING);

  expect([rows.length, onlyBase, onlyHead, flips(rows)]).toEqual([100, 0, 0, []]);
  expect(compared.map(({ what }) => what)).toEqual(expect.arrayContaining(['genuine_held_back', 'spam', 'abuse', 'language']));
  for (const { differences, mcnemar } of compared) {
    expect(mcnemar.pValue).toBe(1);
    expect(differences.every(({ verdict, change }) => verdict === 'no real difference' && (change.point === undefined || change.point === 0))).toBe(true);
  }
});

test('a run that misses half of the spam is worse in recall and F1 by McNemar and by the interval, and better nowhere', () => {
  const base = madeRun(0.7, 0.2);
  const head = base.map((row, at) => (at % 4 === 0 ? madeRow({ id: row.id, spam: true, score: 0.3 }) : row));

  const spam = compareAll(paired(base, head).rows, DRAWING).find(({ what }) => what === 'spam');

  expect(spam?.mcnemar).toMatchObject({ onlyBase: 25, onlyHead: 0 });
  expect(spam?.mcnemar.pValue).toBeLessThan(0.001);
  expect(Object.fromEntries((spam?.differences ?? []).map(({ figure, verdict }) => [figure, verdict]))).toEqual({
    precision: 'no real difference', recall: 'worse', f1: 'worse', false_alarms: 'no real difference', auroc: 'no real difference', auprc: 'no real difference',
  });
});

test('less is better for false alarms and for wrongly held back messages', () => {
  const base = madeRun(0.7, 0.6, (at) => (at % 2 === 1 ? 'hide' : 'allow'));
  const head = madeRun(0.7, 0.2);

  const verdicts = compareAll(paired(base, head).rows, DRAWING).flatMap(({ differences }) => differences.map(({ what, figure, verdict }) => [`${what} ${figure}`, verdict] as const));

  expect(new Map(verdicts).get('spam false_alarms')).toBe('better');
  expect(new Map(verdicts).get('genuine_held_back per_thousand')).toBe('better');
});

test('rows that one run lacks or failed on are counted, and in no figure', () => {
  const base = madeRun(0.7, 0.2);
  const head = [...base.slice(0, 98), madeRow({ id: 'r98', spam: true, failed: 'deadline' }), madeRow({ id: 'new', spam: true })];
  const { rows, onlyBase, onlyHead } = paired(base, head);

  const spam = compareAll(rows, DRAWING).find(({ what }) => what === 'spam');

  expect([rows.length, onlyBase, onlyHead, spam?.dropped, spam?.differences[0]?.n]).toEqual([99, 1, 1, 1, 98]);
});

test('flips say what turned right and what turned wrong, wrong first', () => {
  const base = [madeRow({ id: 'a', action: 'allow' }), madeRow({ id: 'b', spam: true, action: 'allow' }), madeRow({ id: 'c', spam: true, score: 0.9, lead: 'hot' })];
  const head = [madeRow({ id: 'a', action: 'hide' }), madeRow({ id: 'b', spam: true, action: 'block', score: 0.8 }), madeRow({ id: 'c', spam: true, score: 0.4, lead: 'warm' })];

  expect(flips(paired(base, head).rows).map(({ id, what, base: before, head: after, turned }) => [id, what, before, after, turned])).toEqual([
    ['a', 'action', 'allow', 'hide', 'wrong'], ['b', 'action', 'allow', 'block', 'right'], ['c', 'spam', 'yes', 'no', 'wrong'], ['b', 'spam', 'no', 'yes', 'right'], ['c', 'lead', 'hot', 'warm', 'wrong'],
  ]);
});
