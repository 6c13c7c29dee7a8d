import { z } from 'zod';
import { ABUSE_CATEGORIES } from './labels.ts';

/** Labels whose probability can be calibrated, by the names that rows and figures have for them. */
export const CALIBRATED_LABELS = ['abuse', 'spam', 'prompt_injection', ...ABUSE_CATEGORIES] as const;
export type CalibratedLabel = (typeof CALIBRATED_LABELS)[number];

/** Two points a distinct score of four decimals. */
const POINTS_MAX = 20_002;
const probability = z.number().min(0).max(1);
const label = z.enum(CALIBRATED_LABELS);
const Temperature = z.object({ label, method: z.literal('temperature'), temperature: z.number().positive().max(1_000) });
const Isotonic = z.object({
  label, method: z.literal('isotonic'),
  points: z.array(z.tuple([probability, probability])).min(1).max(POINTS_MAX).refine(rises, 'scores must ascend and probabilities must not fall'),
});

/** calibration.json as `triage-eval calibrate --write` leaves it; what else stands there is for people. */
export const CalibrationFileSchema = z.object({
  object: z.literal('triage.eval.calibration'),
  calibrations: z.array(z.discriminatedUnion('method', [Temperature, Isotonic])).min(1).refine((all) => new Set(all.map(({ label: of }) => of)).size === all.length, 'a label occurs twice'),
  provenance: z.object({ models: z.array(z.object({ name: z.string(), sha256: z.string() })) }),
});

/** A score that was too sure or not sure enough, and what it should have been. Isotonic points ascend; between two of them a line. */
export type Calibration = Readonly<{ method: 'temperature'; temperature: number }> | Readonly<{ method: 'isotonic'; points: readonly (readonly [score: number, probability: number])[] }>;

/** A file by its hash. */
export type Hashed = Readonly<{ name: string; sha256: string }>;

/** What the scores of some labels are put through, the models they came from, and the hash of the file that says so. */
export type Calibrations = Readonly<{ labels: ReadonlyMap<CalibratedLabel, Calibration>; models: readonly Hashed[]; sha256: string }>;

function rises(points: readonly (readonly [number, number])[]): boolean {
  return points.every(([score, value], at) => at === 0 || (score > (points[at - 1]?.[0] ?? 1) && value >= (points[at - 1]?.[1] ?? 1)));
}
