import { createHash } from 'node:crypto';
import { blendedLogits, crossInputs, type DistributionBlend, type TwoTierLogits } from '../../classifiers/blend.ts';
import { softmax } from '../../classifiers/linear/model.ts';

export type CrossRow = TwoTierLogits & Readonly<{ gold: number; group: string }>;
type Cross = NonNullable<DistributionBlend['cross']>;
/** Cross-entropy a row on groups that the fit had not seen. */
export type Candidate = Readonly<{ of: string; loss: number }>;

const FOLDS = 5;
const STEPS = 200;
const RATE = 0.04;
const BIAS_RIDGE = 4;
/** How strongly the weights are pulled to nought, in rows' worth of evidence; `undefined` has no weights, and biases alone are fitted. */
const RIDGES = [undefined, 100, 30, 10] as const;
type Ridge = (typeof RIDGES)[number];

/** The cross weights under which rows of groups that the fit has not seen are likeliest; undefined when none beats having none. */
export function fitCross(rows: readonly CrossRow[], two: DistributionBlend): Readonly<{ cross: Cross | undefined; losses: readonly Candidate[] }> {
  const none = { of: 'none', loss: lossOf(rows, two) };
  const fits = RIDGES.map((ridge) => ({ of: ridge === undefined ? 'bias' : `ridge ${ridge}`, ridge, loss: unseenLoss(rows, two, ridge) }));
  const best = fits.reduce((least, one) => (one.loss < least.loss ? one : least));
  return { cross: best.loss < none.loss ? fit(rows, two, best.ridge) : undefined, losses: [none, ...fits].map(({ of, loss }) => ({ of, loss })) };
}

function unseenLoss(rows: readonly CrossRow[], two: DistributionBlend, ridge: Ridge): number {
  let total = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const unseen = rows.filter(({ group }) => foldOf(group) === fold);
    total += unseen.length * lossOf(unseen, { ...two, cross: fit(rows.filter(({ group }) => foldOf(group) !== fold), two, ridge) });
  }
  return total / rows.length;
}

const foldOf = (group: string): number => createHash('sha256').update(group).digest().readUInt16BE(0) % FOLDS;

const lossOf = (rows: readonly CrossRow[], blend: DistributionBlend): number =>
  rows.length === 0 ? 0 : rows.reduce((sum, row) => sum - Math.log(Math.max(1e-12, softmax(blendedLogits(blend, row))[row.gold] ?? 0)), 0) / rows.length;

/** Multinomial logistic regression on top of the two tiers' own sum, with a ridge, by Adam on all rows. */
function fit(rows: readonly CrossRow[], two: DistributionBlend, ridge: Ridge): Cross {
  const base = rows.map((row) => blendedLogits({ encoder: two.encoder, linear: two.linear }, row));
  const inputs = rows.map((row) => (ridge === undefined ? [] : crossInputs(row)));
  const labels = base[0]?.length ?? 0;
  const width = (inputs[0]?.length ?? 0) + 1;
  const table = new Float64Array(labels * width);
  const moments = [new Float64Array(table.length), new Float64Array(table.length)] as const;
  for (let step = 1; step <= STEPS; step += 1) {
    const gradient = gradientOf({ rows, base, inputs, table, width, ridge: ridge ?? 0 });
    for (let at = 0; at < table.length; at += 1) adam(table, moments, { at, gradient: gradient[at] ?? 0, step });
  }
  const rowOf = (label: number): readonly number[] => [...table.subarray(label * width, (label + 1) * width)];
  return {
    bias: Array.from({ length: labels }, (_, label) => table[label * width] ?? 0),
    weights: Array.from({ length: labels }, (_, label) => rowOf(label).slice(1)),
  };
}

type Fitting = Readonly<{ rows: readonly CrossRow[]; base: readonly (readonly number[])[]; inputs: readonly (readonly number[])[]; table: Float64Array; width: number; ridge: number }>;

/** Place 0 of each label's row is its bias. */
function gradientOf({ rows, base, inputs, table, width, ridge }: Fitting): Float64Array {
  const gradient = table.map((value, at) => ((at % width === 0 ? BIAS_RIDGE : ridge) * value) / rows.length);
  rows.forEach(({ gold }, place) => {
    const own = inputs[place] ?? [];
    const logits = (base[place] ?? []).map((value, label) => {
      let sum = value + (table[label * width] ?? 0);
      for (let index = 0; index < own.length; index += 1) sum += (table[label * width + index + 1] as number) * (own[index] as number);
      return sum;
    });
    softmax(logits).forEach((p, label) => {
      const error = (p - (label === gold ? 1 : 0)) / rows.length;
      gradient[label * width] = (gradient[label * width] as number) + error;
      for (let index = 0; index < own.length; index += 1) gradient[label * width + index + 1] = (gradient[label * width + index + 1] as number) + error * (own[index] as number);
    });
  });
  return gradient;
}

/** One weight's step. @see Kingma & Ba 2015, "Adam: A Method for Stochastic Optimization". */
function adam(table: Float64Array, [first, second]: readonly [Float64Array, Float64Array], { at, gradient, step }: Readonly<{ at: number; gradient: number; step: number }>): void {
  first[at] = 0.9 * (first[at] ?? 0) + 0.1 * gradient;
  second[at] = 0.999 * (second[at] ?? 0) + 0.001 * gradient * gradient;
  table[at] = (table[at] ?? 0) - (RATE * ((first[at] as number) / (1 - 0.9 ** step))) / (Math.sqrt((second[at] as number) / (1 - 0.999 ** step)) + 1e-8);
}
