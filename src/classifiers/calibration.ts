import type { CalibratedLabel, Calibration } from '../domain/calibration.ts';
import { ABUSE_CATEGORIES } from '../domain/labels.ts';
import { sigmoid } from './linear/model.ts';

const TINY = 1e-4;

/** The calibrated probability, in [0, 1]. */
export function applyCalibration(calibration: Calibration, score: number): number {
  if (calibration.method === 'temperature') return sigmoid(clippedLogit(score) / calibration.temperature);
  const { points } = calibration;
  const after = points.findIndex(([at]) => at >= score);
  if (after <= 0) return (after === 0 ? points[0] : points.at(-1))?.[1] ?? score;
  const [[x0, y0], [x1, y1]] = [points[after - 1], points[after]] as [readonly [number, number], readonly [number, number]];
  return y0 + ((score - x0) / (x1 - x0)) * (y1 - y0);
}

/** Logit of a score that is kept .0001 away from certainty. */
export const clippedLogit = (score: number): number => {
  const clipped = Math.min(1 - TINY, Math.max(TINY, score));
  return Math.log(clipped / (1 - clipped));
};

/** What classifiers call otherwise than rows do. */
export const ownName = (label: CalibratedLabel): string => (label === 'prompt_injection' ? 'injection' : label);

/** A message that is likely `hate/threatening` is as likely `hate`: what is answered of a category, and what a calibration was fitted to, is the highest of them. */
const within = (label: CalibratedLabel): readonly string[] => [ownName(label), ...ABUSE_CATEGORIES.filter((id) => id.startsWith(`${label}/`))];

/** The probabilities with each calibrated label's in the place of the model's own; a label without a probability, or without a calibration, stays as it is. */
export function calibrate(probabilities: Readonly<Record<string, number>>, labels: ReadonlyMap<CalibratedLabel, Calibration>): Readonly<Record<string, number>> {
  const changed: Record<string, number> = { ...probabilities };
  for (const [label, calibration] of labels) {
    const own = ownName(label);
    if (probabilities[own] !== undefined) changed[own] = applyCalibration(calibration, Math.max(...within(label).map((name) => probabilities[name] ?? 0)));
  }
  return changed;
}
