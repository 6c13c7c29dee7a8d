import { beforeAll, expect, test } from 'vitest';
import { FAILURES, ServiceError } from '../../src/domain/failures.ts';
import { VERSION } from '../../src/service.ts';
import { asking, startService, type TestService } from '../support/service.ts';
import { expectProblem } from './expect-problem.ts';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

test('200: /healthz says that the process lives and which version it is', async () => {
  const { json } = await service.ask('GET', '/healthz');

  expect(json).toEqual({ status: 'ok', version: VERSION });
});

test('200: /readyz says what it stores in', async () => {
  const { json } = await service.ask('GET', '/readyz');

  expect(json).toEqual({ status: 'ready', version: VERSION, storage: 'pglite' });
});

test('503: /readyz while the database is away; /healthz stays green', async () => {
  const away = await startService({ change: (store) => ({ ...store, ping: () => Promise.reject(new ServiceError('storage_unavailable', 'away', { retryAfterS: 2 })) }) });

  expectProblem(await away.ask('GET', '/readyz'), 'storage_unavailable', { instance: '/readyz' });
  expect((await away.ask('GET', '/healthz')).status).toBe(200);
});

test.each(Object.keys(FAILURES))('200: /problems/%s says what this type of a problem means', async (code) => {
  const { status, json } = await service.ask('GET', `/problems/${code}`);

  expect([status, json]).toEqual([200, { code, ...FAILURES[code as keyof typeof FAILURES] }]);
});

test.each(['constructor', '__proto__', 'nothing'])('404: /problems/%s', async (code) => {
  expectProblem(await service.ask('GET', `/problems/${code}`), 'not_found');
});

const SERIES = [
  'triage_http_request_duration_seconds_bucket', 'triage_http_request_duration_seconds_sum', 'triage_http_request_duration_seconds_count', 'triage_decisions_total', 'triage_degraded_total', 'triage_requests_in_flight',
  'triage_requests_refused_total', 'triage_suggestions_total', 'triage_process_resident_memory_bytes', 'triage_nodejs_eventloop_lag_seconds',
];

test('200: /metrics lists every series, counts what was decided, and labels hold no ids and no text', async () => {
  const own = await startService();
  await own.post('/v1/triage', asking('Bonjour Zygomatron', { id: 'secret-id', channel: 'channel-of-mine' }));
  await own.ask('GET', '/v1/decisions/secret-decision');
  await own.ask('GET', '/secret-path');

  const { text, headers } = await own.ask('GET', '/metrics', { key: null });

  expect(headers.get('content-type')).toContain('text/plain; version=0.0.4');
  for (const series of SERIES) expect(text).toContain(series);
  expect(text).toMatch(/triage_decisions_total\{channel="other",action="[a-z]+",queue="[a-z]+"\} 1/);
  expect(text).toContain('triage_http_request_duration_seconds_count{route="/v1/decisions/{id}",method="GET",status="404"} 1');
  expect(text).toContain('triage_http_request_duration_seconds_count{route="unmatched",method="GET",status="404"} 1');
  expect(text).not.toMatch(/secret|Zygomatron|channel-of-mine/);
});

test('a caller\'s own X-Request-Id is kept when it is harmless, in header and problem', async () => {
  const kept = await service.ask('GET', '/none', { headers: { 'X-Request-Id': 'trace-1.2:3_4' } });
  const replaced = await service.ask('GET', '/none', { headers: { 'X-Request-Id': `x"${'y'.repeat(80)}` } });

  expect([kept.headers.get('x-request-id'), kept.json.request_id]).toEqual(['trace-1.2:3_4', 'trace-1.2:3_4']);
  expect(replaced.headers.get('x-request-id')).toMatch(/^req_[0-9A-Z]{26}$/);
});
