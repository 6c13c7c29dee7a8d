import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { FAILURES, ServiceError } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { JSON_TYPE } from '../exchange.ts';
import { isJson, mediaTypeOf } from '../media-type.ts';
import { BODY_BYTES_MAX, discardRest, hasBody, isTooDeep } from '../middleware/body.ts';
import { once, refuseOddKey } from '../middleware/idempotency.ts';
import type { Call, Route } from '../route.ts';
import { failureOf, presentProblem } from '../wire/problem.ts';
import { TriageRequestSchema } from '../wire/triage-request.ts';
import { TriageResponseSchema } from '../wire/triage-schema.ts';
import { triageOne, triageRoute, type TriageRouteDeps } from './triage.ts';

const ITEMS_MAX = 100;
const ARRAY_BYTES_MAX = 4 * 1024 * 1024;
/** Items worked on at once; answers keep the order of the questions. */
const AT_ONCE = 8;
const LINES_TYPES: ReadonlySet<string> = new Set(['application/x-ndjson', 'application/jsonl', 'application/ndjson']);
/** Leaves room for the item's number behind a batch's Idempotency-Key. */
const KEY_LENGTH_MAX = 240;

export const BatchErrorSchema = z.object({ object: z.literal('triage.error'), index: z.int(), message_id: z.string().nullable(), error: z.object({}).loose() }).meta({ id: 'TriageItemError' });
export const BatchRequestSchema = z.array(TriageRequestSchema).min(1).max(ITEMS_MAX);
export const BatchResponseSchema = z.array(z.union([TriageResponseSchema, BatchErrorSchema]));

type BatchDeps = TriageRouteDeps & Pick<ApiDeps, 'store' | 'logger'>;

/** POST /v1/triage/batch: a JSON array of up to 100 bodies, or NDJSON of any length, answered line by line in order. */
export function triageBatchRoute(deps: BatchDeps): Route {
  return {
    method: 'post', path: '/v1/triage/batch', scope: 'triage:write', body: 'stream',
    stream: async (call, request, response) => {
      const key = keyOf(request);
      if (key !== undefined) refuseOddKey(key, KEY_LENGTH_MAX);
      if (!hasBody(request)) throw new ServiceError('malformed', 'no body', { publicDetail: 'A body is required.' });
      const media = mediaTypeOf(request.headers['content-type']);
      if (media !== undefined && LINES_TYPES.has(media.type)) return lines(deps, call, request, response);
      if (media === undefined || !isJson(media)) throw new ServiceError('unsupported_media', 'batch media type', { publicDetail: 'Send application/json (an array) or application/x-ndjson.' });
      return array(deps, call, request, response);
    },
    docs: {
      id: 'triageBatch', tag: 'triage', summary: 'Many messages; order kept, a faulty item gets its own typed error.', accepts: ['application/x-ndjson'],
      request: BatchRequestSchema, response: BatchResponseSchema,
    },
  };
}

const one = (deps: BatchDeps): Route => triageRoute(deps);

/** A faulty item must not spoil its neighbours: what would have been an error answer becomes the item's answer. */
async function item(deps: BatchDeps, call: Call, asked: Readonly<{ index: number; body: unknown; key: string | undefined }>): Promise<string> {
  const single = { ...call, body: asked.body };
  try {
    if (isTooDeep(asked.body)) throw new ServiceError('validation', 'too deep', { issues: [{ pointer: '', code: 'too_deep', detail: 'nested too deep' }] });
    const reply = asked.key === undefined ? await triageOne(deps, single, asked.body)
      : await once(one(deps), single, { key: asked.key, bytes: Buffer.from(JSON.stringify(asked.body)) }, deps.store.idempotency);
    return reply.text ?? JSON.stringify(reply.json);
  } catch (error) {
    const failure = failureOf(error);
    if (FAILURES[failure.code].status >= 500) deps.logger.error({ request_id: call.requestId, code: failure.code, index: asked.index }, 'batch item failed');
    const error_ = presentProblem(failure, { instance: '/v1/triage/batch', requestId: call.requestId });
    return JSON.stringify({ object: 'triage.error', index: asked.index, message_id: messageIdOf(asked.body), error: error_ });
  }
}

function messageIdOf(body: unknown): string | null {
  const id = (body as { message?: { id?: unknown } } | null)?.message?.id;
  return typeof id === 'string' ? id.slice(0, 200) : null;
}

async function array(deps: BatchDeps, call: Call, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const items = await readArray(request);
  const key = keyOf(request);
  const answers: string[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    answers.push(...await Promise.all(items.slice(from, from + AT_ONCE).map((body, offset) => item(deps, call, { index: from + offset, body, key: itemKey(key, from + offset) }))));
  }
  const text = `[${answers.join(',')}]`;
  response.writeHead(200, { 'Content-Type': JSON_TYPE, 'Content-Length': Buffer.byteLength(text) }).end(text);
}

const keyOf = ({ headers }: IncomingMessage): string | undefined => headers['idempotency-key']?.toString();

const itemKey = (key: string | undefined, index: number): string | undefined => (key === undefined ? undefined : `${key}#${index}`);

/** A reader that stops early leaves the connection open for the error answer; a sender that went away is no fault of ours. */
async function* chunksOf(request: IncomingMessage): AsyncIterable<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new ServiceError('malformed', 'the sender went away', { cause });
  } finally {
    if (!request.readableEnded) discardRest(request);
  }
}

async function readArray(request: IncomingMessage): Promise<readonly unknown[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request)) {
    size += chunk.length;
    if (size > ARRAY_BYTES_MAX) throw new ServiceError('payload_too_large', 'batch array', { publicDetail: `A JSON array may have ${ARRAY_BYTES_MAX} bytes; send NDJSON for more.` });
    chunks.push(chunk);
  }
  const items = parse(Buffer.concat(chunks).toString('utf8'));
  if (!Array.isArray(items)) throw new ServiceError('validation', 'batch is no array', { issues: [{ pointer: '', code: 'invalid_type', detail: 'must be an array of triage requests' }] });
  if (items.length === 0 || items.length > ITEMS_MAX) {
    throw new ServiceError('validation', 'batch size', { issues: [{ pointer: '', code: 'size', detail: `must hold 1 to ${ITEMS_MAX} items; send NDJSON for more` }] });
  }
  return items as unknown[];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ServiceError('malformed', 'batch JSON', { cause });
  }
}

/** Reads ahead by a bounded number of lines; a slow reader of the answers slows the reading of the questions. */
async function lines(deps: BatchDeps, call: Call, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const key = keyOf(request);
  response.statusCode = 200;
  response.setHeader('Content-Type', 'application/x-ndjson');
  const waiting: Promise<string>[] = [];
  let index = 0;
  const flushOne = async (): Promise<void> => {
    const answer = await waiting.shift();
    if (answer !== undefined && !response.write(`${answer}\n`)) await writable(response);
  };
  for await (const line of boundedLines(request)) {
    if (response.destroyed) break;
    if (line.trim() === '') continue;
    waiting.push(lineAnswer(deps, call, { index, line, key: itemKey(key, index) }));
    index += 1;
    if (waiting.length >= AT_ONCE) await flushOne();
  }
  while (waiting.length > 0 && !response.destroyed) await flushOne();
  response.end();
}

/** Resolves when the response takes more, or when nobody reads it any longer. */
export function writable(response: ServerResponse): Promise<void> {
  if (response.destroyed || !response.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

function lineAnswer(deps: BatchDeps, call: Call, { index, line, key }: Readonly<{ index: number; line: string; key: string | undefined }>): Promise<string> {
  const refuse = (error: ServiceError): string => JSON.stringify({ object: 'triage.error', index, message_id: null, error: presentProblem(failureOf(error), { instance: '/v1/triage/batch', requestId: call.requestId }) });
  if (Buffer.byteLength(line) > BODY_BYTES_MAX) return Promise.resolve(refuse(new ServiceError('payload_too_large', 'line too long')));
  try {
    return item(deps, call, { index, body: parse(line), key });
  } catch (error) {
    return Promise.resolve(refuse(error as ServiceError));
  }
}

/** Lines of a stream; one that never ends is cut into an over-long line instead of filling memory. */
async function* boundedLines(request: IncomingMessage): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunksOf(request)) {
    rest += decoder.decode(chunk, { stream: true });
    const parts = rest.split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
    // The tail of an over-long line is dropped; its head is long enough to be refused as such.
    if (rest.length > BODY_BYTES_MAX * 2) rest = rest.slice(0, BODY_BYTES_MAX * 2);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
