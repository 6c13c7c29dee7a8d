import type { PreparedText, Span } from '../domain/message.ts';
import type { EncodedText } from '../domain/ports.ts';
import type { Score } from '../domain/score.ts';
import type { LinearModel } from './linear/model.ts';

/** A named thing that was seen in a text; the model holds its weight. At most one a name, the first place it was seen. */
export type SymbolHit = Readonly<{ name: string; span?: Span; detail?: string; value?: string | number }>;

/** What the runner needs to know, the classifier declares. */
export type Classifier = Readonly<{
  name: string;
  labels: readonly string[];
  /** How long the runner waits before it counts this classifier as failed. */
  timeoutMs: number;
  /** `encoded`: the same text's pass through the encoder, when there is one and it answered in time. */
  score(text: PreparedText, signal: AbortSignal, encoded?: EncodedText): Promise<Score>;
}>;

/**
 * A kind of classifier, before its weights are loaded: what training and serving share.
 * `heads` fixes the order of the model's outputs; `symbols` the names a hit may carry.
 */
export type ClassifierSpec = Readonly<{
  name: string;
  heads: readonly Readonly<{ name: string; kind: 'sigmoid' | 'softmax'; labels: readonly string[] }>[];
  symbols: readonly string[];
  findSymbols(text: PreparedText): readonly SymbolHit[];
  usesContext: boolean;
  /** log2 of the hash buckets. */
  bits: number;
  create(model: LinearModel): Classifier;
  /** The least probability of a label that an explicit rule gives, whatever the models say; applied last. */
  floors?(text: PreparedText): Readonly<Record<string, number>>;
  /** A scale of its own beside the probabilities, where the first head is a distribution. */
  scaleOf?(probabilities: Readonly<Record<string, number>>): number;
}>;
