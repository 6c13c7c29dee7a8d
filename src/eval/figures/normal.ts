/** erf by its series of positive terms below this, erfc by its continued fraction above. */
const SERIES_BELOW = 2;
const FRACTION_TERMS = 120;

/** Complementary error function, to about 1e-14 relative. @see Abramowitz & Stegun 1964, 7.1.6 and 7.1.14. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < SERIES_BELOW) {
    let [term, sum] = [x, x];
    for (let n = 1; term > sum * 1e-17; n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = x;
  for (let n = FRACTION_TERMS; n >= 1; n -= 1) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
}

/** Share of a standard normal below z. */
export const normalCdf = (z: number): number => erfc(-z / Math.SQRT2) / 2;

/** Share of a χ² with one degree of freedom above x ≥ 0. */
export const chiSquareTail = (x: number): number => erfc(Math.sqrt(x / 2));

/**
 * The z below which a share p of a standard normal lies, to about 1e-14: bisection brackets it, Newton's steps finish.
 * p outside (0, 1) gives ±Infinity.
 */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  let [low, high] = [-40, 0];
  for (let step = 0; step < 12; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  let z = (low + high) / 2;
  for (let step = 0; step < 6; step += 1) z -= ((normalCdf(z) - p) * Math.sqrt(2 * Math.PI)) / Math.exp((-z * z) / 2);
  return z;
}
