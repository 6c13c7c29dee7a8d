import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { DatasetError } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { readRunFolder, type RunFolder } from '../eval/run/folder.ts';
import { withThreshold } from '../eval/thresholds/policy-edit.ts';
import { chooseThreshold, parseTarget, scoresOf, SWEPT, type SweptLabel, type Target, type ThresholdRow, thresholdTable } from '../eval/thresholds/sweep.ts';

type Options = Readonly<{ label: SweptLabel; target?: string[]; cost?: string; write?: string }>;

/** `triage-eval sweep RUN --label abuse --target precision=0.95`: scores → the threshold that meets it. */
export const evalSweepCommand = (): Command =>
  new Command('sweep').description('Find the threshold that meets a target, from the scores of a run; --write puts it into a policy file and leaves the rest of the file alone.')
    .argument('<run>', 'folder of a run, best over rows that nobody is judged by later (run --split dev)')
    .addOption(new Option('--label <name>', 'what the threshold is for').choices(SWEPT).makeOptionMandatory())
    .option('--target <what...>', 'precision=0.95, recall=0.9, or cost fp=1,fn=8')
    .option('--cost <costs>', 'least cost instead of a target: fp=1,fn=8')
    .option('--write <policy>', 'policy file to edit')
    .action(sweep);

function sweep(folder: string, { label, target: given, cost, write }: Options): void {
  if ((given === undefined) === (cost === undefined)) throw new DatasetError('Give either --target or --cost.', { remedy: 'For example --target precision=0.95.' });
  const target = parseTarget(cost === undefined ? (given ?? []).join(' ') : `cost ${cost}`);
  const run = readRunFolder(folder);
  const rows = scoresOf(label, run.predictions);
  const chosen = chooseThreshold(rows, target);
  if (chosen === undefined) throw new DatasetError(whyNone(label, rows, target), { remedy: 'Take a lower target, or a run over more labelled rows.' });
  warnOfTest(run);
  const failed = rows.filter((row) => row.failed === true).length;
  process.stdout.write(`${label}: ${rows.length - failed} scored rows, ${rows.filter(({ gold }) => gold).length} of them ${label}${failed === 0 ? '' : `; ${failed} failed rows left out`}.\n\n`);
  process.stdout.write(`${thresholdTable(rows, target).map(lineOf).join('\n')}\n\nThreshold ${chosen.threshold}: ${lineOf(chosen)}\n`);
  if (write !== undefined) edit(write, label, chosen.threshold);
}

function whyNone(label: SweptLabel, rows: ReturnType<typeof scoresOf>, target: Target): string {
  const scored = rows.filter((row) => row.failed !== true);
  if (!scored.some(({ gold }) => gold) || scored.every(({ gold }) => gold)) return `The run has no scored rows of both kinds for ${label}.`;
  return target.kind === 'cost' ? `No threshold can be chosen for ${label}.` : `No threshold reaches a ${target.kind} of ${target.least} for ${label}.`;
}

/** What is chosen on the rows it is then judged by flatters itself. */
function warnOfTest({ metrics: { provenance } }: RunFolder): void {
  if (provenance.split !== 'test') return;
  process.stderr.write('This run is over the test split: a threshold chosen on it must not be judged by it. Choose on `triage-eval run --split dev --out …` instead.\n');
}

function lineOf({ threshold, counts, precision, precisionInterval, recall, recallInterval, falseAlarms, cost }: ThresholdRow): string {
  const interval = (bounds: ThresholdRow['recallInterval']): string => (bounds === undefined ? '' : ` [${show(bounds.low)}–${show(bounds.high)}]`);
  return `at ${threshold.toFixed(4)}  precision ${show(precision)}${interval(precisionInterval)}  recall ${show(recall)}${interval(recallInterval)}  false alarms ${show(falseAlarms)} (${counts.fp})  missed ${counts.fn}${cost === undefined ? '' : `  cost ${cost}`}`;
}

function edit(path: string, label: SweptLabel, threshold: number): void {
  const { text, changes, warnings } = withThreshold(readPolicy(path), label, threshold);
  writeFileSync(`${path}.partial`, text);
  renameSync(`${path}.partial`, path);
  process.stdout.write(`\n${changes.length === 0 ? `${path} has this threshold already.` : `${path}:\n${changes.map((change) => `  ${change}`).join('\n')}`}\n`);
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
}

function readPolicy(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new DatasetError(`${path} cannot be read.`, { remedy: 'Give the path of a policy file.', cause });
  }
}
