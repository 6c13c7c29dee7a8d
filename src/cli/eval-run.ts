import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { presentTriageResult } from '../api/wire/triage-result.ts';
import { parseTriageRequest } from '../api/wire/triage-request.ts';
import { loadConfig } from '../config.ts';
import type { TriageResult } from '../domain/decision.ts';
import { StartupError } from '../domain/failures.ts';
import { readRows, type Row } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { type Judged, measure, type Measured } from '../eval/run/measure.ts';
import { type Operation, operations } from '../eval/run/operations.ts';
import { createOfflineCore, VERSION } from '../service.ts';
import { createProgress } from './progress.ts';

type Options = Readonly<{ data?: string[]; split: string; out?: string; slices: string }>;

const DEADLINE_MS = 60_000;
const AT_ONCE = 8;

/** `triage-eval run`: rows → triage() → figures by aspect and slice. */
export const evalRunCommand = (): Command =>
  new Command('run').description('Run labelled rows through the pipeline and print figures by aspect and language. Failed rows are counted as failed.')
    .option('--data <files...>', 'JSONL files of labelled rows; default: the chosen split of every folder of datasets/ that carries all labels')
    .option('--split <name>', 'split of the project\'s own datasets: test or dev', 'test')
    .option('--out <dir>', 'also write predictions.jsonl and metrics.json there')
    .option('--slices <list>', 'slices to print, comma-separated', 'all,fr,en,other languages')
    .action(run);

async function run(options: Options): Promise<void> {
  const files = options.data ?? ownFiles(options.split);
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw new StartupError(`${missing} does not exist.`, 'Give the path of a JSONL file.');
  const rows = files.flatMap((file) => readRows(file));
  const judged = await predictAll(rows);
  const measured = measure(judged);
  const counted = operations(judged);
  const wanted = new Set(options.slices.split(',').map((slice) => slice.trim()));
  process.stdout.write(tableOf(measured.filter(({ slice }) => wanted.has(slice)), counted));
  if (options.out !== undefined) write(options.out, { files, judged, measured, counted });
}

/** Own datasets with every label; renderings carry abuse alone and serve training. */
function ownFiles(split: string): string[] {
  const root = fileURLToPath(new URL('../../datasets/', import.meta.url));
  return readdirSync(root).sort().map((name) => `${root}${name}/${split}.jsonl`).filter((path) => existsSync(path) && !path.includes('/abuse-renderings/'));
}

async function predictAll(rows: readonly Row[]): Promise<readonly Judged[]> {
  const { triage, workspaceId, now } = await createOfflineCore(loadConfig());
  const progress = createProgress('run', rows.length);
  const judged: Judged[] = [];
  const one = async (row: Row): Promise<Judged> => {
    const { message, options } = parseTriageRequest({
      message: { text: row.text, ...(row.channel === undefined ? {} : { channel: row.channel }) },
      ...(row.conversation === undefined ? {} : { conversation: { messages: row.conversation } }),
      options: { deadline_ms: DEADLINE_MS },
    }, { tenantId: workspaceId, now: now() });
    return { row, answer: await triage(message, options).catch((): TriageResult | undefined => undefined) };
  };
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const batch = await Promise.all(rows.slice(from, from + AT_ONCE).map(one));
    judged.push(...batch);
    progress.add(batch.length);
  }
  progress.end();
  return judged;
}

function tableOf(measured: readonly Measured[], counted: readonly Operation[]): string {
  const lines = measured.map(({ aspect, slice, n, failed, figures }) => `${aspect.padEnd(17)}${slice.padEnd(16)} n ${String(n).padStart(5)}  failed ${failed}  ${Object.entries(figures).map(([name, value]) => `${name} ${name === 'positives' ? String(value) : show(value)}`).join('  ')}`);
  const operationLines = counted.map(({ name, perThousand, interval, count, of }) => `${name}: ${perThousand === undefined ? '–' : perThousand.toFixed(1)} per 1,000 (${count} of ${of}${interval === undefined ? '' : `; 95 % interval ${interval.low.toFixed(1)}–${interval.high.toFixed(1)}`})`);
  return `${lines.join('\n')}\n\n${operationLines.join('\n')}\n`;
}

type Written = Readonly<{ files: readonly string[]; judged: readonly Judged[]; measured: readonly Measured[]; counted: readonly Operation[] }>;

function write(folder: string, { files, judged, measured, counted }: Written): void {
  mkdirSync(folder, { recursive: true });
  const include = new Set(['moderation', 'spam', 'lead', 'intent', 'sentiment', 'urgency', 'prompt_injection', 'routing'] as const);
  const lines = judged.map(({ row, answer }) => JSON.stringify(answer === undefined ? { id: row.id, failed: true } : { ...presentTriageResult(answer, { include, explain: false, warnings: [] }), id: row.id }));
  writeFileSync(`${folder}/predictions.jsonl`, `${lines.join('\n')}\n`);
  const data = files.map((file) => ({ file: file.split('/').slice(-2).join('/'), sha256: createHash('sha256').update(readFileSync(file)).digest('hex') }));
  writeFileSync(`${folder}/metrics.json`, `${JSON.stringify({ version: VERSION, data, rows: judged.length, aspects: measured, operations: counted }, null, 2)}\n`);
}
