import { seededRandom } from '../train/random.ts';

/** Numbers in [0, 1) for long runs. */
export type Random = () => number;

/** Below this mean the binomial is drawn by inversion, above by rejection. */
const INVERSION_BELOW = 10;
/** So near to the mode a chance is reckoned as a product. */
const NEAR_MODE = 15;

/**
 * Numbers in [0, 1) from a 32-bit seed with a period of 2¹²⁸ − 1: two thousand rounds over a million rows would use up half of a 32-bit state's.
 * @see Blackman & Vigna 2021, "Scrambled Linear Pseudorandom Number Generators" (xoshiro128++).
 */
export function longRandom(seed: number): Random {
  const start = seededRandom(seed);
  const state = Int32Array.from({ length: 4 }, () => Math.floor(start() * 4_294_967_296));
  state[3] = (state[3] as number) | 1; // all zero is the one state that stays
  return () => {
    const [a, d] = [state[0] as number, state[3] as number];
    const c = (state[2] as number) ^ a;
    const b = (state[1] as number) ^ c;
    const mixed = d ^ (state[1] as number);
    const sum = (a + d) | 0;
    state[0] = a ^ mixed;
    state[2] = c ^ ((state[1] as number) << 9);
    state[1] = b;
    state[3] = (mixed << 11) | (mixed >>> 21);
    return ((((sum << 7) | (sum >>> 25)) + a) >>> 0) / 4_294_967_296;
  };
}

/**
 * Successes in n trials of chance p each, exactly distributed, in constant time for large n·p.
 *
 * @param n a whole number ≥ 0; `p` in [0, 1].
 * @see Hörmann 1993, "The Generation of Binomial Random Variates" (BTRS, with the bounds of BTRD).
 */
export function binomial(n: number, p: number, random: Random): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  return n * p < INVERSION_BELOW ? byInversion(n, p, random) : byRejection(n, p, random);
}

function byInversion(n: number, p: number, random: Random): number {
  const odds = p / (1 - p);
  let chance = Math.exp(n * Math.log1p(-p));
  let left = random();
  let k = 0;
  for (; left > chance && k < n; k += 1) {
    left -= chance;
    chance *= (odds * (n - k)) / (k + 1);
  }
  return k;
}

function byRejection(n: number, p: number, random: Random): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const sure = 0.92 - 4.2 / b;
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const edge = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / edge + b) * u + centre);
    if (k < 0 || k > n) continue;
    if (edge >= 0.07 && v <= sure) return k;
    const scale = (2.83 + 5.1 / b) * spread;
    if (isBelowChance({ n, p, k }, (v * scale) / (a / (edge * edge) + b))) return k;
  }
}

type Chance = Readonly<{ n: number; p: number; k: number }>;

/** Whether a height is at most P(k) / P(mode) of B(n, p): by products near the mode, by bounds far from it, and only between the bounds by logarithms of factorials. */
function isBelowChance({ n, p, k }: Chance, height: number): boolean {
  const mode = Math.floor((n + 1) * p);
  const far = Math.abs(k - mode);
  if (far <= NEAR_MODE) return height <= chanceOverMode({ n, p, k }, mode);
  const variance = n * p * (1 - p);
  const logHeight = Math.log(height);
  const middle = (-far * far) / (2 * variance);
  const margin = (far / variance) * (((far / 3 + 0.625) * far + 1 / 6) / variance + 0.5);
  if (logHeight < middle - margin) return true;
  return logHeight <= middle + margin && logHeight <= logChanceOverMode({ n, p, k }, mode);
}

/** P(k) / P(mode) of B(n, p), step by step from one to the other. */
function chanceOverMode({ n, p, k }: Chance, mode: number): number {
  const odds = p / (1 - p);
  let ratio = 1;
  for (let at = mode + 1; at <= k; at += 1) ratio *= ((n + 1) * odds) / at - odds;
  for (let at = k + 1; at <= mode; at += 1) ratio /= ((n + 1) * odds) / at - odds;
  return ratio;
}

/** log of P(k) / P(mode) of B(n, p). */
function logChanceOverMode({ n, p, k }: Chance, mode: number): number {
  const odds = Math.log(p / (1 - p));
  return logFactorial(mode) + logFactorial(n - mode) - logFactorial(k) - logFactorial(n - k) + (k - mode) * odds;
}

const SMALL_FACTORIALS = new Float64Array(16);
for (let n = 1; n < SMALL_FACTORIALS.length; n += 1) SMALL_FACTORIALS[n] = (SMALL_FACTORIALS[n - 1] as number) + Math.log(n);

/** log n! by Stirling's series, to about 1e-11; summed below 16. */
function logFactorial(n: number): number {
  const small = SMALL_FACTORIALS[n];
  if (small !== undefined) return small;
  const x = n + 1;
  return (x - 0.5) * Math.log(x) - x + 0.918_938_533_204_672_7 + (1 / 12 - (1 / 360 - 1 / (1260 * x * x)) / (x * x)) / x;
}
