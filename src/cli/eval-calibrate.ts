import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { DatasetError } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { readRunFolder } from '../eval/run/folder.ts';
import { crossFit, fitCalibration, type Method } from '../eval/thresholds/calibrate.ts';
import { scoresOf, SWEPT, type SweptLabel } from '../eval/thresholds/sweep.ts';

type Options = Readonly<{ method: Method; label?: SweptLabel; write?: string }>;

const DEFAULT_LABELS: readonly SweptLabel[] = ['abuse', 'spam', 'prompt_injection'];

/** `triage-eval calibrate RUN`: would other probabilities be truer? */
export const evalCalibrateCommand = (): Command =>
  new Command('calibrate').description('Fit a calibration to the scores of a run, and say what it brings on rows it was not fitted to (five folds, whole groups held out).')
    .argument('<run>', 'folder of a run, best over rows that nobody is judged by later (run --split dev)')
    .addOption(new Option('--method <name>', 'isotonic or temperature').choices(['isotonic', 'temperature']).makeOptionMandatory())
    .addOption(new Option('--label <name>', 'one label; default: abuse, spam and prompt_injection').choices(SWEPT))
    .option('--write <file>', 'write the fitted calibrations there as JSON')
    .action(calibrate);

function calibrate(folder: string, { method, label, write }: Options): void {
  const { predictions, metrics } = readRunFolder(folder);
  const fitted: object[] = [];
  for (const one of label === undefined ? DEFAULT_LABELS : [label]) {
    const rows = scoresOf(one, predictions);
    const gain = crossFit(rows, method);
    if (gain === undefined) {
      process.stdout.write(`${one}: too few rows of both kinds to calibrate.\n`);
      continue;
    }
    const { before, after } = gain;
    process.stdout.write(`${one.padEnd(17)} n ${gain.rows}  positives ${gain.positives}  ECE ${show(before.ece)} → ${show(after.ece)}  Brier ${show(before.brier)} → ${show(after.brier)}  ${verdict(before.brier, after.brier)}\n`);
    fitted.push({ label: one, ...fitCalibration(rows, method), rows: gain.rows, positives: gain.positives, before, after });
  }
  if (fitted.length === 0) throw new DatasetError('Nothing could be calibrated.', { remedy: 'Run over more labelled rows first.' });
  if (write !== undefined) writeFileSync(write, `${JSON.stringify({ object: 'triage.eval.calibration', method, calibrations: fitted, provenance: metrics.provenance }, null, 2)}\n`);
}

const verdict = (before: number | undefined, after: number | undefined): string => (before !== undefined && after !== undefined && after < before ? 'truer' : 'no gain');
