import { discordantRows, type McNemar, mcnemar } from '../figures/agreement.ts';
import { accuracy, type Confusion, f1, falseAlarmRate, macroF1, precision, recall } from '../figures/confusion.ts';
import type { Figure } from '../figures/figure.ts';
import { bootstrap } from '../figures/intervals.ts';
import { meanAbsoluteError } from '../figures/ordinal.ts';
import { answeredByBoth, type DecidedRow, type LabelledRow, type ScoredRow } from '../figures/predictions.ts';
import { auroc, averagePrecision } from '../figures/ranking.ts';
import { decisionSample, difference, labelSample, pairedSample, type Sample, scorePairSample } from '../figures/sample.ts';
import { ASPECTS, type Aspect, type BinaryAspect, type LabelAspect } from '../run/aspects.ts';
import { type Drawing, labelsIn } from '../run/measure.ts';
import { type Counted, COUNTED, type Decided } from '../run/operations.ts';
import type { Prediction } from '../run/prediction.ts';
import { type Compact, compactOf, decisionIn, flagIn, labelIn } from './compact.ts';

/** A row as two runs saw it; the truth is the newer run's. */
export type PairedRow = Readonly<{ row: Prediction; base: Compact; head: Compact }>;
export type Paired = Readonly<{ rows: readonly PairedRow[]; onlyBase: number; onlyHead: number }>;

/** A figure in both runs, over the rows that both answered. `verdict` is `better` or `worse` only where the 95 % interval leaves out 0. */
export type Difference = Readonly<{
  what: string;
  figure: string;
  base: Figure;
  head: Figure;
  change: Readonly<{ point: Figure; low: Figure; high: Figure }>;
  verdict: 'better' | 'worse' | 'no real difference';
  n: number;
}>;

/** What two runs say of one aspect or operation. */
export type Compared = Readonly<{ what: string; differences: readonly Difference[]; mcnemar: McNemar & Readonly<{ onlyBase: number; onlyHead: number }>; dropped: number }>;

/** Figures that are better when they are less. */
const LESS_IS_BETTER = new Set(['false_alarms', 'mean_absolute_error']);

/** Rows by their id; a row that one run lacks is counted and left out. */
export function pairRuns(base: readonly Compact[], head: readonly Prediction[]): Paired {
  const byId = new Map(base.map((row) => [row.id, row]));
  const rows = head.flatMap((row): PairedRow[] => {
    const other = byId.get(row.id);
    return other === undefined ? [] : [{ row, base: other, head: compactOf(row) }];
  });
  return { rows, onlyBase: base.length - rows.length, onlyHead: head.length - rows.length };
}

/** Every aspect and every operation; those without a labelled row are left out. */
export const compareAll = (rows: readonly PairedRow[], drawing: Drawing): readonly Compared[] =>
  [...COUNTED.map((counted) => compareOperation(counted, rows, drawing)), ...ASPECTS.map((aspect) => compareAspect(aspect, rows, drawing))].filter((found) => found !== undefined);

export const compareAspect = (aspect: Aspect, rows: readonly PairedRow[], drawing: Drawing): Compared | undefined =>
  (aspect.kind === 'binary' ? compareBinary(aspect, rows, drawing) : compareLabels(aspect, rows, drawing));

/** Share of the rows that the operation counts, in both runs, per 1,000. */
export function compareOperation({ id, worse, over, counts }: Counted, rows: readonly PairedRow[], drawing: Drawing): Compared | undefined {
  const inside = rows.filter(({ row }) => over(row.gold));
  const toRow = ({ group }: Prediction, decided: Decided | undefined): DecidedRow => (decided === undefined ? { gold: true, group, failed: true } : { gold: true, group, label: counts(decided) });
  const pair = answeredByBoth(inside.map(({ row, base }) => toRow(row, decisionIn(base))), inside.map(({ row, head }) => toRow(row, decisionIn(head))));
  if (pair.base.length === 0) return undefined;
  const perThousand = (counted: Parameters<typeof recall>[0]): Figure => {
    const share = recall(counted);
    return share === undefined ? undefined : share * 1_000;
  };
  const sample = { base: decisionSample(pair.base), head: decisionSample(pair.head) };
  return { what: id, differences: differencesOf(id, sample, { per_thousand: perThousand }, { drawing, less: worse === 'more' }), ...tested(pair) };
}

function compareBinary({ name, gold }: BinaryAspect, rows: readonly PairedRow[], drawing: Drawing): Compared | undefined {
  const toRow = (row: Prediction, side: Compact): (ScoredRow & DecidedRow)[] => {
    const [truth, said] = [gold(row), flagIn(side, name)];
    if (truth === undefined) return [];
    return [said === undefined ? { gold: truth, group: row.group, failed: true as const } : { gold: truth, group: row.group, score: said.score, label: said.flagged }];
  };
  const pair = answeredByBoth(rows.flatMap(({ row, base }) => toRow(row, base)), rows.flatMap(({ row, head }) => toRow(row, head)));
  if (pair.base.length === 0) return undefined;
  const decided = differencesOf(name, { base: decisionSample(pair.base), head: decisionSample(pair.head) }, { precision, recall, f1, false_alarms: falseAlarmRate }, { drawing });
  const ranked = spread(name, scorePairSample(pair.base, pair.head), { auroc, auprc: averagePrecision }, { drawing });
  return { what: name, differences: [...decided, ...ranked], ...tested(pair) };
}

function compareLabels({ name, gold, order }: LabelAspect, rows: readonly PairedRow[], drawing: Drawing): Compared | undefined {
  const toRow = (row: Prediction, side: Compact): LabelledRow[] => {
    const [truth, said] = [gold(row), labelIn(side, name)];
    if (truth === undefined) return [];
    return [said === undefined ? { gold: truth, group: row.group, failed: true as const } : { gold: truth, group: row.group, label: said }];
  };
  const pair = answeredByBoth(rows.flatMap(({ row, base }) => toRow(row, base)), rows.flatMap(({ row, head }) => toRow(row, head)));
  if (pair.base.length === 0) return undefined;
  const both = [...pair.base, ...pair.head];
  const labels = labelsIn(both, order ?? []);
  const figures: Record<string, (seen: Confusion) => Figure> = { accuracy, macro_f1: macroF1, ...(order === undefined ? {} : { mean_absolute_error: meanAbsoluteError }) };
  return { what: name, differences: differencesOf(name, { base: labelSample(pair.base, labels), head: labelSample(pair.head, labels) }, figures, { drawing }), ...tested(pair) };
}

type Reading = Readonly<{ drawing: Drawing; less?: boolean }>;
type Figures<Seen> = Readonly<Record<string, (seen: Seen) => Figure>>;

const differencesOf = <Seen>(what: string, { base, head }: Readonly<{ base: Sample<Seen>; head: Sample<Seen> }>, figures: Figures<Seen>, reading: Reading): readonly Difference[] =>
  spread(what, pairedSample(base, head), figures, reading);

function spread<Seen>(what: string, sample: Sample<Readonly<{ base: Seen; head: Seen }>>, figures: Figures<Seen>, { drawing, less }: Reading): readonly Difference[] {
  const found = bootstrap(sample, Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, difference(figure)])), drawing);
  return Object.entries(figures).map(([figure, of]) => {
    const { point, low, high } = found[figure] ?? {};
    return {
      what, figure, base: of(sample.exact.base), head: of(sample.exact.head), change: { point, low, high }, n: sample.rows,
      verdict: verdictOf(low, high, less ?? LESS_IS_BETTER.has(figure)),
    };
  });
}

function verdictOf(low: Figure, high: Figure, less: boolean): Difference['verdict'] {
  if (low === undefined || high === undefined || (low <= 0 && high >= 0)) return 'no real difference';
  return low > 0 === less ? 'worse' : 'better';
}

function tested<Row extends DecidedRow | LabelledRow>({ base, head, dropped }: Readonly<{ base: readonly Row[]; head: readonly Row[]; dropped: number }>): Pick<Compared, 'mcnemar' | 'dropped'> {
  const { onlyBase, onlyHead } = discordantRows(base, head);
  return { mcnemar: { ...mcnemar({ onlyBase, onlyHead }), onlyBase, onlyHead }, dropped };
}
