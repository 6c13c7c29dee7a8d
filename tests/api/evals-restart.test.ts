import { expect, test } from 'vitest';
import { startService } from '../support/service.ts';

const rows = (count: number) => Array.from({ length: count }, (_value, at) => ({ id: `r${at}`, text: `Bonjour, avez-vous encore une place pour l'atelier raku du ${at} ?`, labels: { spam: false } }));

test('what ran when its process died is failed as interrupted for whoever looks after the restart, and a stop says so at once', async () => {
  const before = await startService();
  const dead = `evl_of_a_process_that_died`;
  await before.store.evals.create({ id: dead, tenantId: before.tenantId, of: 3, options: {}, createdAt: new Date() });
  await before.store.evals.start(before.tenantId, dead);
  const { json: running } = await before.post('/v1/evals', { rows: rows(3_000) });
  await before.service.close(1_000);
  const stopped = await before.store.evals.find(before.tenantId, running.id);

  const after = await startService();

  expect(stopped).toMatchObject({ status: 'failed', reason: 'interrupted' });
  for (const id of [dead, running.id]) expect((await after.ask('GET', `/v1/evals/${id}`)).json).toMatchObject({ status: 'failed', reason: 'interrupted', metrics: null });
}, 240_000);
