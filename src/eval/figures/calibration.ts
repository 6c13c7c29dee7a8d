import { type Figure, ratio } from './figure.ts';
import { type Tally, totals } from './tally.ts';

/** Bins of the reliability diagram and of both calibration errors, unless the caller says otherwise. */
const BINS = 10;

/** Rows whose score lies in [from, to) (the last bin takes 1 too): how sure the scores are against how often they are right. */
export type ReliabilityBin = Readonly<{ from: number; to: number; positives: number; rows: number; meanScore: number; share: number }>;

/** brier = reliability − resolution + uncertainty + within. */
export type BrierParts = Readonly<{ brier: number; reliability: number; resolution: number; uncertainty: number; within: number }>;

/** The bins of equal width that hold rows. @throws RangeError when a score is no probability. */
export function reliabilityBins(tally: Tally, bins = BINS): readonly ReliabilityBin[] {
  checkProbabilities(tally);
  const [rows, positives, sums] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  for (let at = 0; at < tally.scores.length; at += 1) {
    const score = tally.scores[at] as number;
    const bin = Math.min(bins - 1, Math.floor(score * bins));
    const here = (tally.positives[at] as number) + (tally.negatives[at] as number);
    rows[bin] = (rows[bin] as number) + here;
    positives[bin] = (positives[bin] as number) + (tally.positives[at] as number);
    sums[bin] = (sums[bin] as number) + score * here;
  }
  return [...rows].flatMap((inside, bin) => {
    if (inside === 0) return [];
    const [hits, sum] = [positives[bin] as number, sums[bin] as number];
    return [{ from: bin / bins, to: (bin + 1) / bins, positives: hits, rows: inside, meanScore: sum / inside, share: hits / inside }];
  });
}

/**
 * Expected calibration error over bins of equal width: Σ rows_b / rows · |mean score_b − share of positives_b|.
 *
 * @returns a number in [0, 1]; undefined without answered rows. Few rows make it larger than the scores deserve.
 * @throws RangeError when a score is no probability.
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks".
 */
export function expectedCalibrationError(tally: Tally, bins = BINS): Figure {
  const all = reliabilityBins(tally, bins);
  const rows = all.reduce((sum, bin) => sum + bin.rows, 0);
  return ratio(all.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.meanScore - bin.share), 0), rows);
}

/**
 * Calibration error over bins of equal mass: the rows in order of score, cut into `bins` equal parts. Tied rows are shared out
 * between two parts in proportion, so neither their order nor a repetition of all rows counts.
 *
 * @returns a number in [0, 1]; undefined without answered rows.
 * @throws RangeError when a score is no probability.
 * @see Nixon et al. 2019, "Measuring Calibration in Deep Learning" (adaptive calibration error).
 */
export function adaptiveCalibrationError(tally: Tally, bins = BINS): Figure {
  checkProbabilities(tally);
  const all = totals(tally);
  const mass = (all.positives + all.negatives) / bins;
  let [error, room, gap] = [0, mass, 0];
  for (let at = 0; at < tally.scores.length; at += 1) {
    const positives = tally.positives[at] as number;
    const rows = positives + (tally.negatives[at] as number);
    const gapPerRow = rows === 0 ? 0 : (tally.scores[at] as number) - positives / rows;
    for (let left = rows; left > 0;) {
      const taken = Math.min(left, room);
      gap += taken * gapPerRow;
      left -= taken;
      room -= taken;
      if (room > 0) continue;
      error += Math.abs(gap);
      [room, gap] = [mass, 0];
    }
  }
  return ratio(error + Math.abs(gap), all.positives + all.negatives);
}

/** Brier score: mean of (score − truth)², in [0, 1], lower is better; undefined without answered rows. @see Brier 1950. */
export function brier(tally: Tally): Figure {
  checkProbabilities(tally);
  let [sum, rows] = [0, 0];
  for (let at = 0; at < tally.scores.length; at += 1) {
    const [score, positives, negatives] = [tally.scores[at] as number, tally.positives[at] as number, tally.negatives[at] as number];
    sum += positives * (1 - score) ** 2 + negatives * score ** 2;
    rows += positives + negatives;
  }
  return ratio(sum, rows);
}

/**
 * The Brier score taken apart over bins of equal width, with o the share of positives:
 * reliability Σ n_b/n · (mean score_b − share_b)², resolution Σ n_b/n · (share_b − o)², uncertainty o(1 − o);
 * `within` is what scores that differ inside a bin add (variance less twice the covariance with the truth; 0 when they do not differ).
 *
 * @returns undefined without answered rows.
 * @throws RangeError when a score is no probability.
 * @see Murphy 1973, "A New Vector Partition of the Probability Score"; Stephenson et al. 2008 for the terms within bins.
 */
export function brierParts(tally: Tally, bins = BINS): BrierParts | undefined {
  const score = brier(tally);
  if (score === undefined) return undefined;
  const all = totals(tally);
  const rows = all.positives + all.negatives;
  const base = all.positives / rows;
  let [reliability, resolution] = [0, 0];
  for (const bin of reliabilityBins(tally, bins)) {
    reliability += (bin.rows / rows) * (bin.meanScore - bin.share) ** 2;
    resolution += (bin.rows / rows) * (bin.share - base) ** 2;
  }
  const uncertainty = base * (1 - base);
  return { brier: score, reliability, resolution, uncertainty, within: score - (reliability - resolution + uncertainty) };
}

function checkProbabilities({ scores }: Tally): void {
  const [highest = 0, lowest = 0] = [scores[0], scores.at(-1)];
  if (highest > 1 || lowest < 0) throw new RangeError(`calibration needs probabilities, and scores run from ${lowest} to ${highest}`);
}
