import { request as httpRequest } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, expect, test, vi } from 'vitest';
import { asking, type Answer, startService, type TestService } from '../support/service.ts';
import { expectProblem } from './expect-problem.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
/** A word of the message that no error may repeat. */
const MARK = 'Zygomatron';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

const triage = (raw: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = JSON_TYPE): Promise<Answer> => service.ask('POST', '/v1/triage', { raw, headers });

test.each([
  ['half an object', `{"message":{"text":"${MARK}`], ['a bare word', MARK], ['single quotes', `{'message':'${MARK}'}`], ['a trailing comma', `{"message":{"text":"${MARK}"},}`], ['NaN', '{"message":NaN}'],
])('400: %s is not JSON, and the error does not repeat it', async (_name, raw) => {
  const answer = await triage(raw);

  expectProblem(answer, 'malformed', { instance: '/v1/triage' });
  expect(answer.text).not.toContain(MARK);
});

test.each([['no body at all', ''], ['blanks only', '  ']])('400 or 422: %s is refused', async (_name, raw) => {
  const answer = await triage(raw);

  expect([400, 422]).toContain(answer.status);
  expect(answer.json.type).toMatch(/^\/problems\/(malformed|validation)$/);
});

test.each([
  ['null', null, ''], ['an array', [], ''], ['a number', 7, ''], ['a string', MARK, ''], ['an empty object', {}, '/message'],
  ['text as a number', asking(7 as never), '/message/text'], ['text as null', asking(null as never), '/message/text'], ['text as a list', asking([MARK] as never), '/message/text'],
  ['an unknown role', asking('x', {}, { conversation: { messages: [{ role: MARK, text: 'x' }] } }), '/conversation/messages/0/role'],
  ['a deadline of zero', asking('x', {}, { options: { deadline_ms: 0 } }), '/options/deadline_ms'],
  ['a deadline with a fraction', asking('x', {}, { options: { deadline_ms: 1.5 } }), '/options/deadline_ms'],
  ['an unknown stage', asking('x', {}, { options: { include: [MARK] } }), '/options/include/0'],
  ['no stage', asking('x', {}, { options: { include: [] } }), '/options/include'],
  ['a channel with blanks', asking('x', { channel: `Whats App ${MARK}` }), '/message/channel'],
  ['an outbound message', asking('x', { direction: 'outbound' }), '/message/direction'],
  ['a date that is none', asking('x', { timestamp: '2026-13-45T99:99:99Z' }), '/message/timestamp'],
  ['21 attachments', asking('x', { attachments: Array.from({ length: 21 }, () => ({ type: 'image' })) }), '/message/attachments'],
  ['201 turns', asking('x', {}, { conversation: { messages: Array.from({ length: 201 }, () => ({ role: 'agent', text: 'x' })) } }), '/conversation/messages'],
])('422: %s is named by its pointer, and its value is not repeated', async (_name, body, pointer) => {
  const answer = await service.post('/v1/triage', body);

  expectProblem(answer, 'validation', { instance: '/v1/triage', pointer });
  expect(answer.text).not.toContain(MARK);
});

test.each([['empty', ''], ['blanks', '   '], ['line breaks and no-break spaces', '\n\t\u00a0\u3000\r\n']])('422: a text of %s', async (_name, text) => {
  expectProblem(await service.post('/v1/triage', asking(text)), 'validation', { pointer: '/message/text' });
});

test('200 and 422: 10,000 characters are taken, 10,001 are not', async () => {
  expect((await service.post('/v1/triage', asking('é'.repeat(10_000)))).status).toBe(200);
  expectProblem(await service.post('/v1/triage', asking('é'.repeat(10_001))), 'validation', { pointer: '/message/text' });
});

test.each([
  ['lone surrogates', 'Bonjour \ud800 et \udc00'], ['NULs', 'Bon\0jour\0'], ['right-to-left overrides', 'Bonjour \u202edrawkcab\u202c \u2066x\u2069'], ['50 combining marks on a letter', `e${'\u0301'.repeat(50)} bonjour`],
  ['zero widths only', '\u200b\u200d\ufeff'], ['unassigned and private characters', '\u{e000}\u{10ffff}\u0378'], ['an emoji', '👍'], ['10,000 combining marks', '\u0301'.repeat(10_000)],
])('200: a text with %s is decided, stored and read again', async (_name, text) => {
  const { key } = await service.newTenant({ storeText: true });

  const answer = await service.post('/v1/triage', asking(text), { key });

  expect(answer.status).toBe(200);
  const { json } = await service.ask('GET', `/v1/decisions/${answer.json.id}`, { key });
  expect(json.result).toEqual(answer.json);
  expect(json.text).toBe(text.replaceAll('\0', '\ufffd').toWellFormed());
});

test.each([['a NUL', 'id\0x'], ['a lone surrogate', 'id\ud800'], ['a line break', 'id\nx'], ['201 characters', 'i'.repeat(201)], ['nothing', '']])('422: a message id with %s', async (_name, id) => {
  expectProblem(await service.post('/v1/triage', asking('Bonjour', { id })), 'validation', { pointer: '/message/id' });
});

test.each([['arrays', '[', ']'], ['objects', '{"a":', '}']])('422: 10,000 nested %s', async (_name, open, close) => {
  const answer = await triage(`${open.repeat(10_000)}1${close.repeat(10_000)}`);

  expectProblem(answer, 'validation', { instance: '/v1/triage', pointer: '' });
  expect(answer.json.errors[0].code).toBe('too_deep');
});

test('413: a body over 64 KiB', async () => {
  expectProblem(await triage(JSON.stringify({ ...asking('x'), filler: 'x'.repeat(66_000) })), 'payload_too_large', { instance: '/v1/triage' });
});

test('413: a chunked body over the limit, which announces no length', async () => {
  const answer = await chunked('/v1/triage', Array.from({ length: 40 }, () => ' '.repeat(4_096)));

  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.text)).toMatchObject({ type: '/problems/payload_too_large' });
});

test.each([['gzip', gzipSync], ['br', brotliCompressSync]])('413: a body that %s unpacks to a thousand times its size', async (encoding, compress) => {
  const bomb = new Uint8Array(compress(Buffer.from(JSON.stringify({ filler: 'x'.repeat(20_000_000) }))));

  expect(bomb.length).toBeLessThan(60_000);
  expectProblem(await triage(bomb, { ...JSON_TYPE, 'Content-Encoding': encoding }), 'payload_too_large');
});

test('200: a compressed body of ordinary size is read', async () => {
  const answer = await triage(new Uint8Array(gzipSync(JSON.stringify(asking('Bonjour')))), { ...JSON_TYPE, 'Content-Encoding': 'gzip' });

  expect(answer.status).toBe(200);
});

test.each<readonly [string, Uint8Array<ArrayBuffer>, Readonly<Record<string, string>>]>([
  ['in UTF-16', new Uint8Array(Buffer.from(JSON.stringify(asking('Bonjour été')), 'utf16le')), { 'Content-Type': 'application/json; charset=utf-16le' }],
  ['behind a byte order mark', new Uint8Array(Buffer.from(`\ufeff${JSON.stringify(asking('Bonjour été'))}`)), JSON_TYPE],
  ['deflated', new Uint8Array(deflateSync(JSON.stringify(asking('Bonjour été')))), { ...JSON_TYPE, 'Content-Encoding': 'deflate' }],
])('200: a body %s is read', async (_name, raw, headers) => {
  expect((await triage(raw, headers)).status).toBe(200);
});

test('200: a body in pieces is read as one, also where a letter is cut in two', async () => {
  const { key } = await service.newTenant({ storeText: true });
  const bytes = Buffer.from(JSON.stringify(asking('Bonjour été à Évry')));
  const cuts = [1, bytes.indexOf('é') + 1, bytes.indexOf('É') + 1, bytes.length];

  const { status, text } = await chunked('/v1/triage', cuts.map((end, index) => bytes.subarray(cuts[index - 1] ?? 0, end)), key);

  expect(status).toBe(200);
  expect((await service.ask('GET', `/v1/decisions/${(JSON.parse(text) as { id: string }).id}`, { key })).json.text).toBe('Bonjour été à Évry');
});

test('a sender that goes away in the middle of its body leaves its place free for others', async () => {
  const small = await startService({ env: { REQUESTS_IN_FLIGHT_MAX: '1' } });
  const sending = httpRequest({ port: small.port, path: '/v1/triage', method: 'POST', headers: { ...JSON_TYPE, Authorization: `Bearer ${small.key}`, 'Content-Length': 1_000 } }).on('error', () => undefined);
  sending.write('{"message"');
  await vi.waitFor(async () => expect((await small.ask('GET', '/metrics', { key: null })).text).toContain('triage_requests_in_flight 1'));
  sending.destroy();

  await vi.waitFor(async () => expect((await small.post('/v1/triage', asking('Bonjour'))).status).toBe(200));
});

test('400: a body that is not what its Content-Encoding says', async () => {
  expectProblem(await triage('{"message":{}}', { ...JSON_TYPE, 'Content-Encoding': 'gzip' }), 'malformed');
});

test.each([
  [{ 'Content-Type': 'text/plain' }], [{ 'Content-Type': 'application/xml' }], [{ 'Content-Type': 'multipart/form-data; boundary=x' }], [{ 'Content-Type': 'application/x-ndjson' }], [{ 'Content-Type': ';;' }],
  [{ ...JSON_TYPE, 'Content-Encoding': 'compress' }], [{ 'Content-Type': 'application/json; charset=klingon' }],
])('415: %o', async (headers) => {
  expectProblem(await triage(JSON.stringify(asking('Bonjour')), headers), 'unsupported_media', { instance: '/v1/triage' });
});

test.each(['application/json; charset=utf-8', 'application/vnd.inbox+json', 'APPLICATION/JSON'])('200: %s is JSON', async (type) => {
  expect((await triage(JSON.stringify(asking('Bonjour')), { 'Content-Type': type })).status).toBe(200);
});

test.each(['/v1/decisions/%E0%A4%A', '/v1/knowledge/snippets/%', '/problems/%ff'])('400: the malformed percent-encoding in %s', async (path) => {
  expectProblem(await service.ask('GET', path), 'malformed');
});

test.each(['/', '/v1', '/v1/triages', '/v1/triage/batch/x', '/v2/triage', '/v1/decisions', '/v1/decisions/a/b', '/%00', '/v1/../etc/passwd', '//v1/triage', '/docs/assets/%2e%2e/package.json', '/docs/assets/none.js', '/v1/constructor'])('404: %s', async (path) => {
  expectProblem(await service.ask('GET', path), 'not_found');
});

test('422: a key that would reach an object\'s prototype changes nothing', async () => {
  const polluted = await triage('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"message":{"text":"Bonjour","__proto__":{"channel":"sms"}}}');

  expect([polluted.status, polluted.json.channel, ({} as Record<string, unknown>)['polluted']]).toEqual([200, 'webchat', undefined]);
  expect(polluted.json.warnings).toContain('unknown field /__proto__ was ignored');
});

test('every fault of a request is named at once, at most 20 of them', async () => {
  const body = asking(7 as never, { channel: 'A B', id: '' }, { conversation: { messages: Array.from({ length: 60 }, () => ({ role: 'x', text: 1 })) } });

  const { json } = await service.post('/v1/triage', body);

  expect(json.errors).toHaveLength(20);
  expect(json.errors.slice(0, 3).map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/message/id', '/message/channel', '/message/text']);
});

/** Sends a body in chunks, without a length. */
async function chunked(path: string, chunks: readonly (string | Uint8Array)[], key = service.key): Promise<Readonly<{ status: number; text: string }>> {
  const { promise, resolve, reject } = Promise.withResolvers<Readonly<{ status: number; text: string }>>();
  const sending = httpRequest({ port: service.port, path, method: 'POST', headers: { ...JSON_TYPE, Authorization: `Bearer ${key}` } }, (response) => {
    textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
  }).on('error', reject);
  for (const chunk of chunks) sending.write(chunk);
  sending.end();
  return promise;
}
