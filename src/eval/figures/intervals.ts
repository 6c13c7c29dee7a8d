import type { Figure } from './figure.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { createResampler } from './resample.ts';
import type { Sample } from './sample.ts';
import { longRandom } from './sampling.ts';

const CONFIDENCE = 0.95;
const ROUNDS = 2_000;

export type Interval = Readonly<{ low: number; high: number }>;

/**
 * Wilson's score interval of a share: (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
 *
 * @param confidence in (0, 1).
 * @returns bounds in [0, 1] around successes/n; undefined when n is 0.
 * @see Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference".
 */
export function wilson(successes: number, n: number, confidence = CONFIDENCE): Interval | undefined {
  if (n === 0) return undefined;
  const z = normalQuantile((1 + confidence) / 2);
  const share = successes / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { low: successes === 0 ? 0 : Math.min(share, centre - half), high: successes === n ? 1 : Math.max(share, centre + half) };
}

export type BootstrapOptions = Readonly<{ seed: number; rounds?: number; confidence?: number }>;

/** A figure with its interval, and what the interval rests on. */
export type Estimate = Readonly<{
  point: Figure;
  /** Undefined together: when the point is, or when fewer than two units could be exchanged. */
  low: Figure;
  high: Figure;
  n: number;
  failed: number;
  resampled: 'rows' | 'groups';
  units: number;
  rounds: number;
  /** Rounds in which the figure was undefined; they are left out of the interval. */
  undefinedRounds: number;
  /** Present when neighbouring scores were joined into this many bins for the resampling. */
  scoreBins?: number;
}>;

/**
 * Bootstrap intervals of any number of figures from the same resampled rows: stratified by truth, or by whole groups when rows name one.
 * The bounds are percentiles corrected for the median's bias (BC), moved by the point's distance from the joined scores' figure where scores
 * were joined, and always include the point. The same seed gives the same bounds.
 *
 * @param options.rounds 2,000 unless given; `confidence` 0.95.
 * @see Efron & Tibshirani 1993, "An Introduction to the Bootstrap", §14.3; Davison & Hinkley 1997, §3.8 for resampling whole groups.
 */
export function bootstrap<Seen, Name extends string>(
  sample: Sample<Seen>, figures: Readonly<Record<Name, (seen: Seen) => Figure>>, options: BootstrapOptions,
): Readonly<Record<Name, Estimate>> {
  const { seed, rounds = ROUNDS, confidence = CONFIDENCE } = options;
  const resampler = createResampler(sample);
  const counts = new Float64Array(sample.cells);
  resampler.whole(counts);
  const joined = sample.read(counts);
  const all = (Object.entries(figures) as [Name, (seen: Seen) => Figure][]).map(([name, figure]) => {
    const point = figure(sample.exact);
    return { name, figure, point, shift: sample.scoreBins === undefined ? 0 : (point ?? 0) - (figure(joined) ?? 0), values: new Float64Array(rounds).fill(Number.NaN) };
  });
  const random = longRandom(seed);
  for (let round = 0; round < rounds && resampler.canVary; round += 1) {
    resampler.draw(random, counts);
    const seen = sample.read(counts);
    for (const { figure, values } of all) values[round] = figure(seen) ?? Number.NaN;
  }
  const shared = {
    n: sample.rows, failed: sample.failed, resampled: resampler.resampled, units: resampler.units, rounds,
    ...(sample.scoreBins === undefined ? {} : { scoreBins: sample.scoreBins }),
  };
  return Object.fromEntries(all.map(({ name, point, shift, values }) => {
    const defined = values.filter((value) => !Number.isNaN(value)).sort();
    const interval = point === undefined || defined.length === 0 ? undefined : biasCorrected(defined, point, shift, confidence);
    return [name, { point, low: interval?.low, high: interval?.high, ...shared, undefinedRounds: resampler.canVary ? rounds - defined.length : 0 }];
  })) as Record<Name, Estimate>;
}

/**
 * Percentiles of ascending `values`, moved so that their median falls on the point (by half the interval's width at most: a figure that
 * resampling always raises, such as a calibration error of few rows, would otherwise end with no width), widened to the point.
 */
function biasCorrected(values: Float64Array, point: number, shift: number, confidence: number): Interval {
  const z = normalQuantile((1 + confidence) / 2);
  const bias = Math.max(-z / 2, Math.min(z / 2, normalQuantile(shareBelow(values, point - shift))));
  const [low, high] = [percentile(values, normalCdf(2 * bias - z)), percentile(values, normalCdf(2 * bias + z))];
  // The shift must not carry a bound past what the figure can be.
  const [floor, ceiling] = [Math.min(values[0] as number, point), Math.max(values.at(-1) as number, point)];
  return { low: Math.min(point, Math.max(floor, low + shift)), high: Math.max(point, Math.min(ceiling, high + shift)) };
}

/** Share of values below x, ties at half. */
function shareBelow(values: Float64Array, x: number): number {
  const slack = 1e-12 * Math.max(1, Math.abs(x));
  let [below, tied] = [0, 0];
  for (const value of values) {
    if (value < x - slack) below += 1;
    else if (value <= x + slack) tied += 1;
  }
  return (below + tied / 2) / values.length;
}

function percentile(values: Float64Array, share: number): number {
  const at = share * (values.length - 1);
  const [below, above] = [values[Math.floor(at)] as number, values[Math.ceil(at)] as number];
  return below + (at - Math.floor(at)) * (above - below);
}
