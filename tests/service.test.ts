import { expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { STAGES } from '../src/domain/decision.ts';
import { ServiceError } from '../src/domain/failures.ts';
import { createOfflineCore, createService } from '../src/service.ts';
import { testStore } from './support/database.ts';
import { DEMO_FOLDER, shippedClassifiers } from './support/service.ts';

test('a closed core has let go of the encoder: answers come from the linear tier and say so', async () => {
  const core = await createOfflineCore(loadConfig({ WORKSPACE_DIR: DEMO_FOLDER }), { classifiers: shippedClassifiers() });
  const message = { tenantId: core.workspaceId, channel: 'webchat', text: 'Bonjour', receivedAt: new Date(), contact: { identities: [], tags: [] }, conversation: { labels: [], turns: [] }, attachments: [] };
  const options = { include: new Set(STAGES), deadlineMs: 20_000, maxSuggestions: 1, explain: false, dryRun: true, model: 'triage' } as const;
  const before = await core.triage(message, options);

  await core.close();

  expect(before.degraded).toEqual([]);
  expect((await core.triage(message, options)).degraded).toEqual([{ stage: 'encoder', reason: 'unavailable', failMode: 'open' }]);
});

test('a start that fails after the database was opened closes it again', async () => {
  const store = await testStore();
  let closed = 0;
  const lent = { ...store, close: async () => void (closed += 1), workspaces: { ...store.workspaces, ensure: () => Promise.reject(new ServiceError('storage_unavailable', 'gone again')) } };

  await expect(createService(loadConfig({ WORKSPACE_DIR: DEMO_FOLDER }), { store: lent, classifiers: shippedClassifiers() })).rejects.toMatchObject({ code: 'storage_unavailable' });

  expect(closed).toBe(1);
});

test('a start whose models are missing closes the database that was opened meanwhile, and says what to do', async () => {
  const store = await testStore();
  let closed = 0;

  await expect(createService(loadConfig({ WORKSPACE_DIR: DEMO_FOLDER, MODELS_DIR: '/nowhere' }), { store: { ...store, close: async () => void (closed += 1) } })).rejects.toMatchObject({ name: 'StartupError', remedy: expect.stringContaining('models/') });

  expect(closed).toBe(1);
});
