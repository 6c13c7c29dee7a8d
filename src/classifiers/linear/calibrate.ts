/** One held-out logit with its label in {0, 1}. */
export type Judged = Readonly<{ logit: number; label: 0 | 1; weight?: number }>;

/** p = σ(scale·logit + shift). */
export type Platt = Readonly<{ scale: number; shift: number }>;

const STEPS = 60;
const PRIOR_STRENGTH = 2;
export const IDENTITY: Platt = { scale: 1, shift: 0 };

/**
 * Platt scaling by Newton's method, pulled gently towards the identity so that a handful of rows cannot bend it.
 *
 * @returns the identity when one of the labels is absent: nothing can be learnt from that.
 * @see Platt 1999, "Probabilistic Outputs for Support Vector Machines"; Lin et al. 2007.
 */
export function fitPlatt(judged: readonly Judged[]): Platt {
  if (!judged.some(({ label }) => label === 1) || !judged.some(({ label }) => label === 0)) return IDENTITY;
  let scale = 1;
  let shift = 0;
  for (let step = 0; step < STEPS; step += 1) {
    let [gs, gb, hss, hsb, hbb] = [PRIOR_STRENGTH * (scale - 1), 0.1 * shift, PRIOR_STRENGTH, 0, 0.1];
    for (const { logit, label, weight = 1 } of judged) {
      const probability = 1 / (1 + Math.exp(-(scale * logit + shift)));
      const slope = (probability - label) * weight;
      const curve = Math.max(1e-6, probability * (1 - probability)) * weight;
      gs += slope * logit;
      gb += slope;
      hss += curve * logit * logit;
      hsb += curve * logit;
      hbb += curve;
    }
    const determinant = hss * hbb - hsb * hsb;
    if (!(Math.abs(determinant) > 1e-12)) break;
    scale -= (hbb * gs - hsb * gb) / determinant;
    shift -= (hss * gb - hsb * gs) / determinant;
    if (!Number.isFinite(scale) || !Number.isFinite(shift)) return IDENTITY;
  }
  return scale > 0 ? { scale, shift } : IDENTITY;
}

/** Temperature of a softmax: the factor on all logits that makes the right label likeliest on held-out rows. Golden-section search. */
export function fitTemperature(rows: readonly Readonly<{ logits: readonly number[]; label: number }>[]): number {
  if (rows.length === 0) return 1;
  const loss = (factor: number): number => rows.reduce((sum, { logits, label }) => {
    const top = Math.max(...logits) * factor;
    const norm = logits.reduce((total, logit) => total + Math.exp(logit * factor - top), 0);
    return sum - ((logits[label] ?? 0) * factor - top - Math.log(norm));
  }, 0);
  let [low, high] = [0.1, 5];
  const ratio = (Math.sqrt(5) - 1) / 2;
  for (let step = 0; step < 40; step += 1) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (loss(a) < loss(b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}
