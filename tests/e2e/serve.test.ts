import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeAll, expect, test, vi } from 'vitest';
import { asking, DEMO_FOLDER } from '../support/service.ts';
import { fileFolder, type Serving, serve, triage } from './command.ts';

const KEY = 'a-key-that-was-given-here';
const SLOW = { timeout: 180_000 };

let data: string;
let service: Serving;
beforeAll(async () => {
  data = join(fileFolder(), 'data');
  service = await serve({ DATA_DIR: data });
}, 180_000);

const keyIn = (stdout: string): string => /^ {2}(trk_\w+)$/m.exec(stdout)?.[1] ?? '';
const jsonHeaders = (key: string) => ({ Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' });

test('the first start prints a key once, and a curl line that works as it stands', SLOW, async () => {
  const said = service.stdout();
  const line = /^curl -s[^]*?'\n/m.exec(said)?.[0] ?? '';

  const { stdout } = await promisify(execFile)('bash', ['-c', line]);

  expect(keyIn(said)).not.toBe('');
  expect(line).toContain(keyIn(said));
  expect(JSON.parse(stdout)).toMatchObject({ object: 'triage.result', language: { tag: 'fr' }, degraded: [], routing: { queue: 'sales' } });
});

test('it answers on loopback alone unless it is told otherwise', () => {
  expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('a second process on the same data folder ends with status 1, the first one\'s process id and what to do; the first goes on', SLOW, async () => {
  const second = await triage(['serve'], { DATA_DIR: data, PORT: '0' });

  expect(second.status).toBe(1);
  expect(second.stderr).toMatch(new RegExp(`^The data folder is in use by process ${String(service.child.pid)}\\.\n→ .*DATA_DIR`));
  expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
});

test('a port that is in use ends the start with status 1 and what to do, before a database is made', SLOW, async () => {
  const other = join(fileFolder(), 'data');

  const { status, stderr } = await triage(['serve'], { DATA_DIR: other, PORT: new URL(service.url).port });

  expect([status, stderr]).toEqual([1, expect.stringMatching(/^The service cannot listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\)\.\n→ .*PORT/)]);
  expect(existsSync(other)).toBe(false);
});

test('a bad configuration ends with status 1 and names every fault', SLOW, async () => {
  const { status, stderr } = await triage(['serve'], { PORT: 'http', STORE_TEXT: 'maybe', TRIAGE_API_KEY: 'two words', DATA_DIR: join(fileFolder(), 'data') });

  expect(status).toBe(1);
  for (const name of ['PORT', 'STORE_TEXT', 'TRIAGE_API_KEY']) expect(stderr).toContain(`  ${name}: `);
  expect(stderr).toContain('→ Correct these environment variables');
  expect(stderr).not.toContain('two words');
});

test('a policy that contradicts itself ends the start with line and column', SLOW, async () => {
  const folder = join(fileFolder(), 'shop');
  cpSync(DEMO_FOLDER, folder, { recursive: true });
  const policy = join(folder, 'policy.yaml');
  writeFileSync(policy, readFileSync(policy, 'utf8').replace(/fallback_queue: \S+/, 'fallback_queue: nowhere'));

  const other = join(fileFolder(), 'data');
  const { status, stderr } = await triage(['serve'], { WORKSPACE_DIR: folder, DATA_DIR: other });

  expect(existsSync(other)).toBe(false);
  expect([status, stderr]).toEqual([1, expect.stringMatching(/policy\.yaml cannot be used:\n {2}line \d+, column \d+, \/fallback_queue: /)]);
});

test('SIGTERM: requests that are running are answered to the end, no new one is taken, and the status is 0', SLOW, async () => {
  const key = keyIn(service.stdout());
  const halves = Array.from({ length: 5 }, (_, index) => halfSent(`Message ${index}`, key));
  const batch = post('/v1/triage/batch', { ...jsonHeaders(key), 'Content-Type': 'application/x-ndjson' });
  batch.write(batchLines(0, 20));
  const streamed = await answered(batch);
  await vi.waitFor(async () => expect(await (await fetch(`${service.url}/metrics`)).text()).toContain('triage_requests_in_flight 6'), { timeout: 20_000 });

  service.child.kill('SIGTERM');
  await vi.waitFor(() => expect(service.stdout()).toContain('"msg":"stopping'), { timeout: 20_000 });
  for (const half of halves) half.sendRest();
  batch.end(batchLines(20, 40));

  expect(await Promise.all(halves.map(async ({ sending }) => (await answered(sending)).statusCode))).toEqual([200, 200, 200, 200, 200]);
  expect((await textOf(streamed)).trimEnd().split('\n').map((line) => (JSON.parse(line) as { message_id: string }).message_id)).toEqual(Array.from({ length: 40 }, (_, index) => `batch-${index}`));
  expect(await service.ended).toBe(0);
  await expect(fetch(`${service.url}/healthz`)).rejects.toThrow();
});

test('kill -9 under load: every decision that was acknowledged is there after the next start, which shows no key again', SLOW, async () => {
  const before = await serve({ DATA_DIR: data, TRIAGE_API_KEY: KEY });
  const acknowledged: string[] = [];
  const load = Array.from({ length: 12 }, async (_, worker) => {
    for (let index = 0; ; index += 1) {
      const answer = await fetch(`${before.url}/v1/triage`, { method: 'POST', headers: jsonHeaders(KEY), body: JSON.stringify(asking(`Bonjour ${index}`, { id: `load-${worker}-${index}` })) }).then((response) => response.json(), () => undefined) as { id: string } | undefined;
      if (answer === undefined) return;
      acknowledged.push(answer.id);
    }
  });
  await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(150), { timeout: 100_000, interval: 5 });

  before.child.kill('SIGKILL');
  await Promise.all([before.ended, ...load]);
  const after = await serve({ DATA_DIR: data, TRIAGE_API_KEY: KEY });

  const statuses = await Promise.all(acknowledged.map(async (id) => (await fetch(`${after.url}/v1/decisions/${id}`, { headers: jsonHeaders(KEY) })).status));
  expect([statuses.length > 150, new Set(statuses)]).toEqual([true, new Set([200])]);
  expect(`${before.stdout()}${after.stdout()}`).not.toMatch(/trk_|first API key/);
  after.child.kill('SIGINT');
  expect(await after.ended).toBe(0);
});

const batchLines = (from: number, to: number): string => Array.from({ length: to - from }, (_, index) => `${JSON.stringify(asking(`Message ${from + index}`, { id: `batch-${from + index}` }))}\n`).join('');

function post(path: string, headers: Readonly<Record<string, string | number>>): ClientRequest {
  return httpRequest(`${service.url}${path}`, { method: 'POST', headers, agent: false });
}

const answered = async (sending: ClientRequest): Promise<IncomingMessage> => {
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  return response;
};

/** A request of which half the body has been sent. */
function halfSent(text: string, key: string): Readonly<{ sending: ClientRequest; sendRest(): void }> {
  const body = Buffer.from(JSON.stringify(asking(text)));
  const sending = post('/v1/triage', { ...jsonHeaders(key), 'Content-Length': body.length });
  sending.write(body.subarray(0, 20));
  return { sending, sendRest: () => void sending.end(body.subarray(20)) };
}
