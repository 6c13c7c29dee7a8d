import type { LinearModel } from '../../src/classifiers/linear/model.ts';

/** Two sigmoid outputs, three softmax outputs, two symbols, 256 buckets; weights are (bucket + output) mod 7 − 3. */
export function handMadeModel(change: Partial<LinearModel> = {}): LinearModel {
  const outputs = 5;
  return {
    name: 'hand-made', version: 'v1', bits: 8, outputs, usesContext: true, symbolNames: ['URL', 'QUESTION'],
    heads: [
      { name: 'flags', kind: 'sigmoid', labels: ['a', 'b'], scale: [1, 2], shift: [0, -1] },
      { name: 'kind', kind: 'softmax', labels: ['x', 'y', 'z'], scale: [0.5, 0.5, 0.5], shift: [0, 0, 0] },
    ],
    weights: Int8Array.from({ length: 256 * outputs }, (_weight, index) => ((Math.floor(index / outputs) + (index % outputs)) % 7) - 3),
    weightScale: Float32Array.from([0.5, 0.25, 0.125, 1, 2]),
    symbols: Float32Array.from([1, 2, 3, 4, 5, -1, -2, -3, -4, -5]),
    bias: Float32Array.from([0.5, -0.5, 0, 0.25, 1]),
    ...change,
  };
}
