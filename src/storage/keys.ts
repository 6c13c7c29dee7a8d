import type { Kysely } from 'kysely';
import type { ApiKey, KeyRepository } from '../domain/ports.ts';
import { guarded } from './guard.ts';
import type { Tables } from './schema.ts';

export function createKeyRepository(db: Kysely<Tables>): KeyRepository {
  const columns = ['id', 'tenant_id', 'name', 'prefix', 'scopes', 'created_at', 'revoked_at'] as const;
  return {
    create: async ({ id, tenantId, name, prefix, secretHash, scopes }) => {
      const row = await guarded('create key', () =>
        db.insertInto('api_keys').values({ id, tenant_id: tenantId, name, prefix, secret_hash: secretHash, scopes: JSON.stringify(scopes), revoked_at: null })
          .returning(columns).executeTakeFirstOrThrow());
      return fromRow(row);
    },
    findByHash: async (secretHash) => {
      const row = await guarded('key by hash', () => db.selectFrom('api_keys').select(columns).where('secret_hash', '=', secretHash).where('revoked_at', 'is', null).executeTakeFirst());
      return row === undefined ? undefined : fromRow(row);
    },
    list: async () => (await guarded('list keys', () => db.selectFrom('api_keys').select(columns).orderBy('created_at').orderBy('id').execute())).map(fromRow),
    revoke: async (id) => {
      const result = await guarded('revoke key', () => db.updateTable('api_keys').set({ revoked_at: new Date() }).where('id', '=', id).where('revoked_at', 'is', null).executeTakeFirst());
      return result.numUpdatedRows > 0n;
    },
  };
}

type KeyRow = Readonly<{ id: string; tenant_id: string; name: string; prefix: string; scopes: string; created_at: Date; revoked_at: Date | null }>;

const fromRow = (row: KeyRow): ApiKey => ({
  id: row.id,
  tenantId: row.tenant_id,
  name: row.name,
  prefix: row.prefix,
  scopes: JSON.parse(row.scopes) as string[],
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
});
