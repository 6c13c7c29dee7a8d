import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { Row } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { type Case, parseCaseMapping, readCases } from '../eval/functions/cases.ts';
import { type FunctionFigures, type FunctionalTests, functionalTests, type Reading, READINGS } from '../eval/functions/figures.ts';
import type { Mapping } from '../eval/input/mapping.ts';
import { trainLeaks, trainSplitsOf } from '../eval/run/leaked.ts';
import type { Ask } from '../eval/run/loop.ts';
import { parsePrediction } from '../eval/run/prediction.ts';
import { answerAll, checkKeeping, failuresOf, type Keeping, keepingOptions, sayFailures, writeBeside } from './eval-answers.ts';
import { DATASETS } from './eval-options.ts';
import { checkSubject, identityOf, openSubject, type Subject, subjectOptions } from './eval-subject.ts';

type Options = Subject & Keeping & Readonly<{ map?: Mapping; lang?: readonly string[]; label: Reading }>;

/** `triage-eval hatecheck FILE…`: functional tests of moderation, function by function. */
export const evalHatecheckCommand = (): Command =>
  keepingOptions(subjectOptions(new Command('hatecheck')), 'predictions.jsonl and functions.json')
    .description('Functional tests from files of your own: what share of each function\'s cases is judged right, the worst function first.')
    .argument('<files...>', 'CSV or JSONL with functionality, test_case (or text) and label_gold (hateful or non-hateful), .gz too')
    .option('--map <list>', 'columns of other names: functionality=function,text=sentence,label=gold', parseCaseMapping)
    .option('--lang <tags>', 'only cases of these languages, comma-separated; where a file has no column lang, its cases are of the first', tagList)
    .addOption(new Option('--label <name>', 'what counts as called hateful: any flagged abuse, or a flagged category of hate').choices(READINGS).default('abuse'))
    .action(hatecheck);

async function hatecheck(paths: string[], options: Options): Promise<void> {
  checkKeeping(options);
  checkSubject(options);
  const files = readCases(paths, { map: options.map, langs: options.lang });
  const cases = files.flatMap((file) => file.rows);
  const rows = cases.map((one) => rowOf(one, options.label));
  const leaks = trainLeaks(rows, trainSplitsOf(DATASETS));
  if (leaks.length > 0) process.stderr.write(`${leaks.length} of ${cases.length} cases stand in a train split of this project, exactly or nearly: what they test is flattered.\n`);
  const identity = identityOf(options, files, `hatecheck ${options.lang?.join(',') ?? ''}`);
  const lines = await answerAll('hatecheck', rows, naming(await openSubject(options), cases), { ...keptFor(options), identity });
  if (lines === undefined) return;
  const answers = lines.flatMap((line) => parsePrediction(line) ?? []);
  const tests = functionalTests(cases, answers, options.label);
  process.stdout.write(tableOf(tests));
  if (options.out !== undefined) writeBeside(options.out, 'functions.json', presented(tests, { label: options.label, leaks: leaks.length, provenance: identity }));
  sayFailures(failuresOf(answers));
}

/** A finished run keeps its own predictions: the cases' answers go into a folder inside it, and its report shows the functions. */
const keptFor = ({ out, resume }: Keeping): Keeping => (out === undefined ? { resume } : { out: existsSync(`${out}/metrics.json`) ? `${out}/functions` : out, resume });

/** Whether the message is abuse at all is only known where the file is read that way. */
const rowOf = ({ id, text, hateful, lang }: Case, label: Reading): Row =>
  ({ id, text, ...(lang === undefined ? {} : { lang }), labels: label === 'abuse' ? { abuse: hateful } : hateful ? { abuse: true, abuse_categories: ['hate'] } : {} });

/** Each line names the function that its case belongs to. */
function naming(ask: Ask, cases: readonly Case[]): Ask {
  const functionOf = new Map(cases.map(({ id, functionality }) => [id, functionality]));
  return async (row) => {
    const answered = await ask(row);
    return 'failed' in answered ? answered : { body: { functionality: functionOf.get(row.id), ...answered.body } };
  };
}

const tagList = (value: string): readonly string[] => value.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');

function presented({ parts, auroc, functions }: FunctionalTests, about: Readonly<Record<string, unknown>>): object {
  const orNull = ({ share, low, high, ...rest }: FunctionFigures): object => ({ ...rest, share: share ?? null, low: low ?? null, high: high ?? null });
  return { object: 'triage.eval.functions', ...about, auroc: auroc ?? null, parts: parts.map(orNull), functions: functions.map(orNull) };
}

function tableOf({ parts, auroc, functions }: FunctionalTests): string {
  const width = Math.max(...[...parts, ...functions].map(({ name }) => name.length)) + 2;
  const lineOf = ({ name, n, failed, right, share, low, high }: FunctionFigures): string =>
    `${name.padEnd(width)}n ${String(n).padStart(5)}  right ${show(share)}${low === undefined ? '' : ` [${show(low)}–${show(high)}]`} (${right})  failed ${failed}\n`;
  return `${parts.map(lineOf).join('')}${'AUROC'.padEnd(width)}${show(auroc)}\n\n${functions.map(lineOf).join('')}`;
}
