import { type CalibratedLabel, CALIBRATED_LABELS } from '../../domain/calibration.ts';
import { ABUSE_CATEGORIES, type AbuseCategory } from '../../domain/labels.ts';
import { DatasetError } from '../dataset.ts';
import { type Counts, falseAlarmRate, precision, recall } from '../figures/confusion.ts';
import type { Figure } from '../figures/figure.ts';
import { type Interval, wilson } from '../figures/intervals.ts';
import { answered, type ScoredRow } from '../figures/predictions.ts';
import { pointAtRecall, walk } from '../figures/ranking.ts';
import { countAt, type Tally, tallyOf, totals } from '../figures/tally.ts';
import type { Prediction } from '../run/prediction.ts';

/** Labels that a policy has a threshold for. */
export const SWEPT = CALIBRATED_LABELS;
export type SweptLabel = CalibratedLabel;

/** What a threshold is chosen for; costs are those of one wrong yes and one wrong no, in any unit. */
export type Target = Readonly<{ kind: 'precision' | 'recall'; least: number }> | Readonly<{ kind: 'cost'; fp: number; fn: number }>;

/** What a threshold gives, with Wilson's intervals. `cost` is there when costs were named. */
export type ThresholdRow = Readonly<{ threshold: number; counts: Counts; precision: Figure; precisionInterval: Interval | undefined; recall: Figure; recallInterval: Interval | undefined; falseAlarms: Figure; cost: number | undefined }>;

export const isCategory = (label: string): label is AbuseCategory => (ABUSE_CATEGORIES as readonly string[]).includes(label);

/** `precision=0.95`, `recall=0.9` or `cost fp=1,fn=8`. @throws DatasetError */
export function parseTarget(spelled: string): Target {
  const numbers = new Map(spelled.replace(/^cost[ =]/, '').split(',').map((part) => [part.split('=')[0]?.trim() ?? '', Number(part.split('=')[1])] as const));
  const share = numbers.get('precision') ?? numbers.get('recall');
  if (numbers.size === 1 && share !== undefined && share > 0 && share <= 1) return { kind: numbers.has('precision') ? 'precision' : 'recall', least: share };
  const [fp, fn] = [numbers.get('fp'), numbers.get('fn')];
  if (numbers.size === 2 && fp !== undefined && fn !== undefined && fp >= 0 && fn >= 0 && fp + fn > 0) return { kind: 'cost', fp, fn };
  throw new DatasetError(`The target "${spelled}" cannot be read.`, { remedy: 'Write --target precision=0.95, --target recall=0.9 or --cost fp=1,fn=8.' });
}

/** Truth and score of the rows that carry the label. */
export function scoresOf(label: SweptLabel, predictions: readonly Prediction[]): readonly ScoredRow[] {
  return predictions.flatMap((prediction): ScoredRow[] => {
    const { answer, group } = prediction;
    const [gold, score] = [goldOf(label, prediction), answer === undefined ? null : scoreOf(label, answer)];
    if (gold === undefined) return [];
    return [score === null || score === undefined ? { gold, group, failed: true } : { gold, group, score }];
  });
}

function goldOf(label: SweptLabel, { gold }: Prediction): boolean | undefined {
  if (isCategory(label)) return gold.abuse_categories?.includes(label);
  return gold[label] ?? undefined;
}

function scoreOf(label: SweptLabel, { moderation, spam, prompt_injection: injection }: NonNullable<Prediction['answer']>): number | null | undefined {
  if (isCategory(label)) return moderation?.categories.find(({ id }) => id === label)?.score;
  return { abuse: moderation?.score, spam: spam?.score, prompt_injection: injection?.score }[label];
}

/** The threshold that meets the target best, in four decimals; undefined when none does, or when a class is absent. */
export function chooseThreshold(rows: readonly ScoredRow[], target: Target): ThresholdRow | undefined {
  const tally = tallyOf(answered(rows));
  const { positives, negatives } = totals(tally);
  if (positives === 0 || negatives === 0) return undefined;
  const score = scoreFor(tally, target);
  return score === undefined ? undefined : thresholdRow(tally, between(tally, score), target);
}

function scoreFor(tally: Tally, target: Target): number | undefined {
  if (target.kind === 'cost') return atCost(tally, target);
  return target.kind === 'recall' ? pointAtRecall(tally, target.least)?.threshold : atPrecision(tally, target.least);
}

/** The table a person chooses by: every twentieth. */
export function thresholdTable(rows: readonly ScoredRow[], target: Target): readonly ThresholdRow[] {
  const tally = tallyOf(answered(rows));
  return Array.from({ length: 19 }, (_value, at) => thresholdRow(tally, (at + 1) / 20, target));
}

export function thresholdRow(tally: Tally, threshold: number, target: Target): ThresholdRow {
  const counts = countAt(tally, threshold);
  const { tp, fp, fn } = counts;
  return {
    threshold, counts, precision: precision(counts), precisionInterval: wilson(tp, tp + fp), recall: recall(counts), recallInterval: wilson(tp, tp + fn), falseAlarms: falseAlarmRate(counts),
    cost: target.kind === 'cost' ? target.fp * fp + target.fn * fn : undefined,
  };
}

/** The lowest score from which on precision is enough: of all such the highest recall. */
function atPrecision(tally: Tally, least: number): number | undefined {
  let best: number | undefined;
  walk(tally, (score, tp, fp) => {
    if (tp > 0 && tp / (tp + fp) >= least) best = score;
  });
  return best;
}

/** The highest of the scores that cost least; 1 (a yes to nothing but certainty) is one of the choices. */
function atCost(tally: Tally, { fp: ofFp, fn: ofFn }: Readonly<{ fp: number; fn: number }>): number {
  const { positives } = totals(tally);
  let [best, cheapest] = [1, ofFn * positives];
  walk(tally, (score, tp, fp) => {
    const cost = ofFp * fp + ofFn * (positives - tp);
    if (cost < cheapest) [best, cheapest] = [score, cost];
  });
  return best;
}

/** Half-way to the next lower score, so that a rounded score is on the same side; four decimals, never at or below that score. */
function between({ scores }: Tally, score: number): number {
  const lower = scores.find((other) => other < score) ?? 0;
  const middle = Math.ceil(((score + lower) / 2) * 10_000) / 10_000;
  return middle > lower && middle <= score ? middle : score;
}
