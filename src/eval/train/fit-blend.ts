import type { BinaryBlend } from '../../classifiers/blend.ts';

export type TwoTiers = Readonly<{ gold: boolean; language: string; encoder: number; linear: number }>;
export type TwoDistributions = Readonly<{ gold: number; encoder: readonly number[]; linear: readonly number[] }>;

/** Pull towards the prior, in rows' worth of evidence: a label with a dozen positives must not be bent by them. */
const PRIOR = 4;
const SHIFT_PRIOR = 1;
const LANGUAGE_PRIOR = 12;
const STEPS = 400;
const RATE = 0.5;

/**
 * Logistic regression on both tiers' logits with a shift a language, by gradient descent, pulled towards
 * encoder 1, linear 0, shift 0. Weights stay ≥ 0: a higher logit of either tier never lowers the answer.
 */
export function fitBinary(rows: readonly TwoTiers[]): BinaryBlend {
  if (!rows.some(({ gold }) => gold) || rows.every(({ gold }) => gold)) return { encoder: 1, linear: 0, shift: { fr: 0, en: 0, other: 0 } };
  let [encoder, linear, common] = [1, 0.2, 0];
  const own = { fr: 0, en: 0, other: 0 };
  const scale = 1 / (rows.length + PRIOR);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = { encoder: PRIOR * (encoder - 1), linear: PRIOR * linear, common: SHIFT_PRIOR * common, fr: LANGUAGE_PRIOR * own.fr, en: LANGUAGE_PRIOR * own.en, other: LANGUAGE_PRIOR * own.other };
    for (const row of rows) {
      const group = groupOf(row.language);
      const error = 1 / (1 + Math.exp(-(encoder * row.encoder + linear * row.linear + common + own[group]))) - (row.gold ? 1 : 0);
      gradient.encoder += error * row.encoder;
      gradient.linear += error * row.linear;
      gradient.common += error;
      gradient[group] += error;
    }
    const rate = RATE * scale;
    encoder = Math.max(0, encoder - rate * gradient.encoder * 0.3);
    linear = Math.max(0, linear - rate * gradient.linear * 0.3);
    common -= rate * gradient.common * 4;
    for (const group of ['fr', 'en', 'other'] as const) own[group] -= rate * gradient[group] * 2;
  }
  return { encoder, linear, shift: { fr: common + own.fr, en: common + own.en, other: common + own.other } };
}

const groupOf = (language: string): 'fr' | 'en' | 'other' => (language === 'fr' || language === 'en' ? language : 'other');

/** The two factors that make the right labels likeliest, by a grid that is refined twice; both ≥ 0. */
export function fitDistribution(rows: readonly TwoDistributions[]): Readonly<{ encoder: number; linear: number }> {
  let best = { encoder: 1, linear: 0, loss: Infinity };
  let [span, centre] = [2, { encoder: 1, linear: 0.5 }];
  for (let round = 0; round < 3; round += 1) {
    const around = centre;
    for (let i = -8; i <= 8; i += 1) {
      for (let j = -8; j <= 8; j += 1) {
        const encoder = Math.max(0, around.encoder + (span * i) / 8);
        const linear = Math.max(0, around.linear + (span * j) / 8);
        const loss = lossOf(rows, encoder, linear);
        if (loss < best.loss) best = { encoder, linear, loss };
      }
    }
    centre = { encoder: best.encoder, linear: best.linear };
    span /= 6;
  }
  return { encoder: best.encoder, linear: best.linear };
}

function lossOf(rows: readonly TwoDistributions[], encoder: number, linear: number): number {
  let loss = 0;
  for (const row of rows) {
    const logits = row.encoder.map((value, index) => encoder * value + linear * (row.linear[index] ?? 0));
    const top = Math.max(...logits);
    loss += top + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - top), 0)) - (logits[row.gold] ?? 0);
  }
  return loss;
}
