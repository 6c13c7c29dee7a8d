import { expectedCalibrationError } from '../figures/calibration.ts';
import { accuracy, type Confusion, confusionOf, type Counts, countBinary, f1, falseAlarmRate, macroF1, precision, recall } from '../figures/confusion.ts';
import { type Figure, ratio } from '../figures/figure.ts';
import { bootstrap, type Estimate, wilson } from '../figures/intervals.ts';
import { meanAbsoluteError } from '../figures/ordinal.ts';
import type { DecidedRow, LabelledRow, ScoredRow } from '../figures/predictions.ts';
import { auroc, averagePrecision } from '../figures/ranking.ts';
import { decisionSample, decisionSampleOf, labelSample, labelSampleOf, type Sample, scoreSample, scoreSampleOf } from '../figures/sample.ts';
import { type Tally, tallyOfTimes } from '../figures/tally.ts';
import { type Aspect, ASPECTS, type BinaryAspect, type LabelAspect } from './aspects.ts';
import { groupedAt, kindsAt, kindsOf } from './kinds.ts';
import type { Prediction } from './prediction.ts';

/** A figure and its bootstrap interval; Wilson's bounds are figures of their own (`…_low`, `…_high`) and counts have no interval. */
export type Measure = Readonly<{ point: Figure; low: Figure; high: Figure }>;

/** Figures of one aspect on one slice. `failed` rows have a label and got no answer; they are in no other figure. */
export type Measured = Readonly<{
  aspect: string;
  kind: Aspect['kind'];
  slice: string;
  n: number;
  failed: number;
  coverage: Figure;
  /** What the bootstrap drew: rows, or whole groups where rows name one. */
  resampled: 'rows' | 'groups';
  units: number;
  figures: Readonly<Record<string, Measure>>;
}>;

export type Drawing = Readonly<{ seed: number; rounds: number }>;

/** Every aspect on every slice that has labelled rows. `rounds` 0: no intervals. */
export function measure(predictions: readonly Prediction[], drawing: Drawing): readonly Measured[] {
  const slices = placesBySlice(predictions);
  return ASPECTS.flatMap((aspect) => {
    // An answer is looked at once for all slices.
    const onSlice = aspect.kind === 'binary' ? binaryOn(aspect, predictions, drawing) : labelledOn(aspect, predictions, drawing);
    return [...slices].flatMap(([slice, places]) => {
      const measured = onSlice(places);
      return measured === undefined ? [] : [{ aspect: aspect.name, kind: aspect.kind, slice, ...measured }];
    });
  });
}

type OnSlice = Omit<Measured, 'aspect' | 'kind' | 'slice'>;
type Places = readonly number[];

/** Where the predictions of each slice stand, slices in the order in which they come up. */
export function placesBySlice(predictions: readonly Prediction[]): ReadonlyMap<string, Places> {
  const slices = new Map<string, number[]>();
  predictions.forEach(({ slices: own }, place) => {
    for (const slice of own) {
      const places = slices.get(slice) ?? [];
      if (places.length === 0) slices.set(slice, places);
      places.push(place);
    }
  });
  return slices;
}

function binaryOn(aspect: BinaryAspect, predictions: readonly Prediction[], drawing: Drawing): (places: Places) => OnSlice | undefined {
  const kinds = kindsOf(predictions, (prediction) => binaryRow(aspect, prediction));
  return (places) => {
    const grouped = groupedAt(kinds, predictions, places);
    if (grouped !== undefined) return binary({ counts: countBinary(grouped), decisions: decisionSample(grouped), scores: scoreSample(grouped) }, drawing);
    const { rows, times, total } = kindsAt(kinds, places);
    const counts = countBinary(rows, times);
    return total === 0 ? undefined : binary({ counts, decisions: decisionSampleOf(counts), scores: scoreSampleOf(tallyOfTimes(rows, times)) }, drawing);
  };
}

function labelledOn(aspect: LabelAspect, predictions: readonly Prediction[], drawing: Drawing): (places: Places) => OnSlice | undefined {
  const kinds = kindsOf(predictions, (prediction) => labelRow(aspect, prediction));
  return (places) => {
    const grouped = groupedAt(kinds, predictions, places);
    if (grouped !== undefined) return labelled(labelSample(grouped, labelsIn(grouped, aspect.order)), aspect.order, drawing);
    const { rows, times, total } = kindsAt(kinds, places);
    return total === 0 ? undefined : labelled(labelSampleOf(confusionOf(rows, labelsIn(rows, aspect.order), times)), aspect.order, drawing);
  };
}

/** Truth, score and decision of the rows that carry the label, in their order. */
export const binaryRows = (aspect: BinaryAspect, predictions: readonly Prediction[]): (ScoredRow & DecidedRow)[] => predictions.flatMap((prediction) => binaryRow(aspect, prediction) ?? []);

function binaryRow({ gold, said }: BinaryAspect, prediction: Prediction): (ScoredRow & DecidedRow) | undefined {
  const [truth, { group, answer }] = [gold(prediction), prediction];
  if (truth === undefined) return undefined;
  const found = answer === undefined ? undefined : said(answer);
  return found === undefined ? { gold: truth, group, failed: true } : { gold: truth, group, score: found.score, label: found.flagged };
}

/** Truth and answer of the rows that carry the label, in their order. */
export const labelRows = (aspect: LabelAspect, predictions: readonly Prediction[]): LabelledRow[] => predictions.flatMap((prediction) => labelRow(aspect, prediction) ?? []);

function labelRow({ gold, said }: LabelAspect, prediction: Prediction): LabelledRow | undefined {
  const [truth, { group, answer }] = [gold(prediction), prediction];
  if (truth === undefined) return undefined;
  const found = answer === undefined ? undefined : said(answer);
  return found === undefined ? { gold: truth, group, failed: true } : { gold: truth, group, label: found };
}

type Binary = Readonly<{ counts: Counts; decisions: Sample<Counts>; scores: Sample<Tally> }>;

function binary({ counts, decisions, scores }: Binary, drawing: Drawing): OnSlice {
  const { tp, fn, failedPositives } = counts;
  const caught = wilson(tp, tp + fn);
  const decided = bootstrap(decisions, { precision, recall, f1, false_alarms: falseAlarmRate }, drawing);
  const scored = bootstrap(scores, { auroc, auprc: averagePrecision, ece: expectedCalibrationError }, drawing);
  return {
    ...aboutRows(decided.f1),
    figures: {
      positives: alone(tp + fn + failedPositives), precision: around(decided.precision), recall: around(decided.recall), recall_low: alone(caught?.low), recall_high: alone(caught?.high),
      f1: around(decided.f1), false_alarms: around(decided.false_alarms), auroc: around(scored.auroc), auprc: around(scored.auprc), ece: around(scored.ece),
    },
  };
}

function labelled(sample: Sample<Confusion>, order: readonly string[] | undefined, drawing: Drawing): OnSlice {
  const wanted: Record<string, (seen: Confusion) => Figure> = { accuracy, macro_f1: macroF1, ...(order === undefined ? {} : { mean_absolute_error: meanAbsoluteError }) };
  const { accuracy: share, ...others } = bootstrap(sample, wanted, drawing);
  const { labels, cells } = sample.exact;
  const right = wilson(labels.reduce((sum, _label, at) => sum + (cells[at * (labels.length + 1)] as number), 0), sample.rows);
  return {
    ...aboutRows(share as Estimate),
    figures: {
      accuracy: around(share as Estimate), accuracy_low: alone(right?.low), accuracy_high: alone(right?.high),
      ...Object.fromEntries(Object.entries(others).map(([name, estimate]) => [name, around(estimate)])),
    },
  };
}

/** The scale's own labels in their order, then what a workspace calls otherwise. */
export function labelsIn(rows: readonly LabelledRow[], order: readonly string[] | undefined): readonly string[] | undefined {
  if (order === undefined) return undefined;
  const others = rows.flatMap((row) => (row.failed === true ? [row.gold] : [row.gold, row.label])).filter((label) => !order.includes(label));
  return [...order, ...new Set(others)];
}

const aboutRows = ({ n, failed, resampled, units }: Estimate): Omit<OnSlice, 'figures'> => ({ n: n + failed, failed, coverage: ratio(n, n + failed), resampled, units });

const around = ({ point, low, high }: Estimate): Measure => ({ point, low, high });
const alone = (point: Figure): Measure => ({ point, low: undefined, high: undefined });
