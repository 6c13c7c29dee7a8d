import { beforeAll, expect, test, vi } from 'vitest';
import type { DecisionRepository } from '../../src/domain/ports.ts';
import { asking, startService, type TestService } from '../support/service.ts';
import { expectProblem } from './expect-problem.ts';

let service: TestService;
beforeAll(async () => {
  service = await startService({ env: { RATE_LIMIT_PER_MINUTE: '5' } });
});

test('429: past the limit a key is told when to come back; every answer before says how much is left', async () => {
  const { key } = await service.newTenant();

  const answers = [];
  for (let index = 0; index < 7; index += 1) answers.push(await service.ask('GET', '/v1/decisions/x', { key }));

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 429, 429]);
  expect(answers.map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual(['4', '3', '2', '1', '0', '0', '0']);
  expect(new Set(answers.map(({ headers }) => headers.get('ratelimit-limit')))).toEqual(new Set(['5']));
  for (const { headers } of answers) expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0);
  for (const answer of answers.slice(5)) expectProblem(answer, 'rate_limited', { instance: '/v1/decisions/x' });
});

test('one key\'s haste does not slow another key', async () => {
  const [hasty, calm] = [await service.newTenant(), await service.newTenant()];
  for (let index = 0; index < 6; index += 1) await service.ask('GET', '/v1/decisions/x', { key: hasty.key });

  const { status, headers } = await service.ask('GET', '/v1/decisions/x', { key: calm.key });

  expect([status, headers.get('ratelimit-remaining')]).toEqual([404, '4']);
});

test('two keys of one tenant have a limit each', async () => {
  const first = await service.newTenant();
  const second = await service.newTenant({ tenantId: first.tenantId });
  for (let index = 0; index < 6; index += 1) await service.ask('GET', '/v1/decisions/x', { key: first.key });

  expect((await service.ask('GET', '/v1/decisions/x', { key: second.key })).status).toBe(404);
});

test('503: past the bound of requests in flight a caller is told to come back, health stays green, and the place is free again afterwards', async () => {
  const gate = Promise.withResolvers<void>();
  let held = 0;
  const small = await startService({ env: { REQUESTS_IN_FLIGHT_MAX: '3' }, change: (store) => ({ ...store, decisions: { ...store.decisions, record: (async (decision) => {
    held += 1;
    await gate.promise;
    return store.decisions.record(decision);
  }) satisfies DecisionRepository['record'] } }) });
  const running = Array.from({ length: 3 }, () => small.post('/v1/triage', asking('Bonjour')));
  await vi.waitFor(() => expect(held).toBe(3));

  const refused = await small.post('/v1/triage', asking('Bonjour'));
  const openai = await small.post('/v1/moderations', { input: 'Bonjour' });
  const [health, ready, metrics] = await Promise.all(['/healthz', '/readyz', '/metrics'].map((path) => small.ask('GET', path, { key: null })));
  gate.resolve();

  expectProblem(refused, 'overloaded', { instance: '/v1/triage' });
  expect([openai.status, openai.headers.get('retry-after'), openai.json.error.type]).toEqual([503, '1', 'server_error']);
  expect([health?.status, ready?.status, metrics?.status]).toEqual([200, 200, 200]);
  expect(metrics?.text).toContain('triage_requests_refused_total{why="overloaded"} 2');
  expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 200]);
  await vi.waitFor(async () => expect((await small.post('/v1/triage', asking('Bonjour'))).status).toBe(200));
});

test('once it stops, running requests are answered, new ones are refused and it is no longer ready', async () => {
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const stopping = await startService({ change: (store) => ({ ...store, decisions: { ...store.decisions, record: async (decision) => {
    reached.resolve();
    await gate.promise;
    return store.decisions.record(decision);
  } } }) });
  const running = stopping.post('/v1/triage', asking('Bonjour'));
  await reached.promise;

  const stopped = stopping.service.close(20_000);

  expectProblem(await stopping.post('/v1/triage', asking('Bonjour')), 'not_ready', { instance: '/v1/triage' });
  expectProblem(await stopping.ask('GET', '/readyz'), 'not_ready', { instance: '/readyz' });
  expect((await stopping.ask('GET', '/healthz')).status).toBe(200);
  gate.resolve();
  expect((await running).status).toBe(200);
  await stopped;
});
