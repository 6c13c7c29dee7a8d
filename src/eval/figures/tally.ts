import type { Counts } from './confusion.ts';
import { type Figure, ratio } from './figure.ts';
import type { ScoredRow, Times } from './predictions.ts';

/**
 * How many positives and negatives got each score: all that ranking, calibration and operating points depend on, so the order of rows cannot matter.
 * `scores` descend and are distinct; `positives[i]` and `negatives[i]` are rows at `scores[i]` (both may be 0 in a resampled tally).
 * Rows that failed are apart.
 */
export type Tally = Readonly<{ scores: Float64Array; positives: Float64Array; negatives: Float64Array; failedPositives: number; failedNegatives: number }>;

/** Counts rows by score, in O(n log n). @throws RangeError on a NaN score: a score that is none is a failure. */
export function tallyOf(rows: readonly ScoredRow[]): Tally {
  const [positive, negative] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  let [positives, negatives, failedPositives, failedNegatives] = [0, 0, 0, 0];
  for (const row of rows) {
    if (row.failed === true) {
      if (row.gold) failedPositives += 1;
      else failedNegatives += 1;
    } else if (Number.isNaN(row.score)) {
      throw new RangeError('a score is NaN; hand the row over as failed');
    } else if (row.gold) positive[positives++] = row.score;
    else negative[negatives++] = row.score;
  }
  return { ...merged(positive.subarray(0, positives).sort(), negative.subarray(0, negatives).sort()), failedPositives, failedNegatives };
}

/** The same where row i stands for `times[i]` rows; scores that no row has are left out. */
export function tallyOfTimes(rows: readonly ScoredRow[], times: Times): Tally {
  const bare = tallyOf(rows.filter((_row, at) => (times[at] ?? 0) > 0));
  const places = new Map(Array.from(bare.scores, (score, place) => [score, place]));
  const [positives, negatives] = [new Float64Array(bare.scores.length), new Float64Array(bare.scores.length)];
  let [failedPositives, failedNegatives] = [0, 0];
  rows.forEach((row, at) => {
    const count = times[at] ?? 0;
    if (row.failed === true) {
      if (row.gold) failedPositives += count;
      else failedNegatives += count;
    } else if (count > 0) {
      const [column, place] = [row.gold ? positives : negatives, places.get(row.score) as number];
      column[place] = (column[place] as number) + count;
    }
  });
  return { scores: bare.scores, positives, negatives, failedPositives, failedNegatives };
}

/** Both lists ascend; the answer descends. */
function merged(positive: Float64Array, negative: Float64Array): Pick<Tally, 'scores' | 'positives' | 'negatives'> {
  const most = positive.length + negative.length;
  const [scores, positives, negatives] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)];
  let [p, n, size] = [positive.length, negative.length, 0];
  while (p > 0 || n > 0) {
    const score = Math.max(positive[p - 1] ?? -Infinity, negative[n - 1] ?? -Infinity);
    const [fromP, fromN] = [p, n];
    while (p > 0 && positive[p - 1] === score) p -= 1;
    while (n > 0 && negative[n - 1] === score) n -= 1;
    scores[size] = score;
    positives[size] = fromP - p;
    negatives[size] = fromN - n;
    size += 1;
  }
  return { scores: scores.slice(0, size), positives: positives.slice(0, size), negatives: negatives.slice(0, size) };
}

/** Answered rows by truth. */
export function totals({ positives, negatives }: Tally): Readonly<{ positives: number; negatives: number }> {
  let [p, n] = [0, 0];
  for (let at = 0; at < positives.length; at += 1) {
    p += positives[at] as number;
    n += negatives[at] as number;
  }
  return { positives: p, negatives: n };
}

/** Share of rows that got a score; undefined without rows. */
export function tallyCoverage(tally: Tally): Figure {
  const { positives, negatives } = totals(tally);
  return ratio(positives + negatives, positives + negatives + tally.failedPositives + tally.failedNegatives);
}

/** The four cells when a score of `threshold` or more says yes. */
export function countAt(tally: Tally, threshold: number): Counts {
  const { scores, positives, negatives, failedPositives, failedNegatives } = tally;
  const all = totals(tally);
  let [tp, fp] = [0, 0];
  for (let at = 0; at < scores.length && (scores[at] as number) >= threshold; at += 1) {
    tp += positives[at] as number;
    fp += negatives[at] as number;
  }
  return { tp, fp, fn: all.positives - tp, tn: all.negatives - fp, failedPositives, failedNegatives };
}

/** A tally with neighbouring scores joined. `floors[i]` is the lowest score of bin i; floors descend. */
export type Binned = Readonly<{ tally: Tally; floors: Float64Array }>;

/**
 * Joins neighbouring scores until about `most` bins are left, each with at most about 2/most of the positives and of the negatives
 * (so bins are narrow wherever either class is dense), none across a cut. A bin's score is the mean of its rows' scores.
 *
 * @param cuts scores at which a bin must begin: thresholds, edges of calibration bins.
 * @returns the tally itself when it has no more than `most` scores.
 */
export function binned(tally: Tally, most: number, cuts: readonly number[]): Binned {
  if (tally.scores.length <= most) return { tally, floors: tally.scores };
  const all = totals(tally);
  const full = 2 / most;
  const bins: { sum: number; positives: number; negatives: number; floor: number }[] = [];
  let room = 0;
  let above = Infinity;
  tally.scores.forEach((score, at) => {
    const [positives, negatives] = [tally.positives[at] as number, tally.negatives[at] as number];
    const last = bins.at(-1);
    const from = above;
    above = score;
    if (last === undefined || room <= 0 || cuts.some((cut) => cut <= from && cut > score)) {
      bins.push({ sum: score * (positives + negatives), positives, negatives, floor: score });
      room = full;
    } else {
      last.sum += score * (positives + negatives);
      last.positives += positives;
      last.negatives += negatives;
      last.floor = score;
    }
    room -= positives / Math.max(1, all.positives) + negatives / Math.max(1, all.negatives);
  });
  return {
    tally: {
      ...tally,
      scores: Float64Array.from(bins, ({ sum, positives, negatives }) => sum / (positives + negatives)),
      positives: Float64Array.from(bins, ({ positives }) => positives),
      negatives: Float64Array.from(bins, ({ negatives }) => negatives),
    },
    floors: Float64Array.from(bins, ({ floor }) => floor),
  };
}

/** The bin a score is in: the first whose floor it reaches. */
export function binOf(floors: Float64Array, score: number): number {
  let [low, high] = [0, floors.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((floors[middle] as number) <= score) high = middle;
    else low = middle + 1;
  }
  return low;
}
