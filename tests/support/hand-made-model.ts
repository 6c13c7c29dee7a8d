import type { LinearModel } from '../../src/classifiers/linear/model.ts';
import { packWeights } from '../../src/classifiers/linear/weights.ts';

const OUTPUTS = 5;

/** `HAND_MADE_WEIGHTS[bucket * 5 + output]` = (bucket + output) mod 7 − 3. */
export const HAND_MADE_WEIGHTS = Int8Array.from({ length: 256 * OUTPUTS }, (_weight, index) => ((Math.floor(index / OUTPUTS) + (index % OUTPUTS)) % 7) - 3);

/** Two sigmoid outputs, three softmax outputs, two symbols, 256 buckets. */
export function handMadeModel({ weights = HAND_MADE_WEIGHTS, ...change }: Partial<Omit<LinearModel, 'weights'> & { weights: Int8Array }> = {}): LinearModel {
  return {
    name: 'hand-made', version: 'v1', bits: 8, outputs: OUTPUTS, usesContext: true, symbolNames: ['URL', 'QUESTION'],
    heads: [
      { name: 'flags', kind: 'sigmoid', labels: ['a', 'b'], scale: [1, 2], shift: [0, -1] },
      { name: 'kind', kind: 'softmax', labels: ['x', 'y', 'z'], scale: [0.5, 0.5, 0.5], shift: [0, 0, 0] },
    ],
    weights: packWeights(weights, OUTPUTS),
    weightScale: Float32Array.from([0.5, 0.25, 0.125, 1, 2]),
    symbols: Float32Array.from([1, 2, 3, 4, 5, -1, -2, -3, -4, -5]),
    bias: Float32Array.from([0.5, -0.5, 0, 0.25, 1]),
    ...change,
  };
}
