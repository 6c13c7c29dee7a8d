import { sigmoid } from '../../classifiers/linear/model.ts';

export type LogisticRow = Readonly<{ gold: boolean; x: readonly number[] }>;
export type Logistic = Readonly<{ weights: readonly number[]; bias: number; probability(x: readonly number[]): number }>;

const STEPS = 6_000;
const RATE = 0.5;
/** Pull of each weight towards nought, in rows' worth of evidence; the bias is free. */
const RIDGE = 1;

/** Logistic regression with a ridge, by gradient descent on all rows; features are expected within some units of [0, 1]. */
export function fitLogistic(rows: readonly LogisticRow[], features: number): Logistic {
  const weights = new Float64Array(features);
  let bias = 0;
  const probability = (x: readonly number[]): number => sigmoid(x.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), bias));
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map((weight) => (RIDGE * weight) / rows.length);
    let own = 0;
    for (const { gold, x } of rows) {
      const error = (probability(x) - (gold ? 1 : 0)) / rows.length;
      own += error;
      for (let index = 0; index < features; index += 1) gradient[index] = (gradient[index] ?? 0) + error * (x[index] ?? 0);
    }
    for (let index = 0; index < features; index += 1) weights[index] = (weights[index] ?? 0) - RATE * (gradient[index] ?? 0);
    bias -= RATE * own;
  }
  return { weights: [...weights], bias, probability };
}
