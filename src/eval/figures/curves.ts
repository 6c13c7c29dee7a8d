import { type Figure, ratio } from './figure.ts';
import { walk } from './ranking.ts';
import { type Tally, totals } from './tally.ts';

/** A curve for people has this many steps at most in each direction. */
const STEPS = 500;

export type PrPoint = Readonly<{ threshold: number; precision: number; recall: number }>;
export type RocPoint = Readonly<{ threshold: number; falseAlarmRate: number; recall: number }>;
/** `coverage`: share of the answered rows that are decided without a person; `risk`: share of errors among them. */
export type RiskPoint = Readonly<{ confidence: number; coverage: number; risk: number }>;

/**
 * Precision and recall at each score, from the highest down; empty without a positive.
 * @param steps points that lie within 1/steps of the one before, both ways, are left out (first and last stay); Infinity keeps all.
 */
export function prCurve(tally: Tally, steps = STEPS): readonly PrPoint[] {
  const all = totals(tally);
  const points: PrPoint[] = [];
  walk(tally, (threshold, tp, fp) => points.push({ threshold, precision: tp / (tp + fp), recall: tp / all.positives }));
  return all.positives === 0 ? [] : thinned(points, steps, (point) => [point.recall, point.precision]);
}

/** False alarms and recall from "yes to nothing" (threshold Infinity) down to the lowest score; empty when one class is absent. `steps` as in `prCurve`. */
export function rocCurve(tally: Tally, steps = STEPS): readonly RocPoint[] {
  const all = totals(tally);
  if (all.positives === 0 || all.negatives === 0) return [];
  const points: RocPoint[] = [{ threshold: Infinity, falseAlarmRate: 0, recall: 0 }];
  walk(tally, (threshold, tp, fp) => points.push({ threshold, falseAlarmRate: fp / all.negatives, recall: tp / all.positives }));
  return thinned(points, steps, (point) => [point.falseAlarmRate, point.recall]);
}

/**
 * Error among the rows decided, as the least sure ones are handed to a person one after another; tied rows go together.
 *
 * @param errors a tally of *confidences* in which a positive is a row that was answered wrongly.
 * @see El-Yaniv & Wiener 2010, "On the Foundations of Noise-free Selective Classification".
 */
export function riskCoverage(errors: Tally, steps = STEPS): readonly RiskPoint[] {
  const all = totals(errors);
  const points: RiskPoint[] = [];
  walk(errors, (confidence, wrong, right) => points.push({ confidence, coverage: (wrong + right) / (all.positives + all.negatives), risk: wrong / (wrong + right) }));
  return thinned(points, steps, (point) => [point.coverage, point.risk]);
}

/**
 * Area under the risk–coverage curve: mean, over the rows, of the error among all rows at least as sure.
 *
 * @returns a number in [0, 1], lower is better; for confidences that tell nothing it is the error rate; undefined without answered rows.
 * @see Geifman et al. 2019, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers" (AURC).
 */
export function areaUnderRisk(errors: Tally): Figure {
  let [area, before] = [0, 0];
  walk(errors, (_confidence, wrong, right) => {
    area += ((wrong + right - before) * wrong) / (wrong + right);
    before = wrong + right;
  });
  return ratio(area, before);
}

/** What handing the uncertain band to a person costs and saves; all shares in [0, 1]. */
export type BandFigures = Readonly<{
  /** Rows inside the band, of all. */
  handedOver: Figure;
  /** Errors among the rows outside the band, and among those inside had they been decided too. */
  riskOutside: Figure;
  riskInside: Figure;
  /** Errors inside the band, of all errors. */
  errorsCaught: Figure;
}>;

/** Figures of the band [from, to) around a threshold at which a score says yes. */
export function uncertainBand(tally: Tally, { from, to, threshold }: Readonly<{ from: number; to: number; threshold: number }>): BandFigures {
  const [inside, outside] = [{ rows: 0, errors: 0 }, { rows: 0, errors: 0 }];
  tally.scores.forEach((score, at) => {
    const [positives, negatives] = [tally.positives[at] as number, tally.negatives[at] as number];
    const part = score >= from && score < to ? inside : outside;
    part.rows += positives + negatives;
    part.errors += score >= threshold ? negatives : positives;
  });
  return {
    handedOver: ratio(inside.rows, inside.rows + outside.rows),
    riskOutside: ratio(outside.errors, outside.rows),
    riskInside: ratio(inside.errors, inside.rows),
    errorsCaught: ratio(inside.errors, inside.errors + outside.errors),
  };
}

function thinned<Point>(points: readonly Point[], steps: number, place: (point: Point) => readonly [number, number]): readonly Point[] {
  if (points.length <= steps) return points;
  let [x, y] = [-Infinity, -Infinity];
  return points.filter((point, at) => {
    const [px, py] = place(point);
    if (at < points.length - 1 && Math.abs(px - x) < 1 / steps && Math.abs(py - y) < 1 / steps) return false;
    [x, y] = [px, py];
    return true;
  });
}
