import { cohenKappa } from './agreement.ts';
import { type Confusion, sum } from './confusion.ts';
import { type Figure, ratio } from './figure.ts';
import { answered, type MeasuredRow } from './predictions.ts';

/**
 * Mean distance between truth and answer in steps of the scale, whose order is that of the matrix's labels.
 * @returns 0 … labels − 1; undefined without answered rows.
 */
export function meanAbsoluteError({ labels, cells }: Confusion): Figure {
  let steps = 0;
  cells.forEach((count, cell) => {
    steps += count * Math.abs(Math.floor(cell / labels.length) - (cell % labels.length));
  });
  return ratio(steps, sum(cells));
}

/** Cohen's κ with squared distances on an ordered scale: a miss by two steps counts four times a miss by one. Bounds as `cohenKappa`. */
export const quadraticKappa = (confusion: Confusion): Figure => cohenKappa(confusion, 'quadratic');

/**
 * Distinct pairs of values with how many rows have each. `byX` and `byY` are the pairs' places in ascending order of either value:
 * sorted once, so that a resampled table costs O(pairs).
 */
export type PairTable = Readonly<{ x: Float64Array; y: Float64Array; counts: Float64Array; byX: Uint32Array; byY: Uint32Array }>;

/** The pairs (truth, score) of the answered rows, and which pair each of them is. */
export function pairTable(rows: readonly MeasuredRow[]): Readonly<{ table: PairTable; pairOf: Uint32Array }> {
  const places = new Map<number, Map<number, number>>();
  const [x, y, counts]: [number[], number[], number[]] = [[], [], []];
  const pairOf = Uint32Array.from(answered(rows), ({ gold, score }) => {
    const inner = places.get(gold) ?? new Map<number, number>();
    if (inner.size === 0) places.set(gold, inner);
    const place = inner.get(score) ?? x.length;
    if (place === x.length) {
      inner.set(score, place);
      x.push(gold);
      y.push(score);
      counts.push(0);
    }
    counts[place] = (counts[place] as number) + 1;
    return place;
  });
  return { table: { x: Float64Array.from(x), y: Float64Array.from(y), counts: Float64Array.from(counts), byX: ascending(x), byY: ascending(y) }, pairOf };
}

const ascending = (values: readonly number[]): Uint32Array => Uint32Array.from(values, (_value, at) => at).sort((a, b) => (values[a] as number) - (values[b] as number));

/**
 * Spearman's rank correlation: Pearson's over mean ranks, so ties share theirs.
 *
 * @returns a number in [−1, 1]; undefined when either side takes a single value.
 * @see Spearman 1904; Kendall 1948, "Rank Correlation Methods", for ties.
 */
export function spearman({ x, y, counts, byX, byY }: PairTable): Figure {
  const rows = sum(counts);
  const [rankX, rankY] = [centredRanks(x, counts, byX), centredRanks(y, counts, byY)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let at = 0; at < counts.length; at += 1) {
    const [a, b, count] = [(rankX[at] as number) / rows, (rankY[at] as number) / rows, counts[at] as number];
    xx += count * a * a;
    yy += count * b * b;
    xy += count * a * b;
  }
  return xx === 0 || yy === 0 ? undefined : Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** Twice each pair's mean rank less the middle one: whole numbers, so that a constant side sums to exactly 0. */
function centredRanks(values: Float64Array, counts: Float64Array, order: Uint32Array): Float64Array {
  const ranks = new Float64Array(order.length);
  const rows = sum(counts);
  let below = 0;
  for (let from = 0; from < order.length;) {
    const value = values[order[from] as number];
    let [to, tied] = [from, 0];
    for (; to < order.length && values[order[to] as number] === value; to += 1) tied += counts[order[to] as number] as number;
    for (let at = from; at < to; at += 1) ranks[order[at] as number] = 2 * below + tied - rows;
    below += tied;
    from = to;
  }
  return ranks;
}
