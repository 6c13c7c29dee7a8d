import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { openPostgres } from '../../src/storage/drivers/postgres.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { storeOver } from '../../src/storage/store.ts';
import { serveTestDatabase, type TestServer } from '../support/database.ts';
import { asking, startService, type TestService } from '../support/service.ts';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { expectProblem } from './expect-problem.ts';

let server: TestServer;
let proxy: TcpProxy;
let store: Store;
let service: TestService;
beforeAll(async () => {
  server = await serveTestDatabase();
  proxy = await openTcpProxy(server.url);
  const database = await openPostgres(proxy.url, { connectionsMax: 4 });
  await migrate(database.db);
  store = storeOver(database);
  service = await startService({ overrides: { store } });
});
afterAll(async () => {
  await proxy.close();
  await store.close();
  await server.close();
});

test('503: a database that goes away in the middle is said to each request that needs it; when it comes back nothing acknowledged is lost and the process has stayed up', async () => {
  const before = await service.post('/v1/triage', asking('Bonjour', { id: 'before' }));
  const running = Array.from({ length: 8 }, (_, index) => service.post('/v1/triage', asking(`Message ${index}`, { id: `running-${index}` })));
  await proxy.cut();

  const during = await service.post('/v1/triage', asking('Bonjour', { id: 'during' }));
  const [ready, health, foreign] = [await service.ask('GET', '/readyz'), await service.ask('GET', '/healthz'), await service.post('/v1/moderations', { input: 'Bonjour' })];
  const settled = await Promise.all(running);
  await proxy.restore();

  expect(before.status).toBe(200);
  expectProblem(during, 'storage_unavailable', { instance: '/v1/triage' });
  expectProblem(ready, 'storage_unavailable', { instance: '/readyz' });
  // The key is known for some seconds, and moderation needs no database.
  expect([health.status, foreign.status]).toEqual([200, 200]);
  for (const { status } of settled) expect([200, 503]).toContain(status);
  expect((await service.ask('GET', '/readyz')).status).toBe(200);
  for (const { json } of [before, ...settled.filter(({ status }) => status === 200)]) expect((await service.ask('GET', `/v1/decisions/${json.id}`)).status).toBe(200);
  const again = await service.post('/v1/triage', asking('Bonjour', { id: 'during' }));
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, null]);
});

test('an idempotency key that was claimed when the database went away works again with the next try', async () => {
  const ask = { headers: { 'Idempotency-Key': 'outage-1' } };
  await proxy.cut();
  const during = await service.post('/v1/feedback', { decision_id: 'tri_x', kind: 'accept' }, ask);
  await proxy.restore();

  expectProblem(during, 'storage_unavailable');
  expectProblem(await service.post('/v1/feedback', { decision_id: 'tri_x', kind: 'accept' }, ask), 'not_found');
});
