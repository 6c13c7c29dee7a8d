import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileFolder } from '../e2e/command.ts';
import { triageEval } from './eval-command.ts';

const SLOW = { timeout: 240_000 };
const folder = fileFolder();
const data = join(folder, 'rows.csv');
writeFileSync(data, 'text\nBonjour\nMerci beaucoup\n');

const BODY = { policy: { id: 'p', version: 1 }, language: { tag: 'fr' }, timing_ms: { total: 3, encode: 2 } };

/** A service that answers as told, request by request; what it was asked stands in `bodies`. */
async function serviceThat(answer: (index: number) => Readonly<{ status: number; body?: object }>) {
  const bodies: Record<string, any>[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => void (text += String(chunk)));
    request.on('end', () => {
      const { status, body = {} } = answer(bodies.length);
      bodies.push(JSON.parse(text) as Record<string, any>);
      response.writeHead(status, { 'Content-Type': 'application/json', 'Retry-After': '1' }).end(JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, close: () => server.close() };
}

test('a busy service makes errors that are not asked again; rate, percentiles and stages are of what was answered', SLOW, async () => {
  const service = await serviceThat((index) => (index >= 2 && index % 4 === 0 ? { status: 503 } : { status: 200, body: { ...BODY, degraded: index === 3 ? [{ stage: 'suggestions' }] : [] } }));

  const { status, stdout, stderr } = await triageEval(['latency', '--data', data, '--rps', '40', '--duration', '1s', '--warm-up', '2', '--target', service.url, '--key', 'k', '--out', join(folder, 'out')]);
  service.close();

  const written = JSON.parse(readFileSync(join(folder, 'out', 'latency.json'), 'utf8')) as Record<string, any>;
  expect([status, stderr]).toEqual([0, '10 of 40 rows got no answer: status 503 10.\n']);
  expect(service.bodies.length).toBe(42);
  expect(service.bodies[2]?.['options']).toEqual({ deadline_ms: 2_000, explain: false, store: 'none' });
  expect(stdout).toMatch(/^Asked for: 40 messages a second for 1 s \(40\)\. Sent 40, answered 30 \([0-9.]+ a second\), of them with a stage left out 1; errors 10\.\nLatency from the intended start: p50 [0-9.]+ ms {2}p95 [0-9.]+ ms {2}p99 [0-9.]+ ms {2}max [0-9.]+ ms\n/);
  expect(stdout).toMatch(/^ {2}encode +n +30 {2}p50 2\.0 ms {2}p95 2\.0 ms {2}p99 2\.0 ms$/m);
  expect(written).toMatchObject({ object: 'triage.eval.latency', load: { rps: 40, duration_ms: 1_000, arrivals: 'even', planned: 40 }, sent: 40, answered: 30, degraded: 1, failed: 10, failures: { 'status 503': 10 }, provenance: { target: service.url } });
});

test('the pipeline in process is measured alike, with random arrivals and stages of choice', SLOW, async () => {
  const { status, stdout, stderr } = await triageEval(['latency', '--data', data, '--rps', '10', '--duration', '1500ms', '--arrivals', 'random', '--include', 'spam,routing', '--warm-up', '1', '--deadline-ms', '60000']);

  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^ {2}classify +n +[0-9]+ {2}p50 [0-9.]+ ms/m);
});

test('a service that answers nothing is no thing to measure', SLOW, async () => {
  const { status, stderr } = await triageEval(['latency', '--data', data, '--target', 'http://127.0.0.1:9', '--key', 'k', '--warm-up', '2']);

  expect([status, stderr]).toEqual([2, expect.stringContaining('None of the first 2 messages got an answer.')]);
});

test.each([
  ['--rps', '0', 'more than 0'], ['--rps', 'fast', 'more than 0'], ['--duration', '60', 'a time such as 60s'], ['--duration', '2h', 'at most an hour'], ['--deadline-ms', '90000', 'from 1 to 60000'], ['--include', 'spam,mood', 'unknown: mood'], ['--arrivals', 'never', 'Allowed choices'],
])('%s %s is bad usage', SLOW, async (option, value, said) => {
  const { status, stderr } = await triageEval(['latency', option, value]);

  expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
});
