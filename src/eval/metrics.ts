/** Undefined figures are `undefined` and print as "–"; nothing is reported as 0 that is not 0. */
export type Figure = number | undefined;

export type Counts = Readonly<{ tp: number; fp: number; fn: number; tn: number }>;

export function countBinary(rows: readonly Readonly<{ gold: boolean; predicted: boolean }>[]): Counts {
  const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const { gold, predicted } of rows) counts[gold ? (predicted ? 'tp' : 'fn') : predicted ? 'fp' : 'tn'] += 1;
  return counts;
}

const ratio = (part: number, whole: number): Figure => (whole === 0 ? undefined : part / whole);

export const precision = ({ tp, fp }: Counts): Figure => ratio(tp, tp + fp);
export const recall = ({ tp, fn }: Counts): Figure => ratio(tp, tp + fn);
export const falseAlarmRate = ({ fp, tn }: Counts): Figure => ratio(fp, fp + tn);
/** Harmonic mean of precision and recall: 2tp / (2tp + fp + fn); undefined without a positive in gold or prediction. */
export const f1 = ({ tp, fp, fn }: Counts): Figure => ratio(2 * tp, 2 * tp + fp + fn);

/** Area under the ROC curve with ties at half (Mann–Whitney); undefined when one class is absent. */
export function auroc(rows: readonly Readonly<{ gold: boolean; score: number }>[]): Figure {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  let positives = 0;
  for (let index = 0; index < sorted.length;) {
    let end = index;
    while (end < sorted.length && sorted[end]?.score === sorted[index]?.score) end += 1;
    const rank = (index + 1 + end) / 2;
    for (let tied = index; tied < end; tied += 1) {
      if (sorted[tied]?.gold !== true) continue;
      rankSum += rank;
      positives += 1;
    }
    index = end;
  }
  const negatives = sorted.length - positives;
  return positives === 0 || negatives === 0 ? undefined : (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Expected calibration error over equal-width bins, weighted by their size. */
export function expectedCalibrationError(rows: readonly Readonly<{ gold: boolean; score: number }>[], bins = 10): Figure {
  if (rows.length === 0) return undefined;
  let error = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const inside = rows.filter(({ score }) => Math.min(bins - 1, Math.floor(score * bins)) === bin);
    if (inside.length === 0) continue;
    const mean = inside.reduce((sum, { score }) => sum + score, 0) / inside.length;
    const share = inside.filter(({ gold }) => gold).length / inside.length;
    error += (Math.abs(mean - share) * inside.length) / rows.length;
  }
  return error;
}

/** Share of rows whose label was found. */
export const accuracy = (rows: readonly Readonly<{ gold: string; predicted: string }>[]): Figure =>
  ratio(rows.filter(({ gold, predicted }) => gold === predicted).length, rows.length);

/** Mean F1 over the labels that occur in gold or prediction. */
export function macroF1(rows: readonly Readonly<{ gold: string; predicted: string }>[]): Figure {
  const labels = [...new Set(rows.flatMap(({ gold, predicted }) => [gold, predicted]))];
  const scores = labels.map((label) => f1(countBinary(rows.map(({ gold, predicted }) => ({ gold: gold === label, predicted: predicted === label })))) ?? 0);
  return ratio(scores.reduce((sum, score) => sum + score, 0), scores.length);
}

export const show = (figure: Figure): string => (figure === undefined ? '–' : figure.toFixed(3));
