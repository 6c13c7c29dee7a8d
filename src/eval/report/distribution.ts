import { type Figure, ratio } from '../figures/figure.ts';
import type { Tally } from '../figures/tally.ts';

/** Bins of equal width over [0, 1]; the last takes 1 too. */
export const BINS = 20;

/** Share of the positives, and of the negatives, whose score is in each bin; zeros where a class is absent. */
export function histogram({ scores, positives, negatives }: Tally): Readonly<{ yes: readonly number[]; no: readonly number[] }> {
  const shares = (counts: Float64Array): readonly number[] => {
    const bins = new Float64Array(BINS);
    let all = 0;
    scores.forEach((score, at) => {
      const bin = Math.max(0, Math.min(BINS - 1, Math.floor(score * BINS)));
      bins[bin] = (bins[bin] as number) + (counts[at] as number);
      all += counts[at] as number;
    });
    return [...bins].map((count) => ratio(count, all) ?? 0);
  };
  return { yes: shares(positives), no: shares(negatives) };
}

/** The lower median of the scores of one class; undefined without a row of it. */
export function medianScore({ scores }: Tally, counts: Float64Array): Figure {
  const half = counts.reduce((sum, count) => sum + count, 0) / 2;
  let below = 0;
  for (let at = scores.length - 1; at >= 0; at -= 1) {
    below += counts[at] as number;
    if (below >= half && below > 0) return scores[at];
  }
  return undefined;
}
