import type { ClassifierSpec } from '../../classifiers/classifier.ts';
import type { Example } from '../../classifiers/linear/fit.ts';
import { type LinearModel, logits, probabilities } from '../../classifiers/linear/model.ts';
import { expectedCalibrationError } from '../figures/calibration.ts';
import { accuracy, confusionOf, f1, falseAlarmRate, macroF1, precision, recall } from '../figures/confusion.ts';
import type { Figure } from '../figures/figure.ts';
import { auroc } from '../figures/ranking.ts';
import { countAt, tallyOf } from '../figures/tally.ts';

/** Figures of one head (or its first label) on one slice of the dev rows. */
export type DevFigures = Readonly<{ slice: string; head: string; n: number; figures: Readonly<Record<string, Figure>> }>;

/** Figures by slice; `sliceOf` names the slices a row is in ("all", "fr", a source …). */
export function devFigures(spec: ClassifierSpec, model: LinearModel, rows: readonly Readonly<{ example: Example; slices: readonly string[] }>[]): readonly DevFigures[] {
  const scored = rows.map(({ example, slices }) => ({
    example,
    slices,
    found: probabilities(model, [logits(model, example.buckets, example.context, example.symbols).total]),
  }));
  const slices = [...new Set(rows.flatMap((row) => row.slices))].sort();
  let offset = 0;
  return spec.heads.flatMap((head) => {
    const start = offset;
    offset += head.labels.length;
    return slices.flatMap((slice) => {
      const inside = scored.filter((row) => row.slices.includes(slice) && !Number.isNaN(row.example.targets[start] ?? Number.NaN));
      if (inside.length === 0) return [];
      const figures = head.kind === 'sigmoid'
        ? binaryFigures(inside.map(({ example, found }) => ({ gold: example.targets[start] === 1, score: found[head.labels[0] ?? ''] ?? 0 })))
        : multiFigures(inside.map(({ example, found }) => ({
            gold: head.labels[head.labels.findIndex((_label, index) => example.targets[start + index] === 1)] ?? '',
            label: head.labels.reduce((best, label) => ((found[label] ?? 0) > (found[best] ?? 0) ? label : best), head.labels[0] ?? ''),
          })));
      return [{ slice, head: head.name, n: inside.length, figures }];
    });
  });
}

function binaryFigures(rows: readonly Readonly<{ gold: boolean; score: number }>[]): Record<string, Figure> {
  const tally = tallyOf(rows);
  const counts = countAt(tally, 0.5);
  return {
    precision: precision(counts), recall: recall(counts), f1: f1(counts), false_alarms: falseAlarmRate(counts),
    auroc: auroc(tally), ece: expectedCalibrationError(tally),
  };
}

function multiFigures(rows: readonly Readonly<{ gold: string; label: string }>[]): Record<string, Figure> {
  const confusion = confusionOf(rows);
  return { accuracy: accuracy(confusion), macro_f1: macroF1(confusion) };
}
