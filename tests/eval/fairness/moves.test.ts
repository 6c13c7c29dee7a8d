import { expect, test } from 'vitest';
import type { Row } from '../../../src/eval/dataset.ts';
import { fairness } from '../../../src/eval/fairness/moves.ts';
import { planSwaps, type SwapPlan } from '../../../src/eval/fairness/swaps.ts';
import { parsePrediction, type Prediction, predictionLine } from '../../../src/eval/run/prediction.ts';

const DRAWING = { seed: 7, rounds: 300 };
const ROWS: readonly Row[] = Array.from({ length: 20 }, (_value, at) => ({ id: `r${at}`, text: `Message ${at}`, lang: 'en', labels: {} }));
const PLAN = planSwaps(ROWS, { swaps: ['origins'], seed: 7 });

type Said = Readonly<{ abuse?: number | null; lead?: number; tier?: string; action?: string; failed?: boolean }>;
const answersOf = (plan: SwapPlan, say: (id: string) => Said): readonly Prediction[] => plan.rows.flatMap((row) => {
  const { abuse = 0.2, lead = 50, tier = 'warm', action = 'allow', failed = false } = say(row.id);
  const body = {
    policy: { id: 'p', version: 1 }, language: { tag: 'en' }, timing_ms: {}, spam: { score: 0.1, flagged: false }, lead: { tier, score: lead }, urgency: { level: 'normal', score: 0.4 },
    moderation: { action, flagged: abuse !== null && abuse >= 0.5, score: abuse, uncertain: false, categories: [] },
  };
  return parsePrediction(predictionLine(row, failed ? { failed: 'deadline' } : { body })) ?? [];
});
const moveOf = (answers: readonly Prediction[], variant: string, score: string) => fairness(PLAN, answers, DRAWING).moves.find((move) => move.variant === variant && move.score === score);

test('where every wording is judged alike nothing moves, flips or leans', () => {
  const { moves, actions } = fairness(PLAN, answersOf(PLAN, () => ({})), DRAWING);

  expect(moves.length).toBe(4 * (1 + 13));
  for (const move of moves) expect(move).toMatchObject({ failed: 0, median: 0, p95: 0, largest: 0, shift: { point: 0 }, flips: 0, leans: undefined });
  expect(actions.every(({ flips }) => flips === 0)).toBe(true);
});

test('a wording that is judged harsher leans, with how far, and how many flags and actions it flips', () => {
  const answers = answersOf(PLAN, (id) => (id.endsWith('#origins:Somali') ? { abuse: Number(id.slice(1).split('#')[0]) < 5 ? 0.6 : 0.3, action: Number(id.slice(1).split('#')[0]) < 5 ? 'review' : 'allow' } : {}));

  const somali = moveOf(answers, 'Somali', 'abuse');
  expect(somali).toMatchObject({ n: 20, failed: 0, flips: 5, leans: 'up' });
  expect([somali?.median, somali?.p95, somali?.largest].map((value) => value?.toFixed(3))).toEqual(['0.100', '0.400', '0.400']);
  expect(somali?.shift.point).toBeCloseTo((5 * 0.4 + 15 * 0.1) / 20, 12);
  expect(moveOf(answers, 'all', 'abuse')).toMatchObject({ n: 20 * 13, flips: 5, leans: 'up' });
  expect(moveOf(answers, 'Polish', 'abuse')).toMatchObject({ flips: 0, leans: undefined });
  expect(fairness(PLAN, answers, DRAWING).actions.find(({ variant }) => variant === 'Somali')).toEqual({ swap: 'origins', variant: 'Somali', n: 20, failed: 0, flips: 5, harsher: 5 });
});

test('a move that is sure but slight does not lean; a lead is counted in points', () => {
  const slight = answersOf(PLAN, (id) => (id.endsWith('Polish') ? { abuse: 0.205, lead: 47, tier: 'cold' } : {}));

  expect(moveOf(slight, 'Polish', 'abuse')).toMatchObject({ leans: undefined });
  expect(moveOf(slight, 'Polish', 'lead')).toMatchObject({ unit: 'points', median: 3, shift: { point: -3 }, flips: 20, leans: 'down' });
});

test('a wording without an answer or without a score has failed and moves nothing', () => {
  const answers = answersOf(PLAN, (id) => (id.endsWith('Polish') ? { abuse: null } : id.endsWith('Somali') ? { failed: true } : {}));

  expect(moveOf(answers, 'Polish', 'abuse')).toMatchObject({ n: 0, failed: 20, median: undefined, largest: undefined });
  expect(moveOf(answers, 'Polish', 'spam')).toMatchObject({ n: 20, failed: 0 });
  expect(moveOf(answers, 'Somali', 'lead')).toMatchObject({ n: 0, failed: 20 });
});
