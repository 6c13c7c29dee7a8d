import { expect, test } from 'vitest';
import { openStore } from '../../src/storage/store.ts';
import { openTcpProxy } from '../support/tcp-proxy.ts';

test('a server that cannot be reached at start is a start-up failure that says what to check, without the password', async () => {
  const proxy = await openTcpProxy('postgresql://triage:the-password@127.0.0.1:1/triage');
  await proxy.close();

  const failure = await openStore({ databaseUrl: proxy.url }).catch((error: unknown) => error);

  expect(failure).toMatchObject({ name: 'StartupError', message: 'PostgreSQL cannot be reached.', remedy: expect.stringContaining('DATABASE_URL') });
  expect(JSON.stringify([failure, (failure as Error).message, String((failure as Error).cause)])).not.toContain('the-password');
});

test('a store in memory is ready to use and forgets everything when it closes', async () => {
  const store = await openStore({ memory: true });

  await store.workspaces.ensure({ id: 'w', name: 'W', storeText: false, config: {} });

  expect(store.engine).toBe('pglite');
  expect(await store.workspaces.find('w')).toMatchObject({ name: 'W' });
  await store.close();
  await expect(store.workspaces.find('w')).rejects.toMatchObject({ code: 'storage_unavailable' });
}, 120_000);
