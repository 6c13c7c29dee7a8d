import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Calibrations, CalibrationFileSchema } from '../domain/calibration.ts';
import { StartupError } from '../domain/failures.ts';

/** What scores are put through in a workspace's folder, beside its policy. */
export const CALIBRATION_FILE = 'calibration.json';

/** undefined where there is no such file. @throws StartupError that names every fault. */
export function readCalibration(path: string): Calibrations | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const parsed = CalibrationFileSchema.safeParse(jsonIn(bytes.toString('utf8')));
  if (!parsed.success) {
    throw new StartupError(`The calibration ${path} cannot be used:\n${z.prettifyError(parsed.error)}`, 'Let `triage-eval calibrate RUN --write` make it again, or take it away: scores then stay as the models give them.');
  }
  const { calibrations, provenance } = parsed.data;
  return { labels: new Map(calibrations.map(({ label, ...calibration }) => [label, calibration])), models: provenance.models, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
