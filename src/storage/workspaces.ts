import type { Kysely } from 'kysely';
import type { WorkspaceRepository } from '../domain/ports.ts';
import { guarded } from './guard.ts';
import type { Tables } from './schema.ts';

export function createWorkspaceRepository(db: Kysely<Tables>): WorkspaceRepository {
  return {
    ensure: async ({ id, name, storeText, config }) => {
      await guarded('ensure workspace', () =>
        db.insertInto('workspaces').values({ id, name, store_text: storeText, config: JSON.stringify(config) }).onConflict((conflict) => conflict.column('id').doNothing()).execute());
    },
    find: async (tenantId) => {
      const row = await guarded('workspace by id', () => db.selectFrom('workspaces').selectAll().where('id', '=', tenantId).executeTakeFirst());
      return row === undefined ? undefined : { id: row.id, name: row.name, storeText: row.store_text, config: JSON.parse(row.config) as unknown };
    },
  };
}
