import assert from 'node:assert/strict';
import { sumOneWeight, sumWeights, type Weights } from './weights.ts';

/** One group of outputs: independent probabilities (`sigmoid`) or one distribution (`softmax`). */
export type Head = Readonly<{
  name: string;
  kind: 'sigmoid' | 'softmax';
  labels: readonly string[];
  /** Platt scaling of each label's logit on the dev split: p = σ(scale·z + shift); softmax heads share scale, shift per label. */
  scale: readonly number[];
  shift: readonly number[];
}>;

/**
 * A linear model over hashed n-grams and named symbols with several outputs.
 * `weights`, int8, times `weightScale[k]`; `symbols[s * outputs + k]`, float32, `bias[k]`: logits.
 */
export type LinearModel = Readonly<{
  name: string;
  version: string;
  /** log2 of the bucket count. */
  bits: number;
  outputs: number;
  heads: readonly Head[];
  symbolNames: readonly string[];
  usesContext: boolean;
  weights: Weights;
  weightScale: Float32Array;
  symbols: Float32Array;
  bias: Float32Array;
}>;

/** n-gram contribution and everything else kept apart, so that an explanation can add up to the score. Both by output. */
export type Logits = Readonly<{ total: readonly number[]; text: readonly number[] }>;

/**
 * logit[k] = bias[k] + weightScale[k] · Σ weights[bucket][k] / √n + Σ symbols[s][k].
 *
 * @param buckets  the n bucket indices of one window; repeats count; masked to the model's size.
 * @param context  buckets of earlier turns, weighted by their own 1/√m; ignored when the model does not use context.
 * @param fired    indices into `symbolNames`, each at most once.
 * @throws AssertionError on a symbol index out of range: a bug in the caller, never a property of the text.
 */
export function logits(model: LinearModel, buckets: ArrayLike<number>, context: ArrayLike<number>, fired: readonly number[]): Logits {
  const { outputs, bias, symbols, symbolNames, usesContext } = model;
  const text = wording(model, buckets);
  if (usesContext && context.length > 0) {
    const earlier = wording(model, context);
    for (let k = 0; k < outputs; k += 1) text[k] = (text[k] ?? 0) + (earlier[k] ?? 0);
  }
  const total: number[] = [];
  for (let k = 0; k < outputs; k += 1) total.push((text[k] ?? 0) + (bias[k] ?? 0));
  for (const symbol of fired) {
    assert(symbol >= 0 && symbol < symbolNames.length, `symbol ${symbol} outside [0, ${symbolNames.length})`);
    for (let k = 0; k < outputs; k += 1) total[k] = (total[k] ?? 0) + (symbols[symbol * outputs + k] ?? 0);
  }
  return { total, text };
}

/** weightScale[k] · Σ weights[bucket][k] / √n of each output; nought without buckets. */
function wording(model: LinearModel, buckets: ArrayLike<number>): number[] {
  const sums = sumWeights(model, buckets);
  const norm = normOf(buckets);
  const values: number[] = [];
  for (let k = 0; k < model.outputs; k += 1) values.push((sums[k] ?? 0) * (model.weightScale[k] ?? 0) * norm);
  return values;
}

/** What these buckets alone bring to one output. */
export const wordingOf = (model: LinearModel, buckets: ArrayLike<number>, output: number): number =>
  sumOneWeight(model, buckets, output) * (model.weightScale[output] ?? 0) * normOf(buckets);

const normOf = ({ length }: ArrayLike<number>): number => 1 / Math.sqrt(Math.max(1, length));

export const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/**
 * Calibrated probabilities of every label of every head, by label.
 *
 * @param totals  logits of one or more windows; a sigmoid label takes its strongest window (a long text is as bad as its
 *                worst part), a softmax head the mean of its windows.
 * @see Platt 1999; Guo et al. 2017, "On Calibration of Modern Neural Networks".
 */
export function probabilities(model: LinearModel, totals: readonly ArrayLike<number>[]): Record<string, number> {
  const found: Record<string, number> = {};
  let offset = 0;
  for (const head of model.heads) {
    const { labels, scale, shift } = head;
    const z: number[] = [];
    for (let index = 0; index < labels.length; index += 1) z.push(pool(head, totals, offset + index) * (scale[index] ?? 1) + (shift[index] ?? 0));
    const values = head.kind === 'sigmoid' ? z.map(sigmoid) : softmax(z);
    for (let index = 0; index < labels.length; index += 1) found[labels[index] as string] = values[index] ?? 0;
    offset += labels.length;
  }
  return found;
}

function pool({ kind }: Head, totals: readonly ArrayLike<number>[], output: number): number {
  if (totals.length === 1) return totals[0]?.[output] ?? 0;
  const values = totals.map((total) => total[output] ?? 0);
  return kind === 'sigmoid' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Shares of a distribution from its logits. */
export function softmax(z: readonly number[]): number[] {
  const top = Math.max(...z);
  const powers = z.map((value) => Math.exp(value - top));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}
