import { sigmoid } from './model.ts';

/** One held-out logit with its label in {0, 1}. */
export type Judged = Readonly<{ logit: number; label: 0 | 1; weight?: number }>;

/** p = σ(scale·logit + shift). */
export type Platt = Readonly<{ scale: number; shift: number }>;

const STEPS = 60;
const HALVINGS = 40;
/** Pull of the scale towards 1 and of the shift towards 0, in rows. */
const PRIOR = { scale: 2, shift: 0.1 } as const;
export const IDENTITY: Platt = { scale: 1, shift: 0 };

/**
 * Platt scaling by Newton's method with halved steps, pulled gently towards the identity so that a handful of rows cannot bend it.
 *
 * @returns the identity when one of the labels is absent, or when the logits speak against the labels: nothing can be learnt from that.
 * @see Platt 1999, "Probabilistic Outputs for Support Vector Machines"; Lin et al. 2007 (why the steps must be halved).
 */
export function fitPlatt(judged: readonly Judged[]): Platt {
  if (!judged.some(({ label }) => label === 1) || !judged.some(({ label }) => label === 0)) return IDENTITY;
  let at = IDENTITY;
  for (let step = 0; step < STEPS; step += 1) {
    const next = descend(judged, at);
    if (next === undefined) break;
    at = next;
  }
  return at.scale > 0 ? at : IDENTITY;
}

/** One Newton step, halved until it leads downhill; undefined at the bottom. */
function descend(judged: readonly Judged[], at: Platt): Platt | undefined {
  let [gs, gb, hss, hsb, hbb] = [PRIOR.scale * (at.scale - 1), PRIOR.shift * at.shift, PRIOR.scale as number, 0, PRIOR.shift as number];
  for (const { logit, label, weight = 1 } of judged) {
    const probability = sigmoid(at.scale * logit + at.shift);
    const slope = (probability - label) * weight;
    const curve = probability * (1 - probability) * weight;
    gs += slope * logit;
    gb += slope;
    hss += curve * logit * logit;
    hsb += curve * logit;
    hbb += curve;
  }
  const determinant = hss * hbb - hsb * hsb;
  const before = lossOf(judged, at);
  for (let halving = 0, size = 1 / determinant; halving < HALVINGS; halving += 1, size /= 2) {
    const next = { scale: at.scale - (hbb * gs - hsb * gb) * size, shift: at.shift - (hss * gb - hsb * gs) * size };
    if (lossOf(judged, next) < before) return next;
  }
  return undefined;
}

/** Negative log-likelihood of the labels, with the pull towards the identity. */
function lossOf(judged: readonly Judged[], { scale, shift }: Platt): number {
  let loss = (PRIOR.scale * (scale - 1) ** 2 + PRIOR.shift * shift ** 2) / 2;
  for (const { logit, label, weight = 1 } of judged) {
    const z = scale * logit + shift;
    loss += (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - label * z) * weight;
  }
  return loss;
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
