import type { Baseline } from '../compare/baseline.ts';
import { compareOperation, type Difference, type PairedRow, pairRuns } from '../compare/compare.ts';
import { type Flip, flips } from '../compare/flips.ts';
import { judge, type Verdict } from '../compare/gate.ts';
import type { Gates } from '../compare/gates.ts';
import { type Interval, wilson } from '../figures/intervals.ts';
import { ASPECTS } from '../run/aspects.ts';
import type { RunFolder } from '../run/folder.ts';
import type { Drawing } from '../run/measure.ts';
import type { Metrics } from '../run/metrics.ts';
import { COUNTED, decidedOf, type Operation, operations } from '../run/operations.ts';
import type { Prediction } from '../run/prediction.ts';
import { type Cost, costOf } from './cost.ts';
import type { FunctionResult, RepliesResult } from './extras.ts';
import { type HeldBack, heldBackBySlice, type SliceKind } from './slices.ts';

/** A share with what it was counted over. */
export type Share = Readonly<{ count: number; of: number; interval: Interval | undefined }>;
/** A row where a person and the service disagree, and the service is sure. */
export type Disagreement = Readonly<{ id: string; aspect: string; gold: string; said: string; score: number }>;

/** All that a report says, before it is put into words. */
export type Facts = Readonly<{
  metrics: Metrics;
  predictions: readonly Prediction[];
  verdicts: readonly Verdict[];
  decided: readonly Operation[];
  /** Messages that wait for a person, of all that were answered. */
  review: Share;
  volumePerDay: number;
  /** Wrongly held back messages of the slices with enough genuine ones, the worst first. */
  heldBack: readonly HeldBack[];
  /** The worst of them; undefined when none is worse than the whole. */
  worst: HeldBack | undefined;
  cost: Cost;
  /** Kinds of slices to show; none means all. */
  sliceKinds: readonly SliceKind[];
  functions: readonly FunctionResult[] | undefined;
  replies: RepliesResult | undefined;
  changes: readonly Difference[] | undefined;
  flips: readonly Flip[];
  disagreements: readonly Disagreement[];
}>;

/** What a run alone does not tell. */
export type Extras = Readonly<{ dollarsPerMessage?: number | undefined; sliceKinds?: readonly SliceKind[]; functions?: readonly FunctionResult[] | undefined; replies?: RepliesResult | undefined }>;
export type FactsFrom = Extras & Readonly<{ gates: Gates; baseline: Baseline | undefined; drawing: Drawing; volumePerDay: number }>;

const DISAGREEMENTS_MAX = 30;

export function factsOf(run: RunFolder, { gates, baseline, drawing, volumePerDay, dollarsPerMessage, sliceKinds = [], functions, replies }: FactsFrom): Facts {
  const { predictions, metrics } = run;
  const pairs = baseline === undefined ? undefined : pairRuns(baseline.rows, predictions).rows;
  const acted = predictions.flatMap((prediction) => decidedOf(prediction) ?? []);
  const waiting = acted.filter(({ action }) => action === 'review').length;
  const [decided, heldBack] = [operations(predictions), heldBackBySlice(predictions)];
  return {
    metrics, predictions, volumePerDay, sliceKinds, functions, replies, verdicts: judge(gates, run, { baseline, drawing }), decided,
    review: { count: waiting, of: acted.length, interval: wilson(waiting, acted.length) },
    heldBack, worst: heldBack.find(({ operation }) => (operation.perThousand ?? 0) > (decided.find(({ id }) => id === operation.id)?.perThousand ?? 0)),
    cost: costOf(predictions, { target: metrics.provenance.target, dollarsPerMessage }),
    changes: pairs === undefined ? undefined : changesOf(pairs, drawing), flips: pairs === undefined ? [] : flips(pairs), disagreements: disagreementsOf(predictions),
  };
}

const changesOf = (pairs: readonly PairedRow[], drawing: Drawing): readonly Difference[] => COUNTED.flatMap((counted) => compareOperation(counted, pairs, drawing)?.differences ?? []);

/** Most confident first: a wrong label in the data, or a lesson for the model. */
function disagreementsOf(predictions: readonly Prediction[]): readonly Disagreement[] {
  const found = ASPECTS.flatMap((aspect) => (aspect.kind === 'label' ? [] : predictions.flatMap((row): readonly Disagreement[] => {
    const [gold, said] = [aspect.gold(row), row.answer === undefined ? undefined : aspect.said(row.answer)];
    if (gold === undefined || said === undefined || said.flagged === gold) return [];
    return [{ id: row.id, aspect: aspect.name, gold: gold ? 'yes' : 'no', said: said.flagged ? 'yes' : 'no', score: said.score }];
  })));
  const sureness = ({ said, score }: Disagreement): number => (said === 'yes' ? score : 1 - score);
  return found.sort((a, b) => sureness(b) - sureness(a)).slice(0, DISAGREEMENTS_MAX);
}
