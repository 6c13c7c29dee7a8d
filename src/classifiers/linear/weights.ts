import assert from 'node:assert/strict';

/**
 * int8 weights of one model, in a table of 32-bit words that several models may share. Weight k of bucket b is byte k % 4 of
 * `words[b * stride + column + floor(k / 4)]`, with 128 added, so that sums side by side grow without borrowing from each other.
 */
export type Weights = Readonly<{
  words: Int32Array;
  /** Words a bucket. */
  stride: number;
  /** First word of this model in each bucket's row. */
  column: number;
}>;

const BYTES_A_WORD = 4;
const ZERO = 128;
const wordsFor = (outputs: number): number => Math.ceil(outputs / BYTES_A_WORD);

/** A table of one model's own; `weights[bucket * outputs + k]`. */
export function packWeights(weights: Int8Array, outputs: number): Weights {
  const stride = wordsFor(outputs);
  const bytes = new Uint8Array((weights.length / outputs) * stride * BYTES_A_WORD).fill(ZERO);
  for (let from = 0, to = 0; from < weights.length; from += outputs, to += stride * BYTES_A_WORD) {
    for (let k = 0; k < outputs; k += 1) bytes[to + k] = (weights[from + k] as number) + ZERO;
  }
  return { words: new Int32Array(bytes.buffer), stride, column: 0 };
}

/** The inverse of `packWeights`, from whatever table the model lies in. */
export function unpackWeights({ words, stride, column }: Weights, outputs: number): Int8Array {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  const rows = words.length / stride;
  const weights = new Int8Array(rows * outputs);
  for (let row = 0; row < rows; row += 1) {
    const from = (row * stride + column) * BYTES_A_WORD;
    for (let k = 0; k < outputs; k += 1) weights[row * outputs + k] = (bytes[from + k] as number) - ZERO;
  }
  return weights;
}

type Weighted = Readonly<{ bits: number; outputs: number; weights: Weights }>;

/**
 * The same models over one table: what one n-gram weighs for all of them lies side by side, so that the first classifier of a
 * message brings it into the cache for the others. A model of fewer buckets than the largest repeats its rows.
 */
export function shareTable<Model extends Weighted>(models: readonly Model[]): readonly Model[] {
  const bits = Math.max(...models.map((model) => model.bits));
  const stride = models.reduce((sum, { outputs }) => sum + wordsFor(outputs), 0);
  const words = new Int32Array((1 << bits) * stride);
  let column = 0;
  return models.map((model) => {
    const own = column;
    const width = wordsFor(model.outputs);
    const mask = (1 << model.bits) - 1;
    for (let row = 0; row < 1 << bits; row += 1) {
      const from = (row & mask) * model.weights.stride + model.weights.column;
      for (let word = 0; word < width; word += 1) words[row * stride + own + word] = model.weights.words[from + word] as number;
    }
    column += width;
    return { ...model, bits, weights: { words, stride, column: own } };
  });
}

/** Each word holds four bytes; these are the first and third of them, as 16-bit sums side by side. */
const EVEN = 0x00ff00ff;
const LOW = 0xffff;
/** Rows that two 16-bit sums of bytes can hold. */
const ROWS_MAX = 256;

/** Σ over the buckets of each of the model's weights, exact; repeats count. At least `outputs` of them. */
export function sumWeights({ bits, outputs, weights }: Weighted, buckets: ArrayLike<number>): readonly number[] {
  const sums: number[] = [];
  for (let word = 0; word < wordsFor(outputs); word += 1) pushWord(weights, word, { buckets, mask: (1 << bits) - 1 }, sums);
  return sums;
}

/** Σ over the buckets of one of the model's weights. */
export function sumOneWeight({ bits, outputs, weights }: Weighted, buckets: ArrayLike<number>, output: number): number {
  assert(output >= 0 && output < outputs, `output ${output} outside [0, ${outputs})`);
  const sums: number[] = [];
  pushWord(weights, Math.floor(output / BYTES_A_WORD), { buckets, mask: (1 << bits) - 1 }, sums);
  return sums[output % BYTES_A_WORD] as number;
}

/** Pushes the sums of the four weights in one of the model's words: two additions a bucket add all four. */
function pushWord({ words, stride, column }: Weights, word: number, { buckets, mask }: Readonly<{ buckets: ArrayLike<number>; mask: number }>, sums: number[]): void {
  const place = column + word;
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let from = 0; from < buckets.length; from += ROWS_MAX) {
    const to = Math.min(buckets.length, from + ROWS_MAX);
    let even = 0;
    let odd = 0;
    for (let index = from; index < to; index += 1) {
      const four = words[((buckets[index] as number) & mask) * stride + place] as number;
      even = (even + (four & EVEN)) | 0;
      odd = (odd + ((four >>> 8) & EVEN)) | 0;
    }
    first += even & LOW;
    second += odd & LOW;
    third += even >>> 16;
    fourth += odd >>> 16;
  }
  const zeros = ZERO * buckets.length;
  sums.push(first - zeros, second - zeros, third - zeros, fourth - zeros);
}
