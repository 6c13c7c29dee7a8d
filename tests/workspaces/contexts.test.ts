import { expect, test } from 'vitest';
import type { Workspace, WorkspaceRepository } from '../../src/domain/ports.ts';
import { createWorkspaces } from '../../src/workspaces/contexts.ts';
import { readWorkspaceFolder } from '../../src/workspaces/folder.ts';
import { DEMO_FOLDER } from '../support/service.ts';

const folder = readWorkspaceFolder(DEMO_FOLDER);

/** Workspaces in memory, with a count of the reads. */
function stored(...workspaces: readonly Workspace[]): WorkspaceRepository & { reads(): number; ensured: Workspace[] } {
  let reads = 0;
  const ensured: Workspace[] = [];
  return {
    ensure: async (workspace) => void ensured.push(workspace),
    find: async (tenantId) => {
      reads += 1;
      return workspaces.find(({ id }) => id === tenantId);
    },
    reads: () => reads, ensured,
  };
}

test('the folder\'s own workspace is judged by its files, without asking the database', async () => {
  const repository = stored();
  const { context, ensureDefault } = createWorkspaces(repository, folder, true);

  await ensureDefault();

  expect(await context('demo')).toEqual({ tenantId: 'demo', name: folder.brand.name, storeText: true, policy: folder.policy, brand: folder.brand });
  expect([repository.reads(), repository.ensured]).toEqual([0, [{ id: 'demo', name: folder.brand.name, storeText: true, config: folder.config }]]);
});

test('another workspace is judged by what it was stored with, read once for many messages', async () => {
  const repository = stored({ id: 'other', name: 'Other', storeText: true, config: folder.config });
  const { context } = createWorkspaces(repository, folder, false);

  const [first] = [await context('other'), await context('other')];

  expect(first).toMatchObject({ tenantId: 'other', name: 'Other', storeText: true });
  expect(repository.reads()).toBe(1);
});

test('a tenant without a workspace is a failure of ours, not an empty policy', async () => {
  const { context } = createWorkspaces(stored(), folder, false);

  await expect(context('nobody')).rejects.toMatchObject({ name: 'ServiceError', code: 'internal' });
});

test('a stored workspace whose policy is broken fails for its own messages only', async () => {
  const { context } = createWorkspaces(stored({ id: 'broken', name: 'B', storeText: false, config: { policy: { id: 'x' }, brand: {} } }), folder, false);

  await expect(context('broken')).rejects.toThrow();
  await expect(context('demo')).resolves.toMatchObject({ tenantId: 'demo' });
});
