import { Command } from 'commander';
import { readBaseline, writeBaseline } from '../eval/compare/baseline.ts';
import { judge, type Verdict } from '../eval/compare/gate.ts';
import { readGates } from '../eval/compare/gates.ts';
import { DatasetError } from '../eval/dataset.ts';
import { readRunFolder } from '../eval/run/folder.ts';
import { DATASETS, ROUNDS, SEED, wholeFrom } from './eval-options.ts';

type Options = Readonly<{ baseline?: string; gates: string; writeBaseline: boolean; seed: number; rounds: number }>;

const GATE_STATUS = 100;

/** `triage-eval gate HEAD`: may this change ship? */
export const evalGateCommand = (): Command =>
  new Command('gate').description('Hold a run against floors and against the last accepted run. Exit status 100, with the sentence why, when it may not ship.')
    .argument('<head>', 'folder of the run')
    .option('--baseline <file>', 'the last accepted run; without it floors alone are judged')
    .option('--gates <file>', 'what must hold', `${DATASETS}/gates.yaml`)
    .option('--write-baseline', 'accept this run: write it to --baseline when its floors hold', false)
    .option('--seed <n>', 'seed of the intervals', wholeFrom(0), SEED)
    .option('--rounds <n>', 'rounds of the bootstrap', wholeFrom(1), ROUNDS)
    .action(gate);

function gate(folder: string, options: Options): void {
  const { baseline: path, writeBaseline: accepts } = options;
  if (accepts && path === undefined) throw new DatasetError('--write-baseline needs --baseline.', { remedy: 'Name the file to write.' });
  const gates = readGates(options.gates);
  const head = readRunFolder(folder);
  const baseline = path === undefined || accepts ? undefined : readBaseline(path);
  if (path !== undefined && !accepts && baseline === undefined) throw new DatasetError(`${path} does not exist.`, { remedy: 'Accept a first run with --write-baseline.' });
  const verdicts = judge(gates, head, { baseline, drawing: options });
  process.stdout.write(spelled(verdicts));
  if (verdicts.some(({ holds }) => !holds)) process.exitCode = GATE_STATUS;
  else if (accepts && path !== undefined) {
    writeBaseline(path, head);
    process.stdout.write(`\nAccepted: ${path} is the new baseline.\n`);
  }
}

function spelled(verdicts: readonly Verdict[]): string {
  const broken = verdicts.filter(({ holds }) => !holds);
  const [first] = broken;
  const headline = first === undefined ? `Ship: all ${verdicts.length} gates hold.` : `Do not ship: ${first.sentence}`;
  return `${headline}\n\n${verdicts.map(({ holds, kind, sentence }) => `${holds ? 'holds ' : 'BROKEN'}  ${kind.padEnd(8)}${sentence}\n`).join('')}`;
}
