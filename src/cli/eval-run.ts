import { existsSync, readdirSync } from 'node:fs';
import { Command, Option } from 'commander';
import { loadConfig } from '../config.ts';
import { DatasetError, type Row } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { readAll } from '../eval/input/read.ts';
import { type Mapping, parseMapping } from '../eval/input/mapping.ts';
import { type Language, LANGUAGES } from '../eval/report/words.ts';
import { appendLines, type Identity, replaceLines, resumeFolder, startFolder, writeMetrics } from '../eval/run/folder.ts';
import { leakReport, trainLeaks } from '../eval/run/leaked.ts';
import { answerRows, type Ask, drawRows } from '../eval/run/loop.ts';
import { parsePrediction, type Prediction } from '../eval/run/prediction.ts';
import { type Summary, summarise } from '../eval/run/summary.ts';
import { VERSION } from '../service.ts';
import { askInProcess, askService, folderUnder } from './eval-ask.ts';
import { writePage } from './eval-report.ts';
import { DATASETS, modelHashes, ROUNDS, SEED, sha256Of, shortPath, wholeFrom } from './eval-options.ts';
import { createProgress } from './progress.ts';

type Options = Readonly<{
  data?: string[]; split: string; map?: Mapping; out?: string; slices: string; policy?: string; target?: string; key?: string;
  limit?: number; seed: number; rounds: number; lang: Language; resume: boolean; allowLeak: boolean;
}>;

const AT_ONCE = 8;

/** `triage-eval run`: rows → triage() → figures by aspect and slice. */
export const evalRunCommand = (): Command =>
  new Command('run').description('Run labelled rows through the pipeline and print figures by aspect and language. Failed rows are counted as failed.')
    .option('--data <files...>', 'JSONL or CSV files of labelled rows, .gz too; default: the chosen split of every folder of datasets/ that carries all labels')
    .option('--split <name>', 'split of the project\'s own datasets: test or dev', 'test')
    .option('--map <list>', 'columns of other names: text=message,labels.spam=is_spam', parseMapping)
    .option('--out <dir>', 'also write predictions.jsonl, metrics.json and report.html there')
    .option('--resume', 'go on with the run in --out: rows that are answered there are not asked again', false)
    .option('--policy <file>', 'policy under test, instead of the workspace\'s')
    .option('--target <url>', 'ask a live service instead of running in process')
    .option('--key <key>', 'API key of that service')
    .option('--limit <n>', 'only so many rows, drawn by the seed', wholeFrom(1))
    .option('--seed <n>', 'seed of the draw and of the intervals', wholeFrom(0), SEED)
    .option('--rounds <n>', 'rounds of the bootstrap; 0 leaves the intervals out', wholeFrom(0), ROUNDS)
    .option('--allow-leak', 'run although rows stand in a train split; the metrics then name them', false)
    .addOption(new Option('--lang <tag>', 'language of report.html').choices(LANGUAGES).default('en'))
    .option('--slices <list>', 'slices to print, comma-separated', 'all,fr,en,other languages')
    .action(run);

async function run(options: Options): Promise<void> {
  check(options);
  const [startedAt, startedMs] = [new Date(), performance.now()];
  const files = readAll(options.data ?? ownFiles(options.split), options.map);
  const rows = chosen(files.flatMap((file) => file.rows), options);
  const leaks = leakReport(trainLeaks(rows, DATASETS), options.allowLeak);
  const config = loadConfig();
  const policyFile = options.policy ?? `${config.WORKSPACE_DIR}/policy.yaml`;
  const identity: Identity = {
    version: VERSION, target: options.target ?? null,
    data: files.map((file) => ({ file: shortPath(file.path), sha256: sha256Of(file.path), rows: file.rows.length })),
    models: options.target === undefined ? [...modelHashes(config.MODELS_DIR)] : [],
    policy: options.target === undefined ? { file: shortPath(policyFile), sha256: sha256Of(policyFile) } : null,
  };
  const ask = options.target === undefined ? askInProcess(config, { folder: folderUnder(policyFile, config) }) : Promise.resolve(askService(options.target, options.key ?? ''));
  const predictions = await predictAll(rows, await ask, options, identity);
  if (predictions === undefined) return;
  const summary = summarise(predictions, options);
  process.stdout.write(tableOf(summary, options.slices));
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
    await writePage(options.out, { predictions, metrics }, options);
  }
  sayFailures(summary);
}

function check({ resume, out, target, key, policy }: Options): void {
  if (resume && out === undefined) throw new DatasetError('--resume needs --out.', { remedy: 'Name the folder of the run that should go on.' });
  if (target !== undefined && !URL.canParse(target)) throw new DatasetError(`--target ${target} is no address.`, { remedy: 'Write it as http://127.0.0.1:3000.' });
  if (target !== undefined && key === undefined) throw new DatasetError('--target needs --key.', { remedy: '`triage keys create` makes one.' });
  if (target !== undefined && policy !== undefined) throw new DatasetError('--policy cannot be put under test in a live service.', { remedy: 'Leave out --target to run in process.' });
  if (policy !== undefined && !existsSync(policy)) throw new DatasetError(`${policy} does not exist.`, { remedy: 'Give the path of a policy file.' });
}

/** Own datasets with every label; renderings carry abuse alone and serve training. */
function ownFiles(split: string): string[] {
  const files = readdirSync(DATASETS).sort().map((name) => `${DATASETS}/${name}/${split}.jsonl`).filter((path) => existsSync(path) && !path.includes('/abuse-renderings/'));
  if (files.length === 0) throw new DatasetError(`No dataset has a split "${split}".`, { remedy: 'Use test or dev, or name files with --data.' });
  return files;
}

function chosen(rows: readonly Row[], { limit, seed }: Options): readonly Row[] {
  if (rows.length === 0) throw new DatasetError('There are no rows in the data.');
  return limit === undefined || limit >= rows.length ? rows : drawRows(rows, limit, seed);
}

/** Predictions in the rows' order; undefined when it was stopped before the end. What is answered is on disk at once. */
async function predictAll(rows: readonly Row[], ask: Ask, { out, resume }: Options, identity: Identity): Promise<readonly Prediction[] | undefined> {
  const lines = new Map<string, string>(out !== undefined && resume ? resumeFolder(out, identity) : []);
  if (out !== undefined && !resume) startFolder(out, identity);
  const open = rows.filter(({ id }) => !lines.has(id));
  if (resume) process.stderr.write(`${rows.length - open.length} of ${rows.length} rows are answered already.\n`);
  const progress = createProgress('run', open.length);
  const stopping = stopOnSignal();
  try {
    await answerRows(open, ask, {
      atOnce: AT_ONCE, isStopped: stopping.isStopped,
      answered: (batch) => {
        if (out !== undefined) appendLines(out, batch);
        for (const line of batch) lines.set((JSON.parse(line) as { id: string }).id, line);
        progress.add(batch.length);
      },
    });
  } finally {
    progress.end();
    stopping.release();
  }
  const ordered = rows.flatMap(({ id }) => lines.get(id) ?? []);
  if (ordered.length < rows.length) {
    process.stderr.write(`Stopped after ${ordered.length} of ${rows.length} rows.${out === undefined ? '' : ' The same command with --resume goes on from there.'}\n`);
    process.exitCode = 1;
    return undefined;
  }
  if (out !== undefined) replaceLines(out, ordered);
  return ordered.flatMap((line) => parsePrediction(line) ?? []);
}

/** The batch in flight is finished and written; the second signal of a terminal's Ctrl-C changes nothing. */
function stopOnSignal(): Readonly<{ isStopped(): boolean; release(): void }> {
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  return { isStopped: () => stopped, release: () => signals.forEach((signal) => process.removeListener(signal, stop)) };
}

function sayFailures({ rows, failed, failures }: Summary): void {
  if (failed === 0) return;
  process.stderr.write(`${failed} of ${rows} rows got no answer: ${Object.entries(failures).map(([reason, count]) => `${reason} ${count}`).join(', ')}.\n`);
  if (failed === rows) process.exitCode = 1;
}

function tableOf({ aspects, operations }: Summary, slices: string): string {
  const wanted = new Set(slices.split(',').map((slice) => slice.trim()));
  const lines = aspects.filter(({ slice }) => wanted.has(slice))
    .map(({ aspect, slice, n, failed, figures }) => `${aspect.padEnd(17)}${slice.padEnd(16)} n ${String(n).padStart(5)}  failed ${failed}  ${Object.entries(figures).map(spelled).join('  ')}`);
  const decided = operations.map(({ name, per_thousand: share, low, high, count, of }) =>
    `${name}: ${share?.toFixed(1) ?? '–'} per 1,000 (${count} of ${of}${low === null ? '' : `; 95 % interval ${low.toFixed(1)}–${high?.toFixed(1) ?? '–'}`})`);
  return `${lines.join('\n')}\n\n${decided.join('\n')}\n`;
}

function spelled([name, { point, low, high }]: readonly [string, Summary['aspects'][number]['figures'][string]]): string {
  if (name === 'positives') return `${name} ${String(point)}`;
  return `${name} ${show(point ?? undefined)}${low === null ? '' : ` [${show(low)}–${show(high ?? undefined)}]`}`;
}
