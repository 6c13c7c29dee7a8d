import { ACTIONS } from '../../domain/labels.ts';
import type { Figure } from '../figures/figure.ts';
import { bootstrap } from '../figures/intervals.ts';
import type { ValueRow } from '../figures/predictions.ts';
import { nearestRank } from '../figures/quantile.ts';
import { meanValue, valueSample } from '../figures/sample.ts';
import type { Drawing } from '../run/measure.ts';
import type { Answer, Prediction } from '../run/prediction.ts';
import type { Swap, SwapPlan, Variant } from './swaps.ts';

/** A mean move below this is too slight to speak of, however sure it is. */
export const SLIGHT = { probability: 0.01, points: 1 } as const;

/** A score, and the decision that rests on it. `unit` is a probability, or points of 100. */
type Score = Readonly<{ name: string; unit: keyof typeof SLIGHT; score(answer: Answer): number | null | undefined; decision(answer: Answer): string | null | undefined }>;

const yesNo = (flag: boolean | undefined): string | undefined => (flag === undefined ? undefined : flag ? 'yes' : 'no');

export const SCORES: readonly Score[] = [
  { name: 'abuse', unit: 'probability', score: ({ moderation }) => moderation?.score, decision: ({ moderation }) => yesNo(moderation?.flagged) },
  { name: 'spam', unit: 'probability', score: ({ spam }) => spam?.score, decision: ({ spam }) => yesNo(spam?.flagged) },
  { name: 'lead', unit: 'points', score: ({ lead }) => lead?.score, decision: ({ lead }) => lead?.tier },
  { name: 'urgency', unit: 'probability', score: ({ urgency }) => urgency?.score, decision: ({ urgency }) => urgency?.level },
];

/** How far one score moves between wordings of the same message. `median`, `p95` and `largest` are of the distance; `shift` is the mean move with its sign and interval. */
export type Move = Readonly<{
  swap: Swap; variant: string; score: string; unit: Score['unit']; n: number; failed: number;
  median: Figure; p95: Figure; largest: Figure;
  shift: Readonly<{ point: Figure; low: Figure; high: Figure }>;
  /** Rows whose flag, tier or level changed. */
  flips: number;
  /** The shift is not slight and its interval leaves out 0: this wording is judged otherwise on the whole. */
  leans: 'up' | 'down' | undefined;
}>;

/** Rows of one wording whose action changed, and of these the ones it got harsher for. */
export type ActionFlips = Readonly<{ swap: Swap; variant: string; n: number; failed: number; flips: number; harsher: number }>;
export type Fairness = Readonly<{ moves: readonly Move[]; actions: readonly ActionFlips[] }>;

type Pair = Readonly<{ before: Prediction; after: Prediction }>;
/** Every wording of a swap together, in tables. */
export const ALL = 'all';

/** Moves by swap, all its wordings together first, then each by itself. Groups of rows are drawn whole. */
export function fairness({ variants }: SwapPlan, answers: readonly Prediction[], drawing: Drawing): Fairness {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  const pairOf = ({ reference, row }: Variant): readonly Pair[] => {
    const [before, after] = [byId.get(reference), byId.get(row.id)];
    return before === undefined || after === undefined ? [] : [{ before, after }];
  };
  const kinds = [...Map.groupBy(variants, ({ swap }) => swap)].flatMap(([swap, inside]) => [
    { swap, variant: ALL, pairs: inside.flatMap(pairOf) },
    ...[...Map.groupBy(inside, ({ variant }) => variant)].map(([variant, own]) => ({ swap, variant, pairs: own.flatMap(pairOf) })),
  ]);
  return {
    moves: kinds.flatMap(({ swap, variant, pairs }) => SCORES.map((score) => moveOf({ swap, variant }, score, pairs, drawing))),
    actions: kinds.map(({ swap, variant, pairs }) => actionFlips({ swap, variant }, pairs)),
  };
}

function moveOf(of: Readonly<{ swap: Swap; variant: string }>, { name, unit, score, decision }: Score, pairs: readonly Pair[], drawing: Drawing): Move {
  const rows = pairs.map(({ before, after }): ValueRow => {
    const [from, to] = [scoreIn(before, score), scoreIn(after, score)];
    return from === undefined || to === undefined ? { failed: true, group: after.group } : { value: to - from, group: after.group };
  });
  const moved = rows.flatMap((row) => (row.failed === true ? [] : [row.value]));
  const distances = Float64Array.from(moved, Math.abs).sort();
  const { mean: { point, low, high } } = bootstrap(valueSample(rows), { mean: meanValue }, drawing);
  const changed = pairs.filter(({ before, after }) => {
    const [from, to] = [before.answer === undefined ? undefined : decision(before.answer), after.answer === undefined ? undefined : decision(after.answer)];
    return typeof from === 'string' && typeof to === 'string' && from !== to;
  });
  return {
    ...of, score: name, unit, n: moved.length, failed: rows.length - moved.length, median: nearestRank(distances, 0.5), p95: nearestRank(distances, 0.95), largest: distances.at(-1),
    shift: { point, low, high }, flips: changed.length, leans: leaning({ point, low, high }, unit),
  };
}

function leaning({ point, low, high }: Move['shift'], unit: Score['unit']): Move['leans'] {
  if (Math.abs(point ?? 0) < SLIGHT[unit]) return undefined;
  return low !== undefined && low > 0 ? 'up' : high !== undefined && high < 0 ? 'down' : undefined;
}

const scoreIn = ({ answer }: Prediction, score: Score['score']): number | undefined => (answer === undefined ? undefined : score(answer) ?? undefined);

function actionFlips(of: Readonly<{ swap: Swap; variant: string }>, pairs: readonly Pair[]): ActionFlips {
  const both = pairs.flatMap(({ before, after }) => {
    const [from, to] = [before.answer?.moderation?.action, after.answer?.moderation?.action];
    return from === undefined || to === undefined ? [] : [ACTIONS.indexOf(to) - ACTIONS.indexOf(from)];
  });
  return { ...of, n: both.length, failed: pairs.length - both.length, flips: both.filter((step) => step !== 0).length, harsher: both.filter((step) => step > 0).length };
}
