import assert from 'node:assert/strict';

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
 * `weights[bucket * outputs + k]`, int8, times `weightScale[k]`; `symbols[s * outputs + k]`, float32, `bias[k]`: logits.
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
  weights: Int8Array;
  weightScale: Float32Array;
  symbols: Float32Array;
  bias: Float32Array;
}>;

/** n-gram contribution and everything else kept apart, so that an explanation can add up to the score. */
export type Logits = Readonly<{ total: Float64Array; text: Float64Array }>;

/**
 * logit[k] = bias[k] + weightScale[k] · Σ weights[bucket][k] / √n + Σ symbols[s][k].
 *
 * @param buckets  the n bucket indices of one window; repeats count; masked to the model's size.
 * @param context  buckets of earlier turns, weighted by their own 1/√m; ignored when the model does not use context.
 * @param fired    indices into `symbolNames`, each at most once.
 * @throws AssertionError on a symbol index out of range: a bug in the caller, never a property of the text.
 */
export function logits(model: LinearModel, buckets: Uint32Array, context: Uint32Array, fired: readonly number[]): Logits {
  const { outputs } = model;
  const text = new Float64Array(outputs);
  addBuckets(model, buckets, text);
  if (model.usesContext && context.length > 0) addBuckets(model, context, text);
  const total = new Float64Array(outputs);
  for (let k = 0; k < outputs; k += 1) total[k] = (text[k] ?? 0) + (model.bias[k] ?? 0);
  for (const symbol of fired) {
    assert(symbol >= 0 && symbol < model.symbolNames.length, `symbol ${symbol} outside [0, ${model.symbolNames.length})`);
    for (let k = 0; k < outputs; k += 1) total[k] = (total[k] ?? 0) + (model.symbols[symbol * outputs + k] ?? 0);
  }
  return { total, text };
}

function addBuckets({ weights, weightScale, outputs, bits }: LinearModel, buckets: Uint32Array, into: Float64Array): void {
  if (buckets.length === 0) return;
  const mask = (1 << bits) - 1;
  const sums = new Int32Array(outputs);
  for (let index = 0; index < buckets.length; index += 1) {
    const row = ((buckets[index] as number) & mask) * outputs;
    for (let k = 0; k < outputs; k += 1) sums[k] = (sums[k] as number) + (weights[row + k] as number);
  }
  const norm = 1 / Math.sqrt(buckets.length);
  for (let k = 0; k < outputs; k += 1) into[k] = (into[k] ?? 0) + (sums[k] as number) * (weightScale[k] ?? 0) * norm;
}

export const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/**
 * Calibrated probabilities of every label of every head, by label.
 *
 * @param totals  logits of one or more windows; a sigmoid label takes its strongest window (a long text is as bad as its
 *                worst part), a softmax head the mean of its windows.
 * @see Platt 1999; Guo et al. 2017, "On Calibration of Modern Neural Networks".
 */
export function probabilities(model: LinearModel, totals: readonly Float64Array[]): Record<string, number> {
  const found: Record<string, number> = {};
  let offset = 0;
  for (const head of model.heads) {
    const z = head.labels.map((_label, index) => pool(head, totals, offset + index) * (head.scale[index] ?? 1) + (head.shift[index] ?? 0));
    const values = head.kind === 'sigmoid' ? z.map(sigmoid) : softmax(z);
    head.labels.forEach((label, index) => {
      found[label] = values[index] ?? 0;
    });
    offset += head.labels.length;
  }
  return found;
}

function pool({ kind }: Head, totals: readonly Float64Array[], output: number): number {
  if (totals.length === 1) return totals[0]?.[output] ?? 0;
  const values = totals.map((total) => total[output] ?? 0);
  return kind === 'sigmoid' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function softmax(z: readonly number[]): number[] {
  const top = Math.max(...z);
  const powers = z.map((value) => Math.exp(value - top));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}
