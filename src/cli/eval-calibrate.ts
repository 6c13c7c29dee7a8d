import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { DatasetError } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { readRunFolder } from '../eval/run/folder.ts';
import type { Provenance } from '../eval/run/metrics.ts';
import { type CalibrationGain, crossFit, fitCalibration, type Method } from '../eval/thresholds/calibrate.ts';
import { scoresOf, SWEPT, type SweptLabel } from '../eval/thresholds/sweep.ts';

type Options = Readonly<{ method: Method; label?: SweptLabel; write?: string }>;

const DEFAULT_LABELS: readonly SweptLabel[] = ['abuse', 'spam', 'prompt_injection'];

/** `triage-eval calibrate RUN`: would other probabilities be truer? */
export const evalCalibrateCommand = (): Command =>
  new Command('calibrate').description('Fit a calibration to the scores of a run, and say what it brings on rows it was not fitted to (five folds, whole groups held out).')
    .argument('<run>', 'folder of a run, best over rows that nobody is judged by later (run --split dev)')
    .addOption(new Option('--method <name>', 'isotonic or temperature').choices(['isotonic', 'temperature']).makeOptionMandatory())
    .addOption(new Option('--label <name>', 'one label; default: abuse, spam and prompt_injection').choices(SWEPT))
    .option('--write <file>', 'write the calibrations that make scores truer there as JSON: as calibration.json beside the policy the service reads it')
    .action(calibrate);

function calibrate(folder: string, { method, label, write }: Options): void {
  const { predictions, metrics } = readRunFolder(folder);
  if (write !== undefined) refuseToWrite(metrics.provenance);
  const truer: object[] = [];
  let fitted = 0;
  for (const one of label === undefined ? DEFAULT_LABELS : [label]) {
    const rows = scoresOf(one, predictions);
    const gain = crossFit(rows, method);
    if (gain === undefined) {
      process.stdout.write(`${one}: too few rows of both kinds to calibrate.\n`);
      continue;
    }
    const { before, after } = gain;
    process.stdout.write(`${one.padEnd(17)} n ${gain.rows}  positives ${gain.positives}  ECE ${show(before.ece)} → ${show(after.ece)}  Brier ${show(before.brier)} → ${show(after.brier)}  ${isTruer(gain) ? 'truer' : 'no gain'}\n`);
    fitted += 1;
    if (isTruer(gain)) truer.push({ label: one, ...fitCalibration(rows, method), rows: gain.rows, positives: gain.positives, before, after });
  }
  if (fitted === 0) throw new DatasetError('Nothing could be calibrated.', { remedy: 'Run over more labelled rows first.' });
  if (write === undefined) return;
  if (truer.length === 0) process.stderr.write(`No score would be truer: ${write} was not written.\n`);
  else writeFileSync(write, `${JSON.stringify({ object: 'triage.eval.calibration', method, calibrations: truer, provenance: metrics.provenance }, null, 2)}\n`);
}

/** A service puts what its models say through the file: it must have been fitted to what these models said, and to nothing else. @throws DatasetError */
function refuseToWrite({ models, calibration }: Provenance): void {
  const remedy = 'Run again in process with --calibration none, and calibrate that run.';
  if (models.length === 0) throw new DatasetError('The run asked a live service and does not know its models, so no service could tell that the calibration is for its own.', { remedy });
  if (calibration !== null && calibration !== undefined) throw new DatasetError('The scores of the run are calibrated already.', { remedy });
}

const isTruer = ({ before, after }: CalibrationGain): boolean => before.brier !== undefined && after.brier !== undefined && after.brier < before.brier;
