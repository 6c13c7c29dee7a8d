import type { PreparedText, Span } from '../domain/message.ts';
import type { EncodedText } from '../domain/ports.ts';
import type { Score } from '../domain/score.ts';
import { type Blend, blendedLogit, blendedLogits, encoderLabel, LEANT_ON, logitOf, logOf } from './blend.ts';
import type { Classifier, ClassifierSpec } from './classifier.ts';
import { sigmoid, softmax } from './linear/model.ts';

const WORTH_A_SPAN = 0.3;

/** The same classifier over both tiers: with an encoded text the blend decides, without one the linear tier alone. */
export function withEncoder(spec: ClassifierSpec, linear: Classifier, blend: Blend): Classifier {
  return {
    ...linear,
    score: async (text, signal, encoded) => {
      const score = await linear.score(text, signal);
      return encoded === undefined ? score : blendScore(spec, score, { blend, encoded, text });
    },
  };
}

export type BlendInput = Readonly<{ blend: Blend; encoded: EncodedText; text: PreparedText }>;

/**
 * The linear tier's score with each label's logit replaced by the fitted sum of both tiers'. Evidence still adds up to the first
 * label's logit: what the encoder changed is one more piece of it. A label the blend does not know keeps its linear probability.
 */
export function blendScore(spec: ClassifierSpec, score: Score, { blend, encoded, text }: BlendInput): Score {
  const probabilities: Record<string, number> = { ...score.probabilities };
  for (const head of spec.heads) Object.assign(probabilities, head.kind === 'sigmoid' ? binary(head, score, { blend, encoded, text }) : distribution(head, score, { blend, encoded, text }));
  const first = spec.heads[0]?.kind === 'sigmoid' ? spec.heads[0].labels[0] : undefined;
  const value = first === undefined ? spec.scaleOf?.(probabilities) : logitOf(probabilities[first] ?? 0.5);
  const change = first === undefined || value === undefined ? undefined : value - score.evidence.reduce((sum, { weight }) => sum + weight, 0);
  return {
    ...score,
    modelVersion: `${score.modelVersion}+${encoded.model}`,
    probabilities,
    evidence: change === undefined || score.evidence.length === 0 ? score.evidence : [...score.evidence, { id: 'ENCODER', weight: change, detail: 'reading the whole sentence' }],
    spans: spansOf(spec, probabilities, encoded) ?? score.spans,
    ...(value === undefined ? {} : { value }),
  };
}

type Head = ClassifierSpec['heads'][number];

function binary({ name, labels }: Head, { probabilities }: Score, { blend, encoded, text }: BlendInput): Record<string, number> {
  return Object.fromEntries(labels.flatMap((label) => {
    const z = encoded.logits[encoderLabel(name, 'sigmoid', label)];
    const weights = blend.binary[label];
    return z === undefined || weights === undefined ? [] : [[label, sigmoid(blendedLogit(weights, z, logitOf(probabilities[label] ?? 0.5), text.language.tag))]];
  }));
}

function distribution({ name, labels }: Head, { probabilities }: Score, { blend, encoded }: BlendInput): Record<string, number> {
  const weights = blend.distribution[name];
  const z = labels.map((label) => encoded.logits[encoderLabel(name, 'softmax', label)]);
  if (weights === undefined || z.includes(undefined)) return {};
  const shares = softmax(blendedLogits(weights, {
    encoder: z.map((value) => value ?? 0), linear: labels.map((label) => logOf(probabilities[label] ?? 0)), flags: LEANT_ON.map((flag) => encoded.logits[flag] ?? 0),
  }));
  return Object.fromEntries(labels.map((label, index) => [label, shares[index] ?? 0]));
}

/** Spans of the strongest yes/no label, where it is likely enough to be looked at. */
function spansOf({ heads }: ClassifierSpec, probabilities: Readonly<Record<string, number>>, encoded: EncodedText): readonly Span[] | undefined {
  const [head] = heads;
  if (head === undefined || head.kind !== 'sigmoid') return undefined;
  const strongest = head.labels.reduce((best, label) => ((probabilities[label] ?? 0) > (probabilities[best] ?? 0) ? label : best));
  return (probabilities[strongest] ?? 0) >= WORTH_A_SPAN ? encoded.spansFor(encoderLabel(head.name, 'sigmoid', strongest)) : [];
}
