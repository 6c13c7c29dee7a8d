import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError } from 'commander';
import { isTooDeep } from '../api/middleware/body.ts';
import { failureOf, presentProblem } from '../api/wire/problem.ts';
import { parseTriageRequest } from '../api/wire/triage-request.ts';
import { presentTriageResult } from '../api/wire/triage-result.ts';
import { loadConfig } from '../config.ts';
import { type Stage, STAGES } from '../domain/decision.ts';
import { ServiceError, StartupError } from '../domain/failures.ts';
import { DatasetError, streamLines } from '../eval/dataset.ts';
import { createProgress, type Progress } from './progress.ts';

type Options = Readonly<{ out: string; include?: readonly Stage[]; trustLang?: boolean; deadlineMs: number }>;

const AT_ONCE = 16;
const BAD_ROWS_STATUS = 2;
const LINE_LENGTH_MAX = 1_000_000;
const DEADLINE_MS_MAX = 60_000;

/** `triage predict DATA.jsonl --out P.jsonl`: one line a row, in order, through the service's own `triage()`. */
export const predictCommand = (): Command =>
  new Command('predict').description('Run the pipeline over a file of messages: no server, no store. A bad row gives a line {"id","error"} and exit status 2 at the end.')
    .argument('<data>', 'JSONL, one {"id","text","lang"?,"channel"?,"conversation"?} a line; .gz is unpacked')
    .requiredOption('--out <file>', 'where the predictions go')
    .option('--include <stages>', `comma-separated: ${STAGES.join(', ')}`, stageList)
    .option('--trust-lang', 'take the rows\' "lang" for granted instead of detecting the language', false)
    .option('--deadline-ms <n>', 'deadline of one message, 1 to 60000', deadline, DEADLINE_MS_MAX)
    .action(predict);

type Row = Readonly<{ id?: unknown; text?: unknown; lang?: unknown; channel?: unknown; conversation?: unknown }>;

/** Writes beside the wanted file and renames at the end: what stands under its name is whole. */
async function predict(data: string, options: Options): Promise<void> {
  if (statSync(data, { throwIfNoEntry: false })?.isFile() !== true) throw new StartupError(`${data} is no file.`, 'Give the path of a JSONL file.');
  const predictOne = await createPredictor(options);
  const partial = `${options.out}.partial`;
  const progress = createProgress('predict', statSync(data).size);
  const counted = { rows: 0, bad: 0 };
  try {
    await pipeline(predictions(data, predictOne, { counted, progress }), createWriteStream(partial));
    renameSync(partial, options.out);
  } catch (error) {
    rmSync(partial, { force: true });
    throw explained(error, options.out);
  } finally {
    progress.end();
  }
  if (counted.bad > 0) {
    process.stderr.write(`${counted.bad} of ${counted.rows} rows could not be read; their lines in ${options.out} say why.\n`);
    process.exitCode = BAD_ROWS_STATUS;
  }
}

type Prediction = Readonly<{ text: string; isBad: boolean }>;
type PredictOne = (line: string, number: number) => Promise<Prediction>;

/** A line for each row that is not blank, in the rows' order; `number` counts the lines of the file from 1. */
async function* predictions(data: string, predictOne: PredictOne, { counted, progress }: Readonly<{ counted: { rows: number; bad: number }; progress: Progress }>): AsyncIterable<string> {
  let waiting: Promise<Prediction>[] = [];
  async function* flush(): AsyncIterable<string> {
    for (const { text, isBad } of await Promise.all(waiting)) {
      if (isBad) counted.bad += 1;
      yield text;
    }
    waiting = [];
  }
  let number = 0;
  for await (const line of streamLines(data)) {
    number += 1;
    progress.add(Buffer.byteLength(line) + 1);
    if (line.trim() === '') continue;
    counted.rows += 1;
    waiting.push(predictOne(line, number));
    if (waiting.length >= AT_ONCE) yield* flush();
  }
  yield* flush();
}

/** What the user can mend, said as such; a mistake of ours stays what it is. */
function explained(error: unknown, out: string): unknown {
  if (error instanceof DatasetError) return new StartupError(error.message, 'Check the file: it may be damaged, or no gzip in spite of its name.', { cause: error });
  if (error instanceof Error && 'syscall' in error) return new StartupError(`${out} cannot be written.`, 'Check the folder, its rights and its free space.', { cause: error });
  return error;
}

async function createPredictor({ include, trustLang, deadlineMs }: Options): Promise<PredictOne> {
  const { triage, workspaceId, now } = await (await import('../service.ts')).createOfflineCore(loadConfig());
  return async (line, number) => {
    let id: unknown = null;
    try {
      const row = parseRow(line);
      id = row.id ?? `line-${number}`;
      const body = toRequest(row, { include, trustLang: trustLang === true, deadlineMs });
      const { message, options, warnings } = parseTriageRequest(body, { tenantId: workspaceId, now: now() });
      const result = await triage(message, options);
      return { text: `${JSON.stringify({ ...presentTriageResult(result, { include: options.include, explain: options.explain, warnings }), id })}\n`, isBad: false };
    } catch (error) {
      const { title, detail, errors } = presentProblem(failureOf(error), { instance: `line ${number}`, requestId: '' });
      return { text: `${JSON.stringify({ id, error: { line: number, title, detail, errors } })}\n`, isBad: true };
    }
  };
}

function parseRow(line: string): Row {
  if (line.length > LINE_LENGTH_MAX) throw new ServiceError('payload_too_large', 'line too long');
  let value: unknown;
  try {
    value = JSON.parse(line) as unknown;
  } catch (cause) {
    throw new ServiceError('malformed', 'row JSON', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ServiceError('validation', 'row', { issues: [{ pointer: '', code: 'invalid_type', detail: 'must be an object' }] });
  if (isTooDeep(value)) throw new ServiceError('validation', 'row', { issues: [{ pointer: '', code: 'too_deep', detail: 'nested too deep' }] });
  return value;
}

/** A row is a message without its envelope: its id is the file's, not a channel's. */
function toRequest({ text, lang, channel, conversation }: Row, { include, trustLang, deadlineMs }: Readonly<{ include: readonly Stage[] | undefined; trustLang: boolean; deadlineMs: number }>): unknown {
  return {
    message: { text, ...(typeof channel === 'string' ? { channel: channel.toLowerCase().replace(/[^a-z0-9_-]/g, '_').slice(0, 32) || 'webchat' } : {}), ...(trustLang && typeof lang === 'string' ? { language: lang } : {}) },
    ...(Array.isArray(conversation) ? { conversation: { messages: conversation } } : {}),
    options: { deadline_ms: deadlineMs, ...(include === undefined ? {} : { include }) },
  };
}

function stageList(value: string): readonly Stage[] {
  const stages = value.split(',').map((stage) => stage.trim()).filter((stage) => stage !== '');
  const unknown = stages.filter((stage) => !(STAGES as readonly string[]).includes(stage));
  if (unknown.length > 0 || stages.length === 0) throw new InvalidArgumentError(`unknown: ${unknown.join(', ') || 'nothing given'}`);
  return stages as Stage[];
}

function deadline(value: string): number {
  const ms = Number(value);
  if (!Number.isInteger(ms) || ms < 1 || ms > DEADLINE_MS_MAX) throw new InvalidArgumentError(`a whole number from 1 to ${DEADLINE_MS_MAX}`);
  return ms;
}
