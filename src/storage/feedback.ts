import type { Kysely } from 'kysely';
import type { FeedbackRecord, FeedbackRepository, PooledRow } from '../domain/ports.ts';
import { guarded } from './guard.ts';
import type { Tables } from './schema.ts';

export function createFeedbackRepository(db: Kysely<Tables>): FeedbackRepository {
  return {
    record: async (feedback, pooled) => {
      await guarded('record feedback', () => (pooled === undefined ? insert(db, feedback) : db.transaction().execute(async (transaction) => {
        await insert(transaction, feedback);
        await pool(transaction, feedback, pooled);
      })));
    },
    list: async (tenantId, decisionId) =>
      (await guarded('list feedback', () =>
        db.selectFrom('feedback').selectAll().where('tenant_id', '=', tenantId).where('decision_id', '=', decisionId).orderBy('created_at').orderBy('id').execute()))
        .map((row): FeedbackRecord => ({
          id: row.id, tenantId: row.tenant_id, decisionId: row.decision_id, kind: row.kind as FeedbackRecord['kind'], body: JSON.parse(row.body) as unknown, createdAt: row.created_at,
        })),
  };
}

const insert = (db: Kysely<Tables>, { id, tenantId, decisionId, kind, body, createdAt }: FeedbackRecord): Promise<unknown> =>
  db.insertInto('feedback').values({ id, tenant_id: tenantId, decision_id: decisionId, kind, body: JSON.stringify(body), created_at: createdAt }).execute();

const pool = (db: Kysely<Tables>, { id, tenantId, decisionId, createdAt }: FeedbackRecord, row: PooledRow): Promise<unknown> =>
  db.insertInto('evaluation_pool').values({ id, tenant_id: tenantId, decision_id: decisionId, body: JSON.stringify(row), created_at: createdAt }).execute();
