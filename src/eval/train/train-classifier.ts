import type { ClassifierSpec } from '../../classifiers/classifier.ts';
import { fitPlatt, fitTemperature, type Judged } from '../../classifiers/linear/calibrate.ts';
import { type Example, fit, quantise } from '../../classifiers/linear/fit.ts';
import { type Head, type LinearModel, logits } from '../../classifiers/linear/model.ts';
import { seededRandom } from './random.ts';

export type Recipe = Readonly<{ epochs: number; learningRate: number; l2: number; seed: number; version: string; onEpoch(epoch: number, loss: number): void }>;

/** Fits, quantises and calibrates one classifier. `dev` decides the calibration only; it is never fitted on. */
export function trainClassifier(spec: ClassifierSpec, train: readonly Example[], dev: readonly Example[], recipe: Recipe): LinearModel {
  const fitted = fit(train, {
    epochs: recipe.epochs,
    learningRate: recipe.learningRate,
    l2: recipe.l2,
    bits: spec.bits,
    heads: spec.heads,
    symbolNames: spec.symbols,
    usesContext: spec.usesContext,
    random: seededRandom(recipe.seed),
    onEpoch: recipe.onEpoch,
  });
  const outputs = fitted.bias.length;
  const raw: LinearModel = {
    name: spec.name,
    version: recipe.version,
    bits: spec.bits,
    outputs,
    heads: spec.heads.map((head) => ({ ...head, scale: head.labels.map(() => 1), shift: head.labels.map(() => 0) })),
    symbolNames: spec.symbols,
    usesContext: spec.usesContext,
    ...quantise(fitted.weights, outputs),
    symbols: fitted.symbols,
    bias: fitted.bias,
  };
  return { ...raw, heads: calibrated(raw, dev) };
}

function calibrated(model: LinearModel, dev: readonly Example[]): readonly Head[] {
  const totals = dev.map(({ buckets, context, symbols }) => logits(model, buckets, context, symbols).total);
  let offset = 0;
  return model.heads.map((head) => {
    const start = offset;
    offset += head.labels.length;
    return head.kind === 'sigmoid' ? calibrateSigmoid(head, start, dev, totals) : calibrateSoftmax(head, start, dev, totals);
  });
}

function calibrateSigmoid(head: Head, start: number, dev: readonly Example[], totals: readonly (readonly number[])[]): Head {
  const fits = head.labels.map((_label, index) => {
    const judged: Judged[] = dev.flatMap(({ targets, weight }, row) => {
      const target = targets[start + index];
      return target === 0 || target === 1 ? [{ logit: totals[row]?.[start + index] ?? 0, label: target, weight }] : [];
    });
    return fitPlatt(judged);
  });
  return { ...head, scale: fits.map(({ scale }) => scale), shift: fits.map(({ shift }) => shift) };
}

function calibrateSoftmax(head: Head, start: number, dev: readonly Example[], totals: readonly (readonly number[])[]): Head {
  const rows = dev.flatMap(({ targets }, row) => {
    const label = head.labels.findIndex((_name, index) => targets[start + index] === 1);
    return label < 0 ? [] : [{ label, logits: head.labels.map((_name, index) => totals[row]?.[start + index] ?? 0) }];
  });
  const factor = fitTemperature(rows);
  return { ...head, scale: head.labels.map(() => factor), shift: head.labels.map(() => 0) };
}
