import { LRUCache } from 'lru-cache';
import { ServiceError } from '../domain/failures.ts';
import type { WorkspaceRepository } from '../domain/ports.ts';
import type { WorkspaceContext } from '../domain/workspace.ts';
import { readWorkspaceConfig, type WorkspaceFolder } from './folder.ts';

export type Workspaces = Readonly<{
  /** What a tenant's messages are judged by. @throws ServiceError */
  context(tenantId: string): Promise<WorkspaceContext>;
  /** Stores the workspace of the folder unless it is there. */
  ensureDefault(): Promise<void>;
}>;

const CACHE_MAX = 1_000;
const KNOWN_FOR_MS = 10_000;

/** The folder's workspace is judged by its files as they were at the start; every other by what it was stored with. */
export function createWorkspaces(stored: WorkspaceRepository | undefined, folder: WorkspaceFolder, storeText: boolean): Workspaces {
  const own: WorkspaceContext = { tenantId: folder.id, name: folder.brand.name, storeText, policy: folder.policy, brand: folder.brand };
  const cache = new LRUCache<string, WorkspaceContext>({ max: CACHE_MAX, ttl: KNOWN_FOR_MS });
  return {
    context: async (tenantId) => {
      if (tenantId === folder.id) return own;
      const known = cache.get(tenantId);
      if (known !== undefined) return known;
      const workspace = await stored?.find(tenantId);
      if (workspace === undefined) throw new ServiceError('internal', `workspace ${tenantId} of a valid key is not stored`);
      const context = { tenantId, name: workspace.name, storeText: workspace.storeText, ...readWorkspaceConfig(workspace.config) };
      cache.set(tenantId, context);
      return context;
    },
    ensureDefault: async () => {
      await stored?.ensure({ id: folder.id, name: folder.brand.name, storeText, config: folder.config });
    },
  };
}
