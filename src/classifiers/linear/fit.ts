import type { LinearModel } from './model.ts';
import { packWeights } from './weights.ts';

/** One training text, already turned into numbers by the code that serves. `targets[k]` in {0, 1}, NaN = not labelled. */
export type Example = Readonly<{
  buckets: ArrayLike<number>;
  context: ArrayLike<number>;
  symbols: readonly number[];
  targets: Float32Array;
  weight: number;
}>;

export type FitOptions = Readonly<{
  epochs: number;
  learningRate: number;
  /** Pull towards zero at each update of a weight. */
  l2: number;
  bits: number;
  heads: readonly Readonly<{ name: string; kind: 'sigmoid' | 'softmax'; labels: readonly string[] }>[];
  symbolNames: readonly string[];
  usesContext: boolean;
  /** Numbers in [0, 1) from a seeded source. */
  random(): number;
  onEpoch(epoch: number, meanLoss: number): void;
}>;

type State = Readonly<{
  outputs: number;
  mask: number;
  weights: Float32Array;
  squares: Float32Array;
  symbols: Float32Array;
  symbolSquares: Float32Array;
  bias: Float32Array;
  biasSquares: Float32Array;
}>;

/** Float weights before quantisation; `symbols` and `bias` as in LinearModel. */
export type Fitted = Readonly<{ weights: Float32Array; symbols: Float32Array; bias: Float32Array }>;

/**
 * Logistic regression by AdaGrad over shuffled examples: sigmoid labels independently, a softmax head as one distribution.
 *
 * @see Duchi et al. 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization".
 */
export function fit(examples: readonly Example[], options: FitOptions): Fitted {
  const outputs = options.heads.reduce((sum, head) => sum + head.labels.length, 0);
  const size = (1 << options.bits) * outputs;
  const symbolSize = options.symbolNames.length * outputs;
  const state: State = {
    outputs,
    mask: (1 << options.bits) - 1,
    weights: new Float32Array(size),
    squares: new Float32Array(size).fill(1e-3),
    symbols: new Float32Array(symbolSize),
    symbolSquares: new Float32Array(symbolSize).fill(1),
    bias: new Float32Array(outputs),
    biasSquares: new Float32Array(outputs).fill(1),
  };
  const order = examples.map((_example, index) => index);
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    shuffle(order, options.random);
    const rate = options.learningRate * (1 - (0.9 * epoch) / options.epochs);
    let loss = 0;
    for (const index of order) {
      const example = examples[index];
      if (example !== undefined) loss += step(state, example, rate, options);
    }
    options.onEpoch(epoch, loss / Math.max(1, examples.length));
  }
  return { weights: state.weights, symbols: state.symbols, bias: state.bias };
}

function step(state: State, example: Example, rate: number, { heads, l2, usesContext }: FitOptions): number {
  const { outputs } = state;
  const logit = Float64Array.from(state.bias);
  gather(state, example.buckets, logit);
  if (usesContext) gather(state, example.context, logit);
  for (const symbol of example.symbols) {
    for (let k = 0; k < outputs; k += 1) logit[k] = (logit[k] as number) + (state.symbols[symbol * outputs + k] as number);
  }
  const { gradient, loss } = lossOf(heads, logit, example);
  spread(state, example.buckets, gradient, { rate, l2 });
  if (usesContext) spread(state, example.context, gradient, { rate, l2 });
  const symbolTable = { weights: state.symbols, squares: state.symbolSquares };
  for (const symbol of example.symbols) update(symbolTable, symbol * outputs, gradient, { scale: 1, rate: rate * 0.5, l2: l2 * 10 });
  update({ weights: state.bias, squares: state.biasSquares }, 0, gradient, { scale: 1, rate: rate * 0.2, l2: 0 });
  return loss;
}

function gather({ weights, outputs, mask }: State, buckets: ArrayLike<number>, logit: Float64Array): void {
  const norm = 1 / Math.sqrt(Math.max(1, buckets.length));
  for (let index = 0; index < buckets.length; index += 1) {
    const row = ((buckets[index] as number) & mask) * outputs;
    for (let k = 0; k < outputs; k += 1) logit[k] = (logit[k] as number) + (weights[row + k] as number) * norm;
  }
}

function spread(state: State, buckets: ArrayLike<number>, gradient: Float64Array, { rate, l2 }: Omit<Update, 'scale'>): void {
  const change: Update = { scale: 1 / Math.sqrt(Math.max(1, buckets.length)), rate, l2 };
  for (let index = 0; index < buckets.length; index += 1) update(state, ((buckets[index] as number) & state.mask) * state.outputs, gradient, change);
}

type Update = Readonly<{ scale: number; rate: number; l2: number }>;
/** Weights with the sums of their squared slopes so far. */
type Table = Readonly<{ weights: Float32Array; squares: Float32Array }>;

function update({ weights, squares }: Table, row: number, gradient: Float64Array, { scale, rate, l2 }: Update): void {
  for (let k = 0; k < gradient.length; k += 1) {
    const raw = gradient[k] as number;
    if (raw === 0) continue;
    const weight = weights[row + k] as number;
    const slope = raw * scale + l2 * weight;
    const square = (squares[row + k] as number) + slope * slope;
    squares[row + k] = square;
    weights[row + k] = weight - (rate * slope) / Math.sqrt(square);
  }
}

function lossOf(heads: FitOptions['heads'], logit: Float64Array, { targets, weight }: Example): { gradient: Float64Array; loss: number } {
  const gradient = new Float64Array(logit.length);
  let loss = 0;
  let offset = 0;
  for (const { kind, labels } of heads) {
    loss += kind === 'sigmoid' ? binary(logit, targets, gradient, [offset, labels.length]) : distribution(logit, targets, gradient, [offset, labels.length]);
    offset += labels.length;
  }
  for (let k = 0; k < gradient.length; k += 1) gradient[k] = (gradient[k] as number) * weight;
  return { gradient, loss: loss * weight };
}

type Range = readonly [offset: number, length: number];

function binary(logit: Float64Array, targets: Float32Array, gradient: Float64Array, [offset, length]: Range): number {
  let loss = 0;
  for (let k = offset; k < offset + length; k += 1) {
    const target = targets[k] as number;
    if (Number.isNaN(target)) continue;
    const probability = 1 / (1 + Math.exp(-(logit[k] as number)));
    gradient[k] = probability - target;
    loss -= Math.log(Math.max(1e-9, target === 1 ? probability : 1 - probability));
  }
  return loss;
}

function distribution(logit: Float64Array, targets: Float32Array, gradient: Float64Array, [offset, length]: Range): number {
  if (Number.isNaN(targets[offset] as number)) return 0;
  let top = -Infinity;
  for (let k = offset; k < offset + length; k += 1) top = Math.max(top, logit[k] as number);
  let sum = 0;
  for (let k = offset; k < offset + length; k += 1) sum += Math.exp((logit[k] as number) - top);
  let loss = 0;
  for (let k = offset; k < offset + length; k += 1) {
    const probability = Math.exp((logit[k] as number) - top) / sum;
    gradient[k] = probability - (targets[k] as number);
    loss -= (targets[k] as number) * Math.log(Math.max(1e-9, probability));
  }
  return loss;
}

function shuffle(order: number[], random: () => number): void {
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [order[index], order[other]] = [order[other] as number, order[index] as number];
  }
}

const INT8_MAX = 127;
/** Outliers are clipped here, in units of the 99.9th percentile, so that one rare word does not coarsen all others. */
const CLIP = 1.5;

/** Rounds weights to int8 with one scale an output. */
export function quantise(weights: Float32Array, outputs: number): Pick<LinearModel, 'weights' | 'weightScale'> {
  const weightScale = new Float32Array(outputs);
  const rounded = new Int8Array(weights.length);
  for (let k = 0; k < outputs; k += 1) {
    const sizes: number[] = [];
    for (let index = k; index < weights.length; index += outputs) if (weights[index] !== 0) sizes.push(Math.abs(weights[index] as number));
    sizes.sort((a, b) => a - b);
    const limit = Math.min(sizes.at(-1) ?? 1, (sizes[Math.floor(sizes.length * 0.999)] ?? 1) * CLIP) || 1;
    weightScale[k] = limit / INT8_MAX;
    for (let index = k; index < weights.length; index += outputs) {
      rounded[index] = Math.max(-INT8_MAX, Math.min(INT8_MAX, Math.round(((weights[index] as number) / limit) * INT8_MAX)));
    }
  }
  return { weights: packWeights(rounded, outputs), weightScale };
}
