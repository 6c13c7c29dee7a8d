import { Command, Option } from 'commander';
import { readData } from '../eval/input/read.ts';
import { type Mapping, parseMapping } from '../eval/input/mapping.ts';
import { faultsOf, labelsCarried, type Task, TASKS } from '../eval/input/validate.ts';

type Options = Readonly<{ map?: Mapping; task?: Task }>;

const BAD_INPUT = 2;

/** `triage-eval validate DATA…`: every fault with its line. */
export const evalValidateCommand = (): Command =>
  new Command('validate').description('Check files of labelled rows; every fault with its line. Exit status 2 when there is one.')
    .argument('<data...>', 'JSONL or CSV, .gz too')
    .option('--map <list>', 'columns of other names: text=message,labels.spam=is_spam', parseMapping)
    .addOption(new Option('--task <name>', 'every row must carry the label of this task').choices(Object.keys(TASKS)))
    .action(validate);

function validate(paths: readonly string[], { map, task }: Options): void {
  for (const path of paths) {
    const read = readData(path, map);
    const faults = faultsOf(read, task);
    for (const { line, detail } of faults) process.stdout.write(`${path}:${line}: ${detail}\n`);
    if (faults.length === 0 && read.rows.length > 0) {
      const carried = labelsCarried(read.rows).map(({ label, rows, yes }) => `${label} ${rows}${yes === undefined ? '' : ` (${yes} yes)`}`);
      process.stdout.write(`${path}: ${read.rows.length} rows, no fault. Labels: ${carried.join(', ') || 'none'}\n`);
    } else {
      process.exitCode = BAD_INPUT;
      process.stderr.write(read.rows.length === 0 && faults.length === 0 ? `${path} has no rows.\n` : `${path}: ${faults.length} faults.\n`);
    }
  }
}
