import type { Sample } from './sample.ts';
import { binomial, type Random } from './sampling.ts';

/** Groups of more rows than this are not compared with one another: two such rarely agree. */
const ALIKE_ROWS_MAX = 8;
/** A stratum of fewer units than this many a kind is drawn unit by unit; above, kind by kind. */
const UNITS_A_KIND_DIRECT = 8;
/** Units that are drawn one by one are drawn among so many neighbours. */
const BLOCK_UNITS = 2_048;

/** Draws as many units as there are, with replacement, within each stratum. */
export type Resampler = Readonly<{
  resampled: 'rows' | 'groups';
  /** Rows or groups that are drawn. */
  units: number;
  /** False when each stratum holds a single unit, so that every draw is the sample itself. */
  canVary: boolean;
  /** Overwrites `counts` (one number a cell) with those of a new draw. */
  draw(random: Random, counts: Float64Array): void;
  /** Overwrites `counts` with those of the sample itself. */
  whole(counts: Float64Array): void;
}>;

/** `parts[starts[k] … starts[k + 1])` is what kind k is made of, repeats included. */
type Kinds = Readonly<{ starts: Uint32Array; parts: Uint32Array; kindOf: Uint32Array }>;
/**
 * `units`: how many of each kind there are; or, where `unitKinds` spells out the kind of every unit, how many a block of them holds.
 * `drawn` is room for a draw over `units`.
 */
type Stratum = Readonly<{ kinds: Uint32Array; units: Float64Array; total: number; unitKinds: Uint32Array | undefined; drawn: Uint32Array }>;

/**
 * Units that add to the same cells are one kind, and a draw only needs how often each kind came: a million rows with one label are four kinds.
 * With groups, whole groups are drawn (cluster bootstrap) and strata are not kept.
 */
export function createResampler(sample: Sample<unknown>): Resampler {
  const rows = sample.counted === undefined ? rowKinds(sample) : cellKinds(sample.cells);
  const units = sample.groups === undefined ? eachAlone(rows) : groupKinds(rows.kindOf, sample.groups);
  const sizes = sample.counted ?? sizesOf(units);
  const strata = stratify(sizes, sample.groups === undefined ? (kind) => sample.strata?.[rows.parts[rows.starts[kind] as number] as number] ?? 0 : () => 0);
  const times = new Uint32Array(units.starts.length - 1);
  const rowTimes = sample.groups === undefined ? times : new Uint32Array(rows.starts.length - 1);
  const expand = (counts: Float64Array): void => {
    if (rowTimes !== times) addUp(units, times, rowTimes.fill(0));
    addUp(rows, rowTimes, counts.fill(0));
  };
  return {
    resampled: sample.groups === undefined ? 'rows' : 'groups',
    units: sizes.reduce((sum, size) => sum + size, 0),
    canVary: strata.some(({ total }) => total > 1),
    draw: (random, counts) => {
      times.fill(0);
      for (const stratum of strata) drawStratum(stratum, random, times);
      expand(counts);
    },
    whole: (counts) => {
      times.set(sizes);
      expand(counts);
    },
  };
}

function addUp({ starts, parts }: Kinds, times: Uint32Array, into: Uint32Array | Float64Array): void {
  for (let kind = 0; kind < times.length; kind += 1) {
    const count = times[kind] as number;
    if (count === 0) continue;
    const end = starts[kind + 1] as number;
    for (let at = starts[kind] as number; at < end; at += 1) {
      const part = parts[at] as number;
      into[part] = (into[part] as number) + count;
    }
  }
}

/** Rows by the cells they add to: numbered cell by cell, so that no key grows with the stride. */
function rowKinds({ rows, stride, entries, cells }: Sample<unknown>): Kinds {
  if (stride === 1) return { ...cellKinds(cells), kindOf: entries };
  const kindOf = new Uint32Array(rows);
  let kinds = 0;
  for (let at = 0; at < stride; at += 1) {
    const numbers = new Map<number, number>();
    for (let row = 0; row < rows; row += 1) kindOf[row] = numberOf(numbers, (kindOf[row] as number) * cells + (entries[row * stride + at] as number));
    kinds = numbers.size;
  }
  const parts = new Uint32Array(kinds * stride);
  let filled = 0;
  kindOf.forEach((kind, row) => {
    if (kind < filled) return;
    parts.set(entries.subarray(row * stride, (row + 1) * stride), kind * stride);
    filled = kind + 1;
  });
  return { starts: countTo(kinds + 1).map((kind) => kind * stride), parts, kindOf };
}

/** Rows that add to one cell each are of as many kinds as there are cells. */
const cellKinds = (cells: number): Kinds => ({ starts: countTo(cells + 1), parts: countTo(cells), kindOf: new Uint32Array(0) });

const countTo = (end: number): Uint32Array => Uint32Array.from({ length: end }, (_value, at) => at);

/** The number a key has, or the next free one. */
function numberOf(numbers: Map<number, number>, key: number): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

/** Every row is a unit: the kinds of units are those of rows. */
const eachAlone = ({ starts, kindOf }: Kinds): Kinds => ({ starts: countTo(starts.length), parts: countTo(starts.length - 1), kindOf });

/** Groups by the kinds of their rows. */
function groupKinds(rowKind: Uint32Array, groups: Uint32Array): Kinds {
  const starts = new Uint32Array(groups.reduce((most, group) => Math.max(most, group), -1) + 2);
  for (const group of groups) starts[group + 1] = (starts[group + 1] as number) + 1;
  for (let group = 1; group < starts.length; group += 1) starts[group] = (starts[group] as number) + (starts[group - 1] as number);
  const next = starts.slice();
  const parts = new Uint32Array(groups.length);
  groups.forEach((group, row) => {
    parts[next[group] as number] = rowKind[row] as number;
    next[group] = (next[group] as number) + 1;
  });
  return alikeJoined(starts, parts);
}

/** Gives small groups made of the same kinds one number; of each kind of group the parts are kept once. */
function alikeJoined(starts: Uint32Array, parts: Uint32Array): Kinds {
  const base = parts.reduce((most, part) => Math.max(most, part), 0) + 1;
  const [steps, kinds] = [new Map<number, number>(), new Map<number, number>()];
  const kindStarts = [0];
  const kept = new Uint32Array(parts.length);
  let [filled, unlike] = [0, 0];
  const kindOf = new Uint32Array(starts.length - 1);
  for (let group = 0; group < kindOf.length; group += 1) {
    const own = parts.subarray(starts[group] as number, starts[group + 1] as number).sort();
    // A path through `steps` spells the sorted parts: equal groups, and only they, end on the same step.
    let step = 0;
    if (own.length <= ALIKE_ROWS_MAX) for (const part of own) step = 1 + numberOf(steps, step * base + part);
    else step = -(unlike += 1);
    const kind = numberOf(kinds, step);
    kindOf[group] = kind;
    if (kind + 1 < kindStarts.length) continue;
    kept.set(own, filled);
    filled += own.length;
    kindStarts.push(filled);
  }
  return { starts: Uint32Array.from(kindStarts), parts: kept.slice(0, filled), kindOf };
}

/** How many units are of each kind. */
function sizesOf({ kindOf, starts }: Kinds): Float64Array {
  const sizes = new Float64Array(starts.length - 1);
  for (const kind of kindOf) sizes[kind] = (sizes[kind] as number) + 1;
  return sizes;
}

function stratify(units: Float64Array, stratumOf: (kind: number) => number): readonly Stratum[] {
  const lists = new Map<number, number[]>();
  units.forEach((count, kind) => {
    if (count === 0) return;
    const stratum = stratumOf(kind);
    const list = lists.get(stratum) ?? [];
    if (list.length === 0) lists.set(stratum, list);
    list.push(kind);
  });
  return [...lists.values()].map((list) => {
    const counts = Float64Array.from(list, (kind) => units[kind] as number);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const kinds = Uint32Array.from(list);
    if (total >= UNITS_A_KIND_DIRECT * list.length) return { kinds, units: counts, total, unitKinds: undefined, drawn: new Uint32Array(counts.length) };
    const blocks = Float64Array.from({ length: Math.ceil(total / BLOCK_UNITS) }, (_value, block) => Math.min(BLOCK_UNITS, total - block * BLOCK_UNITS));
    return { kinds, units: blocks, total, unitKinds: spelledOut(list, counts, total), drawn: new Uint32Array(blocks.length) };
  });
}

function spelledOut(kinds: readonly number[], counts: Float64Array, total: number): Uint32Array {
  const all = new Uint32Array(total);
  let at = 0;
  kinds.forEach((kind, place) => {
    const end = at + (counts[place] as number);
    all.fill(kind, at, end);
    at = end;
  });
  return all;
}

/** Adds one multinomial draw: kind by kind, or block by block and unit by unit within it, so that what a block touches stays in the fastest memory. */
function drawStratum(stratum: Stratum, random: Random, times: Uint32Array): void {
  const { kinds, units, total, unitKinds, drawn } = stratum;
  chain(units, total, random, drawn);
  for (let at = 0; at < drawn.length; at += 1) {
    if (unitKinds === undefined) times[kinds[at] as number] = drawn[at] as number;
    else drawBlock(unitKinds.subarray(at * BLOCK_UNITS, (at + 1) * BLOCK_UNITS), drawn[at] as number, random, times);
  }
}

function drawBlock(unitKinds: Uint32Array, count: number, random: Random, times: Uint32Array): void {
  const size = unitKinds.length;
  for (let drawn = 0; drawn < count; drawn += 1) {
    const kind = unitKinds[Math.floor(random() * size)] as number;
    times[kind] = (times[kind] as number) + 1;
  }
}

/** A multinomial draw of `total` over parts of these sizes as a chain of binomials: given the parts before, the next one's count is binomial. */
function chain(sizes: Float64Array, total: number, random: Random, into: Uint32Array): void {
  let [left, open] = [total, total];
  for (let at = 0; at < sizes.length; at += 1) {
    const size = sizes[at] as number;
    const count = size >= open ? left : binomial(left, size / open, random);
    into[at] = count;
    left -= count;
    open -= size;
  }
}
