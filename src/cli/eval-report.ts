import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readBaseline } from '../eval/compare/baseline.ts';
import { readGates } from '../eval/compare/gates.ts';
import { DatasetError } from '../eval/dataset.ts';
import { readFunctions, readReplies } from '../eval/report/extras.ts';
import { type Facts, factsOf } from '../eval/report/facts.ts';
import { SLICE_KINDS, type SliceKind } from '../eval/report/slices.ts';
import { jsonReport, junitReport, markdownReport } from '../eval/report/text.ts';
import { type Language, LANGUAGES } from '../eval/report/words.ts';
import { readRunFolder, type RunFolder } from '../eval/run/folder.ts';
import type { Drawing } from '../eval/run/measure.ts';
import { DATASETS, ROUNDS, SEED, wholeFrom } from './eval-options.ts';

type Options = Readonly<{
  format: readonly Format[]; lang: Language; gates: string; baseline?: string; volume: number; costPerMessage?: number; replies?: string; slices: readonly SliceKind[]; seed: number; rounds: number;
}>;

const VOLUME = 200;
const GATES = `${DATASETS}/gates.yaml`;

/** Formats by name: the file's name, and how it is written. Plots are loaded only for the page. */
const FORMATS = {
  html: { file: 'report.html', write: async (facts: Facts, lang: Language) => (await import('../eval/report/html.ts')).htmlReport(facts, lang) },
  md: { file: 'report.md', write: markdownReport },
  json: { file: 'report.json', write: jsonReport },
  junit: { file: 'report.junit.xml', write: junitReport },
} satisfies Record<string, Readonly<{ file: string; write(facts: Facts, lang: Language): string | Promise<string> }>>;
type Format = keyof typeof FORMATS;

/** `triage-eval report RUN`: the page a manager decides from. */
export const evalReportCommand = (): Command =>
  new Command('report').description('Write report.html into the folder of a run: one self-contained page, the verdict first. Other formats: md, json, junit.')
    .argument('<run>', 'folder of the run')
    .option('--format <list>', 'comma-separated: html, md, json, junit', (value) => namesFrom(Object.keys(FORMATS) as Format[], value), ['html'])
    .addOption(new Option('--lang <tag>', 'language of the report').choices(LANGUAGES).default('en'))
    .option('--gates <file>', 'what must hold', GATES)
    .option('--baseline <file>', 'the last accepted run, to compare with')
    .option('--volume <n>', 'messages you get a day', wholeFrom(1), VOLUME)
    .option('--cost-per-message <dollars>', 'what reading a message costs you, in US dollars; default: what the answers tell', dollarsFrom)
    .option('--replies <dir>', 'folder that `triage-eval replies` wrote, to show beside it')
    .option('--slices <list>', `kinds of slices to show: ${SLICE_KINDS.join(', ')}; default: all`, (value) => namesFrom(SLICE_KINDS, value), [])
    .option('--seed <n>', 'seed of the intervals', wholeFrom(0), SEED)
    .option('--rounds <n>', 'rounds of the bootstrap', wholeFrom(1), ROUNDS)
    .action(report);

async function report(folder: string, { baseline: path, gates, volume, costPerMessage, replies, slices, ...options }: Options): Promise<void> {
  const run = readRunFolder(folder);
  const baseline = path === undefined ? undefined : readBaseline(path);
  if (path !== undefined && baseline === undefined) throw new DatasetError(`${path} does not exist.`, { remedy: 'Leave out --baseline, or accept a first run with `triage-eval gate --write-baseline`.' });
  const facts = factsOf(run, {
    gates: readGates(gates), baseline, drawing: options, volumePerDay: volume, dollarsPerMessage: costPerMessage, sliceKinds: slices,
    functions: readFunctions(folder), replies: replies === undefined ? undefined : readReplies(replies),
  });
  for (const file of await writeReports(folder, facts, options)) process.stdout.write(`${file}\n`);
}

/** The page that a run leaves beside its figures: held against the project's gates, compared with nothing. */
export const writePage = async (folder: string, run: RunFolder, drawing: Drawing & Readonly<{ lang: Language }>): Promise<unknown> =>
  writeReports(folder, factsOf(run, { gates: readGates(GATES), baseline: undefined, drawing, volumePerDay: VOLUME, functions: readFunctions(folder) }), { format: ['html'], lang: drawing.lang });

async function writeReports(folder: string, facts: Facts, { format, lang }: Pick<Options, 'format' | 'lang'>): Promise<readonly string[]> {
  const files: string[] = [];
  for (const { file, write } of format.map((name) => FORMATS[name])) {
    writeFileSync(`${folder}/${file}`, await write(facts, lang));
    files.push(`${folder}/${file}`);
  }
  return files;
}

function namesFrom<Name extends string>(known: readonly Name[], value: string): readonly Name[] {
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !(known as readonly string[]).includes(name));
  if (unknown.length > 0) throw new InvalidArgumentError(`unknown: ${unknown.join(', ')}`);
  return names as Name[];
}

function dollarsFrom(value: string): number {
  const dollars = Number(value);
  if (value.trim() === '' || !Number.isFinite(dollars) || dollars < 0) throw new InvalidArgumentError('an amount in US dollars, 0 or more');
  return dollars;
}
