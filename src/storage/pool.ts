import type { Kysely } from 'kysely';
import type { PooledRow, PoolRepository } from '../domain/ports.ts';
import { guarded } from './guard.ts';
import type { Tables } from './schema.ts';

export function createPoolRepository(db: Kysely<Tables>): PoolRepository {
  return {
    page: async (tenantId, { after, limit }) => {
      // Whole messages: a limit on rows would cut one that several people labelled.
      const rows = await guarded('page of the evaluation pool', () =>
        db.selectFrom('evaluation_pool').select(['decision_id', 'body']).where('tenant_id', '=', tenantId)
          .where('decision_id', 'in', (of) => of.selectFrom('evaluation_pool').select('decision_id').where('tenant_id', '=', tenantId).where('decision_id', '>', after)
            .groupBy('decision_id').orderBy('decision_id').limit(limit))
          .orderBy('decision_id').orderBy('created_at').orderBy('id').execute());
      return [...Map.groupBy(rows, ({ decision_id: decisionId }) => decisionId)].map(([decisionId, said]) => ({ decisionId, ...merged(said.map(({ body }) => JSON.parse(body) as PooledRow)) }));
    },
  };
}

const merged = (said: readonly PooledRow[]): PooledRow =>
  said.reduce((before, next) => ({ ...before, ...next, labels: { ...before.labels, ...next.labels } }));
