import { createWriteStream, existsSync, renameSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { Command, InvalidArgumentError } from 'commander';
import { isTooDeep } from '../api/middleware/body.ts';
import { failureOf, presentProblem } from '../api/wire/problem.ts';
import { parseTriageRequest } from '../api/wire/triage-request.ts';
import { presentTriageResult } from '../api/wire/triage-result.ts';
import { loadConfig } from '../config.ts';
import { type Stage, STAGES } from '../domain/decision.ts';
import { ServiceError, StartupError } from '../domain/failures.ts';
import { streamLines } from '../eval/dataset.ts';
import { createOfflineCore } from '../service.ts';
import { createProgress } from './progress.ts';

type Options = Readonly<{ out: string; include?: readonly Stage[]; trustLang?: boolean; deadlineMs: number }>;

const AT_ONCE = 16;
const BAD_ROWS_STATUS = 2;
const LINE_LENGTH_MAX = 1_000_000;

/** `triage predict DATA.jsonl --out P.jsonl`: one line a row, in order, through the service's own `triage()`. */
export const predictCommand = (): Command =>
  new Command('predict').description('Run the pipeline over a file of messages: no server, no store. A bad row gives a line {"id","error"} and exit status 2 at the end.')
    .argument('<data>', 'JSONL, one {"id","text","lang"?,"channel"?,"conversation"?} a line; .gz is unpacked')
    .requiredOption('--out <file>', 'where the predictions go')
    .option('--include <stages>', `comma-separated: ${STAGES.join(', ')}`, stageList)
    .option('--trust-lang', 'take the rows\' "lang" for granted instead of detecting the language', false)
    .option('--deadline-ms <n>', 'deadline of one message', Number, 60_000)
    .action(predict);

type Row = Readonly<{ id?: unknown; text?: unknown; lang?: unknown; channel?: unknown; conversation?: unknown }>;

async function predict(data: string, options: Options): Promise<void> {
  if (!existsSync(data)) throw new StartupError(`${data} does not exist.`, 'Give the path of a JSONL file.');
  const predictOne = await createPredictor(options);
  const partial = `${options.out}.partial`;
  const out = createWriteStream(partial);
  const failed = once(out, 'error').then(([cause]) => {
    throw new StartupError(`${partial} cannot be written.`, 'Check the folder, its rights and its free space.', { cause });
  });
  failed.catch(() => undefined);
  const progress = createProgress('predict', statSync(data).size);
  let bad = 0;
  let number = 0;
  let waiting: Promise<Prediction>[] = [];
  const flush = async (): Promise<void> => {
    for (const { text, isBad } of await Promise.all(waiting)) {
      if (isBad) bad += 1;
      if (!out.write(text)) await Promise.race([once(out, 'drain'), failed]);
    }
    waiting = [];
  };
  for await (const line of streamLines(data)) {
    number += 1;
    progress.add(Buffer.byteLength(line) + 1);
    if (line.trim() === '') continue;
    waiting.push(predictOne(line, number));
    if (waiting.length >= AT_ONCE) await flush();
  }
  await flush();
  await Promise.race([new Promise<void>((resolve) => out.end(resolve)), failed]);
  renameSync(partial, options.out);
  progress.end();
  if (bad > 0) {
    process.stderr.write(`${bad} of ${number} rows could not be read; their lines in ${options.out} say why.\n`);
    process.exitCode = BAD_ROWS_STATUS;
  }
}

type Prediction = Readonly<{ text: string; isBad: boolean }>;

async function createPredictor({ include, trustLang, deadlineMs }: Options): Promise<(line: string, number: number) => Promise<Prediction>> {
  const { triage, workspaceId, now } = await createOfflineCore(loadConfig());
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

