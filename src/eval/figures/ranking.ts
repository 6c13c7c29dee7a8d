import { type Figure, ratio } from './figure.ts';
import { type Tally, totals } from './tally.ts';

/** What a threshold gives: a score of `threshold` or more says yes. `Infinity` says yes to nothing. */
export type OperatingPoint = Readonly<{ threshold: number; precision: Figure; recall: number; falseAlarmRate: Figure }>;

/** Calls `visit` with the rows at or above each score that occurs, from the highest down. */
export function walk({ scores, positives, negatives }: Tally, visit: (score: number, tp: number, fp: number) => void): void {
  let [tp, fp] = [0, 0];
  for (let at = 0; at < scores.length; at += 1) {
    const [p, n] = [positives[at] as number, negatives[at] as number];
    if (p === 0 && n === 0) continue;
    tp += p;
    fp += n;
    visit(scores[at] as number, tp, fp);
  }
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties at half (Mann–Whitney U / (positives · negatives)).
 *
 * @returns a number in [0, 1], 0.5 for scores that tell nothing; undefined when one class is absent.
 * @see Hanley & McNeil 1982, "The Meaning and Use of the Area under a ROC Curve".
 */
export function auroc(tally: Tally): Figure {
  const all = totals(tally);
  let [above, passed] = [0, 0];
  for (let at = 0; at < tally.scores.length; at += 1) {
    const negatives = tally.negatives[at] as number;
    above += (tally.positives[at] as number) * (all.negatives - passed - negatives / 2);
    passed += negatives;
  }
  return ratio(above, all.positives * all.negatives);
}

/**
 * Average precision: Σ (recallᵢ − recallᵢ₋₁) · precisionᵢ over the distinct scores from the highest down, so tied rows enter together; no interpolation.
 *
 * @returns a number in [0, 1], the positives' share for scores that tell nothing; undefined without a positive.
 * @see Davis & Goadrich 2006, "The Relationship Between Precision-Recall and ROC Curves", for why the curve is not joined by lines.
 */
export function averagePrecision({ positives, negatives }: Tally): Figure {
  // Once in each round of a bootstrap: a loop of its own is twice as fast as `walk`.
  let [sum, tp, above] = [0, 0, 0];
  for (let at = 0; at < positives.length; at += 1) {
    const more = positives[at] as number;
    tp += more;
    above += more + (negatives[at] as number);
    if (more > 0) sum += (more * tp) / above;
  }
  return ratio(sum, tp);
}

/** The point of highest recall with false alarms in at most `share` of the negatives (0.01 is 1 %); undefined when one class is absent. */
export function pointAtFalseAlarms(tally: Tally, share: number): OperatingPoint | undefined {
  const all = totals(tally);
  if (all.positives === 0 || all.negatives === 0) return undefined;
  let best: OperatingPoint = { threshold: Infinity, precision: undefined, recall: 0, falseAlarmRate: 0 };
  walk(tally, (threshold, tp, fp) => {
    const [recall, falseAlarmRate] = [tp / all.positives, fp / all.negatives];
    if (falseAlarmRate <= share && recall > best.recall) best = { threshold, precision: tp / (tp + fp), recall, falseAlarmRate };
  });
  return best;
}

/** Highest recall with false alarms in at most `share` of the negatives, in [0, 1]; undefined when one class is absent. */
export const recallAtFalseAlarms = (tally: Tally, share: number): Figure => pointAtFalseAlarms(tally, share)?.recall;

/** The point of highest precision with a recall of at least `least`, of those the one of highest recall; undefined without a positive. */
export function pointAtRecall(tally: Tally, least: number): OperatingPoint | undefined {
  const all = totals(tally);
  if (all.positives === 0) return undefined;
  let best: OperatingPoint | undefined;
  walk(tally, (threshold, tp, fp) => {
    const [recall, precision] = [tp / all.positives, tp / (tp + fp)];
    if (recall >= least && precision >= (best?.precision ?? 0)) best = { threshold, precision, recall, falseAlarmRate: ratio(fp, all.negatives) };
  });
  return best;
}

/** Highest precision with a recall of at least `least`, in (0, 1]; undefined without a positive. */
export const precisionAtRecall = (tally: Tally, least: number): Figure => pointAtRecall(tally, least)?.precision;
