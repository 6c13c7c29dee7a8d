import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { BatchResponseSchema } from '../../src/api/routes/triage-batch.ts';
import { ProblemSchema } from '../../src/api/wire/problem.ts';
import { asking, shippedClassifiers, startService, type TestService } from '../support/service.ts';
import { expectProblem } from './expect-problem.ts';

const PATH = '/v1/triage/batch';
const LINES = { 'Content-Type': 'application/x-ndjson' };

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

const narrow = (text: unknown, id?: string) => ({ message: { text, ...(id === undefined ? {} : { id }) }, options: { include: ['moderation'], store: 'none', model: 'triage-fast' } });

test('200: an array is answered item by item in its order; a faulty one gets a typed error of its own', async () => {
  const { status, json } = await service.post(PATH, [asking('Bonjour', { id: 'b1' }), asking('', { id: 'b2' }), null, 'x', asking('Merci', { id: 'b3' })]);

  expect(status).toBe(200);
  expect(BatchResponseSchema.parse(json)).toEqual(json);
  expect(json.map(({ object, message_id: id }: Record<string, unknown>) => [object, id])).toEqual([
    ['triage.result', 'b1'], ['triage.error', 'b2'], ['triage.error', null], ['triage.error', null], ['triage.result', 'b3'],
  ]);
  expect(json[1]).toMatchObject({ index: 1, error: { type: '/problems/validation', status: 422, errors: [{ pointer: '/message/text' }] } });
  expect(ProblemSchema.parse(json[1].error)).toEqual(json[1].error);
});

test('200: 100 items', async () => {
  const { status, json } = await service.post(PATH, Array.from({ length: 100 }, (_, index) => narrow(`Bonjour ${index}`, `hundred-${index}`)));

  expect(status).toBe(200);
  expect(json.map(({ message_id: id }: { message_id: string }) => id)).toEqual(Array.from({ length: 100 }, (_, index) => `hundred-${index}`));
});

test.each([['no item', []], ['101 items', Array.from({ length: 101 }, () => narrow('x'))], ['no array', { items: [] }], ['null', null]])('422: %s', async (_name, body) => {
  expectProblem(await service.post(PATH, body), 'validation', { instance: PATH, pointer: '' });
});

test.each([['an array that is cut off', '[{"message"', LINES_OF('json'), 'malformed'], ['no body', '', LINES_OF('json'), 'malformed'], ['plain text', 'x', LINES_OF('text'), 'unsupported_media'], ['a compressed stream', 'x', { ...LINES, 'Content-Encoding': 'gzip' }, 'unsupported_media']] as const)('4xx: %s', async (_name, raw, headers, code) => {
  expectProblem(await service.ask('POST', PATH, { raw, headers }), code, { instance: PATH });
});

function LINES_OF(kind: 'json' | 'text'): Readonly<Record<string, string>> {
  return { 'Content-Type': kind === 'json' ? 'application/json' : 'text/plain' };
}

test('413: an array of more than 4 MiB is refused with an answer, not with a broken connection', async () => {
  expectProblem(await service.ask('POST', PATH, { raw: `[${' '.repeat(5_000_000)}]`, headers: LINES_OF('json') }), 'payload_too_large', { instance: PATH });
});

test('200: after a body that was refused before its end the same connection serves the next request', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());

  const refused = await onAgent(agent, `[${' '.repeat(4_500_000)}]`);
  const served = await onAgent(agent, '[{}]');

  expect([refused, served]).toEqual([413, 200]);
});

/** Status of a batch sent on a connection of `agent`. */
async function onAgent(agent: Agent, body: string): Promise<number> {
  const sending = httpRequest({ agent, port: service.port, path: PATH, method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': body.length, Authorization: `Bearer ${service.key}` } });
  sending.end(body);
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  response.resume();
  await Promise.all([once(response, 'end'), sending.writableFinished ? undefined : once(sending, 'finish')]);
  await turn();
  return response.statusCode ?? 0;
}

test('200: 2,000 lines with bad ones in between are answered in order, one line each', async () => {
  const bad = ['{"message":', '[]', '{}', `{"message":{"text":"${'x'.repeat(10_001)}"}}`, `${'['.repeat(5_000)}${']'.repeat(5_000)}`, `{"message":{"text":"${'y'.repeat(70_000)}"}}`, 'nul\0'];
  const lines = Array.from({ length: 2_000 }, (_, index) => (index % 100 === 99 ? (bad[((index - 99) / 100) % bad.length] ?? '') : JSON.stringify(narrow(`Message ${index}`, `line-${index}`))));

  const { status, text, headers } = await service.ask('POST', PATH, { raw: lines.join('\n'), headers: LINES });

  const answers = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  expect(answers.map(({ object, index, message_id: id }) => (object === 'triage.error' ? index : id))).toEqual(lines.map((_, index) => (index % 100 === 99 ? index : `line-${index}`)));
  const codes = answers.filter(({ object }) => object === 'triage.error').slice(0, bad.length).map(({ error }) => (error as { type: string }).type.replace('/problems/', ''));
  expect(codes).toEqual(['malformed', 'validation', 'validation', 'validation', 'validation', 'payload_too_large', 'malformed']);
  expect(text).not.toContain('xxx');
});

test('200: blank lines, CRLF and a missing line break at the end make no difference', async () => {
  const { text } = await service.ask('POST', PATH, { raw: `\ufeff${JSON.stringify(narrow('a'))}\r\n\r\n  \n${JSON.stringify(narrow('b'))}`, headers: LINES });

  expect(text.trimEnd().split('\n').map((line) => (JSON.parse(line) as { object: string }).object)).toEqual(['triage.result', 'triage.result']);
});

test('200: a character that is cut by the border of two chunks stays whole', async () => {
  const bytes = Buffer.from(`${JSON.stringify({ ...narrow('Ça va 🙂 ?'), 'ç🙂': 1 })}\n`);
  const { sending, response } = open(service);
  for (const byte of bytes) {
    sending.write(Buffer.from([byte]));
    await turn();
  }
  sending.end();

  const [line] = await linesOf(await response);
  expect((JSON.parse(line ?? '') as { warnings: string[] }).warnings).toEqual(['unknown field /ç🙂 was ignored']);
});

test('a line without end does not grow memory: it is refused and the lines after it are read', async () => {
  const { sending, response } = open(service);
  for (let chunk = 0; chunk < 400; chunk += 1) if (!sending.write('x'.repeat(65_536))) await once(sending, 'drain');
  sending.end(`\n${JSON.stringify(narrow('b'))}\n`);

  const answers = (await linesOf(await response)).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(answers.map(({ object }) => object)).toEqual(['triage.error', 'triage.result']);
  expect(answers[0]).toMatchObject({ error: { type: '/problems/payload_too_large' } });
});

test('a client that does not read its answers stops the reading of its questions', async () => {
  const counted = await countingService();
  const { sending, response } = open(counted.service);
  // More than the sockets’ own buffers take: a few megabytes on each side.
  const total = 16_000;
  // Everything is offered at once; what is not taken waits on the client's side.
  const offered = Readable.from(linesTo(total)).pipe(sending);
  const answer = await response;

  const stalled = await settled(() => counted.seen());

  expect(stalled).toBeLessThan(total);
  expect(offered.writableNeedDrain).toBe(true);
  expect(await linesOf(answer)).toHaveLength(total);
  expect(counted.seen()).toBe(total);
}, 60_000);

test('a client that goes away in the middle stops the work and harms nobody', async () => {
  const counted = await countingService();
  const { sending, response } = open(counted.service);
  Readable.from(linesTo(50_000)).pipe(sending);
  const answer = await response;
  answer.once('data', () => sending.destroy());
  await once(answer, 'close').catch(() => undefined);

  const stopped = await settled(() => counted.seen());

  expect(stopped).toBeLessThan(50_000);
  expect((await counted.service.ask('GET', '/readyz')).status).toBe(200);
  expect((await counted.service.post(PATH, [narrow('Bonjour')])).status).toBe(200);
  await vi.waitFor(async () => expect((await counted.service.ask('GET', '/metrics')).text).toContain('triage_requests_in_flight 0'));
});

test('many slow readers leave no listener behind', async () => {
  const warnings: string[] = [];
  const warn = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', warn);
  onTestFinished(() => void process.off('warning', warn));
  const { sending, response } = open(service);
  Readable.from(linesTo(3_000)).pipe(sending);

  let read = 0;
  for await (const _chunk of await response) if (++read % 20 === 0) await sleep(1);

  await turn();
  expect(warnings).toEqual([]);
});

/** A service that counts the messages it begins to score. */
async function countingService(): Promise<Readonly<{ service: TestService; seen(): number }>> {
  let seen = 0;
  const classifiers = shippedClassifiers().map((classifier) => (classifier.name !== 'spam' ? classifier : { ...classifier, score: (...given: Parameters<typeof classifier.score>) => {
    seen += 1;
    return classifier.score(...given);
  } }));
  return { service: await startService({ overrides: { classifiers } }), seen: () => seen };
}

function* linesTo(count: number): Iterable<string> {
  // Padded with unknown fields, which come back as warnings: the answers are as large as the questions.
  for (let index = 0; index < count; index += 1) yield `${JSON.stringify({ ...narrow(`Message ${index}`), ...Object.fromEntries(Array.from({ length: 20 }, (_, field) => [`${'f'.repeat(50)}${field}`, 0])) })}\n`;
}

function open({ port, key }: TestService): Readonly<{ sending: ClientRequest; response: Promise<IncomingMessage> }> {
  const sending = httpRequest({ port, path: PATH, method: 'POST', headers: { ...LINES, Authorization: `Bearer ${key}` } });
  const response = once(sending, 'response').then(([incoming]) => incoming as IncomingMessage);
  sending.on('error', () => undefined);
  response.catch(() => undefined);
  return { sending, response };
}

async function linesOf(response: IncomingMessage): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: response })) lines.push(line);
  return lines;
}

/** The value once it no longer changes. */
async function settled(value: () => number): Promise<number> {
  for (let last = -1; ; ) {
    await sleep(500);
    if (value() === last) return last;
    last = value();
  }
}
