import type { PreparedText, Span } from '../domain/message.ts';
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
  score(text: PreparedText, signal: AbortSignal): Promise<Score>;
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
}>;
