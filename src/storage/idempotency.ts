import { type Kysely, sql } from 'kysely';
import type { IdempotencyClaim, IdempotencyRepository } from '../domain/ports.ts';
import { guarded } from './guard.ts';
import type { Tables } from './schema.ts';

const KEPT = '24 hours';
/** A claim without an answer for this long belongs to a process that died. */
const ABANDONED = '60 seconds';

export function createIdempotencyRepository(db: Kysely<Tables>): IdempotencyRepository {
  return {
    claim: (tenantId, key, bodyHash) => guarded('claim idempotency key', () => claim(db, tenantId, key, bodyHash)),
    complete: async (tenantId, key, { status, contentType, body }) => {
      await guarded('complete idempotency key', () =>
        db.updateTable('idempotency_keys').set({ status, content_type: contentType, body }).where('tenant_id', '=', tenantId).where('key', '=', key).execute());
    },
    release: async (tenantId, key) => {
      await guarded('release idempotency key', () =>
        db.deleteFrom('idempotency_keys').where('tenant_id', '=', tenantId).where('key', '=', key).where('status', 'is', null).execute());
    },
    purge: async () => {
      const { numDeletedRows } = await guarded('purge idempotency keys', () =>
        db.deleteFrom('idempotency_keys').where('claimed_at', '<', sql<Date>`now() - ${KEPT}::interval`).executeTakeFirst());
      return Number(numDeletedRows);
    },
  };
}

/** One statement decides who owns the key: a new row, or an expired or abandoned one taken over. */
async function claim(db: Kysely<Tables>, tenantId: string, key: string, bodyHash: string): Promise<IdempotencyClaim> {
  const { rows } = await sql<{ key: string }>`
    insert into idempotency_keys (tenant_id, key, body_hash) values (${tenantId}, ${key}, ${bodyHash})
    on conflict (tenant_id, key) do update set body_hash = excluded.body_hash, status = null, content_type = null, body = null, claimed_at = now()
    where idempotency_keys.claimed_at < now() - ${KEPT}::interval
       or (idempotency_keys.status is null and idempotency_keys.body_hash = excluded.body_hash and idempotency_keys.claimed_at < now() - ${ABANDONED}::interval)
    returning key`.execute(db);
  if (rows.length > 0) return { state: 'new' };
  const row = await db.selectFrom('idempotency_keys').selectAll().where('tenant_id', '=', tenantId).where('key', '=', key).executeTakeFirst();
  if (row === undefined) return claim(db, tenantId, key, bodyHash);
  if (row.body_hash !== bodyHash) return { state: 'conflict' };
  if (row.status === null) return { state: 'in_progress' };
  return { state: 'done', response: { status: row.status, contentType: row.content_type ?? 'application/json', body: row.body ?? '' } };
}
