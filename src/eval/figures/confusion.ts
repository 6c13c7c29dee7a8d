import { type Figure, meanOf, ratio } from './figure.ts';
import type { DecidedRow, LabelledRow, LabelSetRow, Times } from './predictions.ts';

/** Rows of one label by truth and answer; rows that failed are in two columns of their own, by truth. */
export type Counts = Readonly<{ tp: number; fp: number; fn: number; tn: number; failedPositives: number; failedNegatives: number }>;
export type LabelCounts = Readonly<{ label: string; counts: Counts }>;

/** `cells[g · L + a]`: rows of truth `labels[g]` answered `labels[a]`, L labels. `failed[g]`: rows of that truth without an answer. */
export type Confusion = Readonly<{ labels: readonly string[]; cells: Float64Array; failed: Float64Array }>;

export type Average = 'macro' | 'micro' | 'weighted';

const NOTHING: Counts = { tp: 0, fp: 0, fn: 0, tn: 0, failedPositives: 0, failedNegatives: 0 };

/** The four cells of a yes/no label, and the rows that failed. `times[i]`: how many rows row i stands for; one unless given. */
export function countBinary(rows: readonly DecidedRow[], times?: Times): Counts {
  const counts = { ...NOTHING };
  rows.forEach((row, at) => {
    counts[columnOf(row)] += times?.[at] ?? 1;
  });
  return counts;
}

function columnOf(row: DecidedRow): keyof Counts {
  if (row.failed === true) return row.gold ? 'failedPositives' : 'failedNegatives';
  if (row.gold) return row.label ? 'tp' : 'fn';
  return row.label ? 'fp' : 'tn';
}

/** tp / (tp + fp), in [0, 1]; undefined when the label was never given. */
export const precision = ({ tp, fp }: Counts): Figure => ratio(tp, tp + fp);
/** tp / (tp + fn), in [0, 1]; undefined without a row of the label. */
export const recall = ({ tp, fn }: Counts): Figure => ratio(tp, tp + fn);
/** fp / (fp + tn), in [0, 1]; undefined without a row of another label. */
export const falseAlarmRate = ({ fp, tn }: Counts): Figure => ratio(fp, fp + tn);
/** Harmonic mean of precision and recall: 2tp / (2tp + fp + fn); undefined without a positive in gold or prediction. */
export const f1 = ({ tp, fp, fn }: Counts): Figure => ratio(2 * tp, 2 * tp + fp + fn);
/** Rows of the label that got an answer. */
export const support = ({ tp, fn }: Counts): number => tp + fn;
/** Share of rows that got an answer; undefined without rows. */
export function countsCoverage({ tp, fp, fn, tn, failedPositives, failedNegatives }: Counts): Figure {
  const scored = tp + fp + fn + tn;
  return ratio(scored, scored + failedPositives + failedNegatives);
}

/**
 * Truth × answer over the labels given, or over those that occur, in code-unit order. `times[i]`: how many rows row i stands for; one unless given.
 * @throws RangeError when a row carries a label that is not among `labels`.
 */
export function confusionOf(rows: readonly LabelledRow[], labels: readonly string[] = occurring(rows), times?: Times): Confusion {
  const index = indexOf(labels);
  const confusion = { labels, cells: new Float64Array(labels.length ** 2), failed: new Float64Array(labels.length) };
  rows.forEach((row, number) => {
    const gold = index(row.gold);
    const [column, at] = row.failed === true ? [confusion.failed, gold] : [confusion.cells, gold * labels.length + index(row.label)];
    column[at] = (column[at] as number) + (times?.[number] ?? 1);
  });
  return confusion;
}

const occurring = (rows: readonly LabelledRow[]): string[] =>
  [...new Set(rows.flatMap((row) => (row.failed === true ? [row.gold] : [row.gold, row.label])))].sort();

/** Position of a label in the list. @throws RangeError for a label that is not in it. */
export function indexOf(labels: readonly string[]): (label: string) => number {
  const positions = new Map(labels.map((label, position) => [label, position]));
  return (label) => {
    const position = positions.get(label);
    if (position === undefined) throw new RangeError(`a row carries the label "${label}", which is not among ${labels.length} known ones`);
    return position;
  };
}

/** Each label against all others, in the matrix's order. */
export function labelCounts({ labels, cells, failed }: Confusion): readonly LabelCounts[] {
  const size = labels.length;
  const [golds, said] = [new Float64Array(size), new Float64Array(size)];
  cells.forEach((count, cell) => {
    golds[Math.floor(cell / size)] = (golds[Math.floor(cell / size)] as number) + count;
    said[cell % size] = (said[cell % size] as number) + count;
  });
  const rows = sum(cells);
  const lost = sum(failed);
  return labels.map((label, at) => {
    const [tp, gold, given, failedPositives] = [cells[at * size + at] as number, golds[at] as number, said[at] as number, failed[at] as number];
    return { label, counts: { tp, fp: given - tp, fn: gold - tp, tn: rows - gold - given + tp, failedPositives, failedNegatives: lost - failedPositives } };
  });
}

/** Each label of a multi-label task as a yes/no label of its own. @throws RangeError on a label that is not among `labels`. */
export function countLabelSets(rows: readonly LabelSetRow[], labels: readonly string[]): readonly LabelCounts[] {
  const index = indexOf(labels);
  const all = labels.map((label) => ({ label, counts: { ...NOTHING } }));
  for (const row of rows) {
    const gold = new Set(row.gold.map(index));
    const given = new Set(row.failed === true ? [] : row.label.map(index));
    all.forEach(({ counts }, at) => {
      const truth = gold.has(at);
      counts[columnOf(row.failed === true ? { gold: truth, failed: true } : { gold: truth, label: given.has(at) })] += 1;
    });
  }
  return all;
}

/** Share of answered rows whose whole set of labels was found (subset accuracy); undefined without answered rows. */
export function exactMatch(rows: readonly LabelSetRow[]): Figure {
  let [same, scored] = [0, 0];
  for (const row of rows) {
    if (row.failed === true) continue;
    const [gold, given] = [new Set(row.gold), new Set(row.label)];
    scored += 1;
    if (gold.size === given.size && [...gold].every((label) => given.has(label))) same += 1;
  }
  return ratio(same, scored);
}

/**
 * One figure over several labels. `macro`: mean over labels; `weighted`: mean weighted by support; `micro`: the figure of the summed cells.
 * Labels whose figure is undefined are left out of the mean (a label never given has no precision; its recall and F1 are 0 and stay in).
 * Undefined when no label has the figure, or, weighted, no row.
 *
 * @see Manning et al. 2008, "Introduction to Information Retrieval", §13.6.
 */
export function averaged(all: readonly LabelCounts[], average: Average, figure: (counts: Counts) => Figure): Figure {
  if (average === 'micro') return figure(all.reduce((total, { counts }) => add(total, counts), NOTHING));
  if (average === 'macro') return meanOf(all.map(({ counts }) => figure(counts)));
  let [total, weight] = [0, 0];
  for (const { counts } of all) {
    const value = figure(counts);
    if (value === undefined) continue;
    total += value * support(counts);
    weight += support(counts);
  }
  return ratio(total, weight);
}

const add = (a: Counts, b: Counts): Counts => ({
  tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn, tn: a.tn + b.tn,
  failedPositives: a.failedPositives + b.failedPositives, failedNegatives: a.failedNegatives + b.failedNegatives,
});

/** Share of answered rows whose label was found, in [0, 1]; undefined without answered rows. */
export function accuracy({ labels, cells }: Confusion): Figure {
  let right = 0;
  for (let at = 0; at < labels.length; at += 1) right += cells[at * labels.length + at] as number;
  return ratio(right, sum(cells));
}

/** Mean F1 over the labels that occur in gold or prediction; undefined when none does. */
export const macroF1 = (confusion: Confusion): Figure => averaged(labelCounts(confusion), 'macro', f1);

/** Share of rows that got an answer; undefined without rows. */
export function confusionCoverage({ cells, failed }: Confusion): Figure {
  const scored = sum(cells);
  return ratio(scored, scored + sum(failed));
}

export const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
