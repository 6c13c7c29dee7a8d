import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StartupError } from '../domain/failures.ts';

/** Calibrated logit of a yes/no label: encoder·z_e + linear·z_l + shift of the language. */
const Binary = z.object({ encoder: z.number(), linear: z.number(), shift: z.object({ fr: z.number(), en: z.number(), other: z.number() }) });
/** Yes/no logits of the encoder that a distribution may lean on. */
export const LEANT_ON = ['abuse', 'spam', 'injection', 'self-harm'] as const;

/**
 * What one label's evidence says of another, where dev rows bear it out. `weights[k]` of label k over both tiers' centred logits of
 * every label, the encoder's first, and the encoder's `LEANT_ON`.
 */
const Cross = z.object({ bias: z.array(z.number()), weights: z.array(z.array(z.number())) });
/** Calibrated logits of a distribution: encoder·z_e + linear·z_l + cross for each label, then softmax. */
const Distribution = z.object({ encoder: z.number(), linear: z.number(), cross: Cross.optional() });

export const BlendSchema = z.object({ encoder: z.string(), binary: z.record(z.string(), Binary), distribution: z.record(z.string(), Distribution) });

/** How the two tiers of one classifier are weighed, fitted on dev rows; names of labels and heads are the encoder's. */
export type Blend = Readonly<z.infer<typeof BlendSchema>>;
export type BinaryBlend = Readonly<z.infer<typeof Binary>>;
export type DistributionBlend = Readonly<z.infer<typeof Distribution>>;

const REMEDY = 'Restore the models/ folder from the release, or fit it again with `npm run train:blend`.';

/** @throws StartupError when the file is missing, or was fitted for another encoder. */
export function loadBlend(path: string, encoder: string): Blend {
  let blend: Blend;
  try {
    blend = BlendSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new StartupError('models/encoder/blend.json is missing or cannot be read.', REMEDY, { cause });
  }
  if (blend.encoder !== encoder) throw new StartupError(`models/encoder/blend.json was fitted for the encoder "${blend.encoder}", not "${encoder}".`, REMEDY);
  return blend;
}

const groupOf = (language: string): 'fr' | 'en' | 'other' => (language === 'fr' || language === 'en' ? language : 'other');

/** @param linear the linear tier's own calibrated logit. */
export function blendedLogit({ encoder, linear: weight, shift }: BinaryBlend, encoded: number, linear: number, language: string): number {
  return encoder * encoded + weight * linear + shift[groupOf(language)];
}

/** Both tiers' logits of every label and the encoder's yes/no logits, as `LEANT_ON` lists them. */
export type TwoTierLogits = Readonly<{ encoder: readonly number[]; linear: readonly number[]; flags: readonly number[] }>;

export function blendedLogits({ encoder, linear, cross }: DistributionBlend, given: TwoTierLogits): readonly number[] {
  const own = given.encoder.map((value, label) => encoder * value + linear * (given.linear[label] ?? 0));
  if (cross === undefined) return own;
  const inputs = crossInputs(given);
  return own.map((value, label) => (cross.weights[label] ?? []).reduce((sum, weight, index) => sum + weight * (inputs[index] ?? 0), value + (cross.bias[label] ?? 0)));
}

/** A softmax does not change with the level of its logits: only how they lie to each other is evidence. */
export const crossInputs = ({ encoder, linear, flags }: TwoTierLogits): readonly number[] => [...centred(encoder), ...centred(linear), ...flags];

function centred(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return values.map((value) => value - mean);
}

/** Name of a head's label among the encoder's outputs: yes/no labels stand alone, others behind their head. */
export const encoderLabel = (head: string, kind: 'sigmoid' | 'softmax', label: string): string => (kind === 'sigmoid' ? label : `${ENCODER_HEADS[head] ?? head}/${label}`);

/** Heads that the linear models and the encoder call differently. */
const ENCODER_HEADS: Readonly<Record<string, string>> = { kind: 'spam_kind', tier: 'lead' };


const EPSILON = 1e-6;

/** log p, kept finite; what the fit and every request read of the linear tier's distributions. */
export const logOf = (p: number): number => Math.log(Math.max(EPSILON, p));

/** Logit of a probability, kept finite; what the fit and every request read of the linear tier's yes/no labels. */
export const logitOf = (p: number): number => Math.log(Math.max(EPSILON, p) / Math.max(EPSILON, 1 - p));
