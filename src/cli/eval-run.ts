import { Command, Option } from 'commander';
import { loadConfig } from '../config.ts';
import { DatasetError, type Row } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { type Language, LANGUAGES } from '../eval/report/words.ts';
import { writeMetrics } from '../eval/run/folder.ts';
import { leakReport, trainLeaks, trainSplitsOf } from '../eval/run/leaked.ts';
import { parsePrediction } from '../eval/run/prediction.ts';
import { type Summary, summarise } from '../eval/run/summary.ts';
import { bySource, type SourceFigures } from '../eval/suite/by-source.ts';
import { readManifest } from '../eval/suite/manifest.ts';
import { readSuite, type SetRead } from '../eval/suite/read.ts';
import { answerAll, checkKeeping, type Keeping, keepingOptions, sayFailures, writeBeside } from './eval-answers.ts';
import { chosen, type Data, dataOptions, readChosen } from './eval-data.ts';
import { DATASETS, learntFrom, ROUNDS, wholeFrom } from './eval-options.ts';
import { writePage } from './eval-report.ts';
import { checkSubject, type DataFile, identityOf, openSubject, type Subject, subjectOptions } from './eval-subject.ts';

type Options = Data & Subject & Keeping & Readonly<{ suite?: string; slices: string; rounds: number; lang: Language; allowLeak: boolean }>;

/** `triage-eval run`: rows → triage() → figures by aspect and slice. */
export const evalRunCommand = (): Command =>
  keepingOptions(subjectOptions(dataOptions(new Command('run'))), 'predictions.jsonl, metrics.json and report.html')
    .description('Run labelled rows through the pipeline and print figures by aspect and language. Failed rows are counted as failed.')
    .option('--suite <name>', 'public: the sets of datasets/public-suite.yaml, read from the folder in --data, with figures by source; or a manifest of your own')
    .option('--rounds <n>', 'rounds of the bootstrap; 0 leaves the intervals out', wholeFrom(0), ROUNDS)
    .option('--allow-leak', 'run although rows stand in a train split; the metrics then name them', false)
    .addOption(new Option('--lang <tag>', 'language of report.html').choices(LANGUAGES).default('en'))
    .option('--slices <list>', 'slices to print, comma-separated', 'all,fr,en,other languages')
    .action(run);

async function run(options: Options): Promise<void> {
  checkKeeping(options);
  checkSubject(options);
  const [startedAt, startedMs] = [new Date(), performance.now()];
  const { files, rows, sets } = options.suite === undefined ? { ...readChosen(options), sets: undefined } : readSets(options.suite, options);
  const leaks = leakReport(trainLeaks(rows, trainSplitsOf(DATASETS)), options.allowLeak);
  const identity = identityOf(options, files);
  const lines = await answerAll('run', rows, await openSubject(options), { ...options, identity });
  if (lines === undefined) return;
  const predictions = lines.flatMap((line) => parsePrediction(line) ?? []);
  const summary = summarise(predictions, options);
  process.stdout.write(tableOf(summary, options.slices));
  const sources = sets === undefined ? undefined : bySource(sets, summary, { drawn: rows, learnt: options.target === undefined ? learntFrom(loadConfig().MODELS_DIR) : undefined });
  if (sources !== undefined) process.stdout.write(`\n${sources.map(sourceLines).join('')}`);
  if (options.out !== undefined) {
    const { version, ...where } = identity;
    const metrics = {
      ...summary, leaks,
      provenance: {
        ...where, versions: { triage: version, node: process.versions.node }, split: options.data === undefined ? options.split : null,
        limit: options.limit ?? null, seed: options.seed, rounds: options.rounds, started_at: startedAt.toISOString(), seconds: Math.round(performance.now() - startedMs) / 1_000,
      },
    };
    writeMetrics(options.out, metrics);
    if (sources !== undefined) writeBeside(options.out, 'sources.json', { object: 'triage.eval.sources', sources, provenance: metrics.provenance });
    await writePage(options.out, { predictions, metrics }, options);
  }
  sayFailures(summary);
}

/** The sets of a suite that lie in the folder. What lies elsewhere is said, not passed over. */
function readSets(suite: string, options: Options): Readonly<{ files: readonly DataFile[]; rows: readonly Row[]; sets: readonly SetRead[] }> {
  const [folder, ...others] = options.data ?? [];
  if (folder === undefined || others.length > 0) throw new DatasetError('--suite needs --data with the one folder that holds the sets.', { remedy: 'Write it as --suite public --data DIR.' });
  if (options.map !== undefined) throw new DatasetError('--map is not for suites.', { remedy: 'The suite\'s manifest says which label comes from where.' });
  const { found, absent } = readSuite(readManifest(suite === 'public' ? `${DATASETS}/public-suite.yaml` : suite), folder);
  if (absent.length > 0) process.stderr.write(`Not in ${folder}: ${absent.join(', ')}.\n`);
  return { files: found, rows: chosen(found.flatMap(({ rows }) => rows), options), sets: found };
}

function tableOf({ aspects, operations }: Summary, slices: string): string {
  const wanted = new Set(slices.split(',').map((slice) => slice.trim()));
  const lines = aspects.filter(({ slice }) => wanted.has(slice)).map((measured) => lineOf(measured, measured.slice));
  const decided = operations.map(({ name, per_thousand: share, low, high, count, of }) =>
    `${name}: ${share?.toFixed(1) ?? '–'} per 1,000 (${count} of ${of}${low === null ? '' : `; 95 % interval ${low.toFixed(1)}–${high?.toFixed(1) ?? '–'}`})`);
  return `${lines.join('\n')}\n\n${decided.join('\n')}\n`;
}

type Shown = Omit<Summary['aspects'][number], 'slice'>;

const lineOf = ({ aspect, n, failed, figures }: Shown, slice: string): string =>
  `${aspect.padEnd(17)}${slice.padEnd(16)} n ${String(n).padStart(5)}  failed ${failed}  ${Object.entries(figures).map(spelled).join('  ')}`;

function sourceLines({ name, source, licence, split, rows, unusable, learnt_from: learnt, aspects }: SourceFigures): string {
  const left = unusable === 0 ? [] : [`${unusable} rows without usable words left out`];
  const about = [`${rows} rows of ${split}`, licence, ...left, ...(learnt === true ? ['the models learnt from its train split'] : [])];
  return `${name} – ${source} (${about.join('; ')})\n${aspects.filter(({ aspect }) => aspect !== 'language').map((measured) => `  ${lineOf(measured, '')}\n`).join('')}`;
}

function spelled([name, { point, low, high }]: readonly [string, Shown['figures'][string]]): string {
  if (name === 'positives') return `${name} ${String(point)}`;
  return `${name} ${show(point ?? undefined)}${low === null ? '' : ` [${show(low)}–${show(high ?? undefined)}]`}`;
}
