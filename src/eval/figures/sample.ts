import { type Confusion, confusionOf, type Counts, countBinary, countLabelSets, indexOf, type LabelCounts } from './confusion.ts';
import { type Figure, ratio } from './figure.ts';
import { type PairTable, pairTable } from './ordinal.ts';
import { answered, type DecidedRow, type LabelledRow, type LabelSetRow, type MeasuredRow, type ScoredRow, type ValueRow } from './predictions.ts';
import { binned, binOf, type Tally, tallyOf } from './tally.ts';

/** A bootstrap of scores keeps this many apart; more are joined, and the interval says so. */
const SCORE_BINS_MAX = 2_048;
/** Of two systems' scores each, since what is drawn are pairs of bins. */
const PAIRED_BINS_MAX = 512;
/** Edges of the calibration bins. */
const TENTHS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * Rows as a bootstrap needs them: each answered row adds 1 to `stride` cells, and the figures depend on the cells alone.
 * Row r's cells are `entries[r · stride …]`, each below `cells`.
 */
export type Sample<Seen> = Readonly<{
  rows: number;
  failed: number;
  stride: number;
  entries: Uint32Array;
  cells: number;
  /** How many rows add to each cell, where no row names a group. A sample made of counts has this and no entries: a bootstrap needs no more, a pairing does. */
  counted?: Float64Array | undefined;
  /** Stratum of a row by its first cell (rows of one truth are resampled among themselves); undefined: one stratum. */
  strata: Uint32Array | undefined;
  /** Group of each row, numbered from 0; undefined when no row names one. */
  groups: Uint32Array | undefined;
  /** What the figures are computed from, over the rows as they are. */
  exact: Seen;
  /** The same from cell counts. The answer may look into `counts`, so it is valid until they change. */
  read(counts: Float64Array): Seen;
  /** How many bins the scores were joined into; undefined when each kept its own. */
  scoreBins?: number;
}>;

type Grouped = Readonly<{ group?: string | undefined }>;

/** Numbers the groups; a row without one is a group of its own. */
function groupsOf(rows: readonly Grouped[]): Uint32Array | undefined {
  if (!rows.some(({ group }) => group !== undefined)) return undefined;
  const numbers = new Map<string, number>();
  let next = 0;
  return Uint32Array.from(rows, ({ group }) => {
    const known = group === undefined ? undefined : numbers.get(group);
    if (known !== undefined) return known;
    if (group !== undefined) numbers.set(group, next);
    next += 1;
    return next - 1;
  });
}

const DECISION_CELLS = ['tp', 'fn', 'fp', 'tn'] as const;

/** Yes/no answers, stratified by truth: four cells, whatever the number of rows. */
export function decisionSample(rows: readonly DecidedRow[]): Sample<Counts> {
  const scored = answered(rows);
  return { ...decisionSampleOf(countBinary(rows)), counted: undefined, groups: groupsOf(scored), entries: Uint32Array.from(scored, ({ gold, label }) => (gold ? (label ? 0 : 1) : label ? 2 : 3)) };
}

/** The sample of any rows that have these counts and name no group: its bootstrap is that of the rows, number for number. */
export function decisionSampleOf(exact: Counts): Sample<Counts> {
  const counted = Float64Array.from(DECISION_CELLS, (name) => exact[name]);
  return {
    ...madeOf(counted), failed: exact.failedPositives + exact.failedNegatives, strata: Uint32Array.of(0, 0, 1, 1), exact,
    read: (counts) => DECISION_CELLS.reduce((found, name, cell) => ({ ...found, [name]: counts[cell] as number }), exact),
  };
}

const madeOf = (counted: Float64Array) => ({ rows: sum(counted), stride: 1, entries: new Uint32Array(0), cells: counted.length, counted, groups: undefined });
const sum = (counts: Float64Array): number => counts.reduce((total, count) => total + count, 0);

/**
 * Scores of a yes/no label, stratified by truth. Above 2,048 distinct scores neighbours are joined for the resampling (never for the point).
 * @param cuts thresholds that figures will be taken at, so that no bin lies across one; the tenths are cuts in any case.
 */
export function scoreSample(rows: readonly ScoredRow[], cuts: readonly number[] = [], bins = SCORE_BINS_MAX): Sample<Tally> {
  const scored = answered(rows);
  const { floors, ...sample } = binnedSample(tallyOf(rows), cuts, bins);
  return { ...sample, counted: undefined, groups: groupsOf(scored), entries: Uint32Array.from(scored, ({ gold, score }) => binOf(floors, score) + (gold ? 0 : floors.length)) };
}

/** The sample of any rows that have this tally and name no group: its bootstrap is that of the rows, number for number. */
export const scoreSampleOf = (exact: Tally): Sample<Tally> => binnedSample(exact, [], SCORE_BINS_MAX);

function binnedSample(exact: Tally, cuts: readonly number[], bins: number): Sample<Tally> & Readonly<{ floors: Float64Array }> {
  const { tally, floors } = binned(exact, bins, [...TENTHS, ...cuts]);
  const size = floors.length;
  return {
    ...madeOf(Float64Array.of(...tally.positives, ...tally.negatives)), failed: exact.failedPositives + exact.failedNegatives, exact, floors,
    strata: Uint32Array.from({ length: 2 * size }, (_value, cell) => (cell < size ? 0 : 1)),
    read: (counts) => ({ ...tally, positives: counts.subarray(0, size), negatives: counts.subarray(size, 2 * size) }),
    ...(tally === exact ? {} : { scoreBins: size }),
  };
}

/** One right label a row, stratified by truth: a cell for each truth × answer. */
export function labelSample(rows: readonly LabelledRow[], labels?: readonly string[]): Sample<Confusion> {
  const scored = answered(rows);
  const exact = confusionOf(rows, labels);
  const index = indexOf(exact.labels);
  const size = exact.labels.length;
  return { ...labelSampleOf(exact), counted: undefined, groups: groupsOf(scored), entries: Uint32Array.from(scored, ({ gold, label }) => index(gold) * size + index(label)) };
}

/** The sample of any rows that have these counts and name no group: its bootstrap is that of the rows, number for number. */
export function labelSampleOf(exact: Confusion): Sample<Confusion> {
  const size = exact.labels.length;
  return {
    ...madeOf(exact.cells), failed: sum(exact.failed), exact, strata: Uint32Array.from({ length: size * size }, (_value, cell) => Math.floor(cell / size)),
    read: (cells) => ({ ...exact, cells: cells.subarray(0, size * size) }),
  };
}

/** Any number of right labels a row: four cells a label; rows are drawn whole, in one stratum. */
export function labelSetSample(rows: readonly LabelSetRow[], labels: readonly string[]): Sample<readonly LabelCounts[]> {
  const scored = answered(rows);
  const exact = countLabelSets(rows, labels);
  const index = indexOf(labels);
  const stride = labels.length;
  const entries = new Uint32Array(scored.length * stride);
  scored.forEach(({ gold, label }, row) => {
    for (let at = 0; at < stride; at += 1) entries[row * stride + at] = 4 * at + 3;
    for (const name of new Set(label)) entries[row * stride + index(name)] = 4 * index(name) + 2;
    for (const name of new Set(gold)) entries[row * stride + index(name)] = 4 * index(name) + (label.includes(name) ? 0 : 1);
  });
  return {
    rows: scored.length, failed: rows.length - scored.length, stride, entries, cells: 4 * stride, strata: undefined, groups: groupsOf(scored), exact,
    read: (counts) => exact.map(({ label, counts: whole }, at) => ({
      label, counts: DECISION_CELLS.reduce((found, name, cell) => ({ ...found, [name]: counts[4 * at + cell] as number }), whole),
    })),
  };
}

/** Distinct values, ascending, with how many units have each. */
export type ValueTable = Readonly<{ values: Float64Array; counts: Float64Array }>;

/** A figure a unit (a query, a reply), in one stratum. */
export function valueSample(rows: readonly ValueRow[]): Sample<ValueTable> {
  const scored = answered(rows);
  const values = Float64Array.from(new Set(scored.map(({ value }) => value))).sort();
  const places = new Map(Array.from(values, (value, place) => [value, place]));
  const entries = Uint32Array.from(scored, ({ value }) => places.get(value) as number);
  const counts = new Float64Array(values.length);
  for (const place of entries) counts[place] = (counts[place] as number) + 1;
  return {
    rows: scored.length, failed: rows.length - scored.length, stride: 1, entries, cells: values.length, strata: undefined, groups: groupsOf(scored),
    exact: { values, counts }, read: (found) => ({ values, counts: found.subarray(0, values.length) }),
  };
}

/** Mean over the units; undefined without one. */
export function meanValue({ values, counts }: ValueTable): Figure {
  let [total, units] = [0, 0];
  for (let at = 0; at < values.length; at += 1) {
    total += (values[at] as number) * (counts[at] as number);
    units += counts[at] as number;
  }
  return ratio(total, units);
}

/** Truth and score on two scales (a lead's score), in one stratum; a round costs as much as there are distinct pairs. */
export function measuredSample(rows: readonly MeasuredRow[]): Sample<PairTable> {
  const scored = answered(rows);
  const { table, pairOf } = pairTable(rows);
  return {
    rows: scored.length, failed: rows.length - scored.length, stride: 1, entries: pairOf, cells: table.x.length, strata: undefined, groups: groupsOf(scored),
    exact: table, read: (counts) => ({ ...table, counts: counts.subarray(0, table.x.length) }),
  };
}

export type Pair<Seen> = Readonly<{ base: Seen; head: Seen }>;

/**
 * Two systems over the same rows in the same order (`answeredByBoth`): a row drawn for one is drawn for the other.
 * Label samples need the same list of labels.
 *
 * @throws RangeError when the rows differ in number or group, or in truth where they are stratified by it, or are known by their counts alone.
 */
export function pairedSample<Seen>(base: Sample<Seen>, head: Sample<Seen>): Sample<Pair<Seen>> {
  const same = base.rows === head.rows && base.entries.length === base.rows * base.stride && head.entries.length === head.rows * head.stride && (base.groups?.every((group, row) => group === head.groups?.[row]) ?? head.groups === undefined);
  if (!same || base.entries.some((_cell, at) => stratumAt(base, at) !== stratumAt(head, at))) {
    throw new RangeError('paired samples must hold the same answered rows in the same order');
  }
  const stride = base.stride + head.stride;
  const entries = new Uint32Array(base.rows * stride);
  for (let row = 0; row < base.rows; row += 1) {
    entries.set(base.entries.subarray(row * base.stride, (row + 1) * base.stride), row * stride);
    for (let at = 0; at < head.stride; at += 1) entries[row * stride + base.stride + at] = base.cells + (head.entries[row * head.stride + at] as number);
  }
  const scoreBins = base.scoreBins === undefined && head.scoreBins === undefined ? undefined : Math.min(base.scoreBins ?? Infinity, head.scoreBins ?? Infinity);
  return {
    rows: base.rows, failed: Math.max(base.failed, head.failed), stride, entries, cells: base.cells + head.cells, groups: base.groups, strata: base.strata,
    exact: { base: base.exact, head: head.exact },
    read: (counts) => ({ base: base.read(counts.subarray(0, base.cells)), head: head.read(counts.subarray(base.cells)) }),
    ...(scoreBins === undefined ? {} : { scoreBins }),
  };
}

/** Two systems' scores of the same rows (`answeredByBoth`), joined into at most about 512 bins each. `cuts` and errors as in `scoreSample` and `pairedSample`. */
export const scorePairSample = (base: readonly ScoredRow[], head: readonly ScoredRow[], cuts: readonly number[] = []): Sample<Pair<Tally>> =>
  pairedSample(scoreSample(base, cuts, PAIRED_BINS_MAX), scoreSample(head, cuts, PAIRED_BINS_MAX));

const stratumAt = (sample: Sample<unknown>, entry: number): number | undefined => sample.strata?.[sample.entries[entry] as number];

/** Head's figure less base's; undefined when either is. */
export const difference = <Seen>(figure: (seen: Seen) => Figure) => ({ base, head }: Pair<Seen>): Figure => {
  const [before, after] = [figure(base), figure(head)];
  return before === undefined || after === undefined ? undefined : after - before;
};
