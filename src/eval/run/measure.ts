import type { Row } from '../dataset.ts';
import { expectedCalibrationError } from '../figures/calibration.ts';
import { accuracy, confusionOf, countBinary, f1, falseAlarmRate, macroF1, precision, recall } from '../figures/confusion.ts';
import type { Figure } from '../figures/figure.ts';
import { wilson } from '../figures/intervals.ts';
import { meanAbsoluteError } from '../figures/ordinal.ts';
import { coverage, type DecidedRow, type LabelledRow, type ScoredRow } from '../figures/predictions.ts';
import { auroc, averagePrecision } from '../figures/ranking.ts';
import { tallyOf } from '../figures/tally.ts';
import { type Answer, type Aspect, ASPECTS, type BinaryAspect, type LabelAspect } from './aspects.ts';

export type Judged = Readonly<{ row: Row; answer: Answer }>;

/** Figures of one aspect on one slice. `failed` rows have a label and got no answer; they are in no other figure. */
export type Measured = Readonly<{ aspect: string; slice: string; n: number; failed: number; coverage: Figure; figures: Readonly<Record<string, Figure>> }>;

/** The slices a row belongs to: all, its language, whether it has earlier turns, its length. */
export function slicesOf({ lang, conversation, text }: Row): readonly string[] {
  const words = text.split(/\s+/).length;
  return [
    'all', lang === 'fr' || lang === 'en' ? lang : 'other languages', conversation === undefined || conversation.length === 0 ? 'first message' : 'with earlier turns',
    words <= 5 ? 'up to 5 words' : words <= 40 ? '6 to 40 words' : 'over 40 words',
  ];
}

/** Every aspect on every slice that has labelled rows. */
export function measure(judged: readonly Judged[]): readonly Measured[] {
  const bySlice = new Map<string, Judged[]>();
  for (const one of judged) {
    for (const slice of slicesOf(one.row)) {
      const inside = bySlice.get(slice);
      if (inside === undefined) bySlice.set(slice, [one]);
      else inside.push(one);
    }
  }
  return ASPECTS.flatMap((aspect) => [...bySlice].flatMap(([slice, inside]) => measureOne(aspect, slice, inside)));
}

function measureOne(aspect: Aspect, slice: string, judged: readonly Judged[]): readonly Measured[] {
  const measured = aspect.kind === 'binary' ? binary(aspect, judged) : labelled(aspect, judged);
  return measured === undefined ? [] : [{ aspect: aspect.name, slice, ...measured }];
}

function binary({ gold, said }: BinaryAspect, judged: readonly Judged[]): Omit<Measured, 'aspect' | 'slice'> | undefined {
  const rows = judged.flatMap(({ row, answer }): (ScoredRow & DecidedRow)[] => {
    const truth = gold(row);
    const found = answer === undefined ? undefined : said(answer);
    if (truth === undefined) return [];
    return [found === undefined ? { gold: truth, failed: true } : { gold: truth, score: found.score, label: found.flagged }];
  });
  if (rows.length === 0) return undefined;
  const counts = countBinary(rows);
  const tally = tallyOf(rows);
  const caught = wilson(counts.tp, counts.tp + counts.fn);
  return {
    n: rows.length, failed: rows.filter(({ failed }) => failed === true).length, coverage: coverage(rows),
    figures: {
      positives: rows.filter((row) => row.gold).length, precision: precision(counts), recall: recall(counts), recall_low: caught?.low, recall_high: caught?.high, f1: f1(counts),
      false_alarms: falseAlarmRate(counts), auroc: auroc(tally), auprc: averagePrecision(tally), ece: expectedCalibrationError(tally),
    },
  };
}

function labelled({ gold, said, order }: LabelAspect, judged: readonly Judged[]): Omit<Measured, 'aspect' | 'slice'> | undefined {
  const rows = judged.flatMap(({ row, answer }): LabelledRow[] => {
    const truth = gold(row);
    const found = answer === undefined ? undefined : said(answer);
    if (truth === undefined) return [];
    return [found === undefined ? { gold: truth, failed: true } : { gold: truth, label: found }];
  });
  if (rows.length === 0) return undefined;
  const confusion = confusionOf(rows, order);
  const answered = rows.filter(({ failed }) => failed !== true).length;
  const right = wilson(Math.round((accuracy(confusion) ?? 0) * answered), answered);
  return {
    n: rows.length, failed: rows.length - answered, coverage: coverage(rows),
    figures: { accuracy: accuracy(confusion), accuracy_low: right?.low, accuracy_high: right?.high, macro_f1: macroF1(confusion), ...(order === undefined ? {} : { mean_absolute_error: meanAbsoluteError(confusion) }) },
  };
}
