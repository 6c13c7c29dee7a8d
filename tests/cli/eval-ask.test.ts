import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { askService } from '../../src/cli/eval-ask.ts';

const GOOD = { policy: { id: 'p', version: 1 }, language: { tag: 'fr' }, timing_ms: {}, degraded: [] };
const LATE = { ...GOOD, degraded: [{ stage: 'encoder', reason: 'timeout', fail_mode: 'open' }] };
const ROW = { id: 'a', text: 'Bonjour', labels: {} };

/** A service that gives these answers one after the other, the last one for ever. */
async function serviceOf(answers: readonly Readonly<{ status: number; body?: object }>[]) {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { status, body = {} } = answers[Math.min(asked, answers.length - 1)] ?? { status: 500 };
      asked += 1;
      response.writeHead(status, { 'Content-Type': 'application/json', 'Retry-After': '0' }).end(JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}

test('a busy service and one whose encoder is late are asked again, and the first whole answer counts', async () => {
  const service = await serviceOf([{ status: 503 }, { status: 200, body: LATE }, { status: 200, body: GOOD }]);

  expect([await askService(service.url, 'k')(ROW), service.asked()]).toEqual([{ body: GOOD }, 3]);
});

test('what stays late is kept as callers get it, or failed where answers are compared; what stays busy has failed', async () => {
  const late = await serviceOf([{ status: 200, body: LATE }]);
  const busy = await serviceOf([{ status: 429 }]);

  expect([await askService(late.url, 'k', { tries: 2 })(ROW), await askService(late.url, 'k', { tries: 2, hurried: 'failed' })(ROW), late.asked()]).toEqual([{ body: LATE }, { failed: 'encoder late' }, 4]);
  expect([await askService(busy.url, 'k')(ROW), busy.asked()]).toEqual([{ failed: 'status 429' }, 4]);
});

test('who asks once gets the first answer, busy or late as it is', async () => {
  const late = await serviceOf([{ status: 200, body: LATE }, { status: 200, body: GOOD }]);
  const busy = await serviceOf([{ status: 503 }, { status: 200, body: GOOD }]);

  expect([await askService(late.url, 'k', { tries: 1, hurried: 'failed' })(ROW), await askService(busy.url, 'k', { tries: 1 })(ROW)]).toEqual([{ body: LATE }, { failed: 'status 503' }]);
});

test('a refused key ends the run, and an answer of another kind is none', async () => {
  const refusing = await serviceOf([{ status: 403 }]);
  const strange = await serviceOf([{ status: 200, body: { hello: 'world' } }]);

  await expect(askService(refusing.url, 'k')(ROW)).rejects.toThrow('refuses the key (403)');
  expect(await askService(strange.url, 'k')(ROW)).toEqual({ failed: 'unexpected answer' });
});
