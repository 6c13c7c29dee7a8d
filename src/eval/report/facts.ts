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
  /** The slice with the most wrongly held back messages, of those with enough genuine ones; undefined when none is worse than the whole. */
  worst: Readonly<{ slice: string; operation: Operation }> | undefined;
  changes: readonly Difference[] | undefined;
  flips: readonly Flip[];
  disagreements: readonly Disagreement[];
}>;

export type FactsFrom = Readonly<{ gates: Gates; baseline: Baseline | undefined; drawing: Drawing; volumePerDay: number }>;

/** Fewer genuine messages than this make no slice to speak of. */
const SLICE_ROWS_MIN = 20;
const DISAGREEMENTS_MAX = 30;

export function factsOf(run: RunFolder, { gates, baseline, drawing, volumePerDay }: FactsFrom): Facts {
  const { predictions, metrics } = run;
  const pairs = baseline === undefined ? undefined : pairRuns(baseline.rows, predictions).rows;
  const acted = predictions.flatMap((prediction) => decidedOf(prediction) ?? []);
  const waiting = acted.filter(({ action }) => action === 'review').length;
  return {
    metrics, predictions, volumePerDay, verdicts: judge(gates, run, { baseline, drawing }), decided: operations(predictions),
    review: { count: waiting, of: acted.length, interval: wilson(waiting, acted.length) }, worst: worstSlice(predictions),
    changes: pairs === undefined ? undefined : changesOf(pairs, drawing), flips: pairs === undefined ? [] : flips(pairs), disagreements: disagreementsOf(predictions),
  };
}

function worstSlice(predictions: readonly Prediction[]): Facts['worst'] {
  const heldBack = (rows: readonly Prediction[]): Operation | undefined => operations(rows).find(({ id }) => id === 'genuine_held_back');
  const whole = heldBack(predictions)?.perThousand ?? 0;
  const slices = [...new Set(predictions.flatMap((row) => row.slices))].filter((slice) => slice !== 'all');
  const found = slices.flatMap((slice) => {
    const operation = heldBack(predictions.filter((row) => row.slices.includes(slice)));
    return operation === undefined || operation.of < SLICE_ROWS_MIN || (operation.perThousand ?? 0) <= whole ? [] : [{ slice, operation }];
  });
  return found.sort((a, b) => (b.operation.perThousand ?? 0) - (a.operation.perThousand ?? 0))[0];
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
