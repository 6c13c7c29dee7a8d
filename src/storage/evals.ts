import { type Kysely, sql } from 'kysely';
import type { EvalRepository, EvalSummary } from '../domain/ports.ts';
import { guarded } from './guard.ts';
import type { Tables } from './schema.ts';

/** An unfinished evaluation that was not heard of for this long belongs to a process that died. */
const SILENT = '60 seconds';
const KEPT = 50;
const UNFINISHED = ['queued', 'running'];

export function createEvalRepository(db: Kysely<Tables>): EvalRepository {
  const one = (tenantId: string, id: string) => db.updateTable('evals').where('tenant_id', '=', tenantId).where('id', '=', id);
  return {
    create: async ({ id, tenantId, of, options, createdAt }) => {
      await guarded('create evaluation', () =>
        db.insertInto('evals').values({
          id, tenant_id: tenantId, status: 'queued', reason: null, total: of, options: JSON.stringify(options), metrics: null, report: null,
          created_at: createdAt, finished_at: null, accepted_at: null,
        }).execute());
    },
    start: async (tenantId, id) => {
      await guarded('start evaluation', () => one(tenantId, id).set({ status: 'running', beat_at: sql<Date>`now()` }).where('status', '=', 'queued').execute());
    },
    beat: async (tenantId, id, answered) => {
      await guarded('evaluation lives', () => one(tenantId, id).set({ answered, beat_at: sql<Date>`now()` }).where('status', 'in', UNFINISHED).execute());
    },
    finish: async (tenantId, id, end) => {
      const { numUpdatedRows } = await guarded('finish evaluation', () =>
        one(tenantId, id).set({
          answered: end.answered, finished_at: sql<Date>`now()`,
          ...('reason' in end ? { status: 'failed', reason: end.reason } : { status: 'done', metrics: end.metricsJson, report: end.report }),
        }).where('status', 'in', UNFINISHED).executeTakeFirst());
      await guarded('forget evaluations', () => forgetOld(db, tenantId));
      return numUpdatedRows > 0n;
    },
    interrupt: async (which) => {
      await guarded('interrupt evaluations', () => {
        const unfinished = db.updateTable('evals').set({ status: 'failed', reason: 'interrupted', finished_at: sql<Date>`now()` }).where('status', 'in', UNFINISHED);
        return (which === 'all' ? unfinished : unfinished.where('beat_at', '<', sql<Date>`now() - ${SILENT}::interval`)).execute();
      });
    },
    find: async (tenantId, id) => {
      const row = await guarded('evaluation by id', () => summaries(db, tenantId).select('metrics').where('id', '=', id).executeTakeFirst());
      return row === undefined ? undefined : { ...summaryOf(row), metricsJson: row.metrics };
    },
    list: async (tenantId, { before, limit }) => {
      const newest = summaries(db, tenantId).orderBy('id', 'desc').limit(limit);
      const rows = await guarded('list of evaluations', () => (before === undefined ? newest : newest.where('id', '<', before)).execute());
      return rows.map(summaryOf);
    },
    report: async (tenantId, id) =>
      (await guarded('report of evaluation', () => db.selectFrom('evals').select('report').where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst()))?.report ?? undefined,
    accept: async (tenantId, id) => {
      const { numUpdatedRows } = await guarded('accept evaluation', () => one(tenantId, id).set({ accepted_at: laterThanAll(tenantId) }).where('status', '=', 'done').executeTakeFirst());
      return numUpdatedRows > 0n;
    },
    accepted: async (tenantId) => {
      const row = await guarded('accepted evaluation', () =>
        db.selectFrom('evals').select(['id', 'metrics', 'accepted_at']).where('tenant_id', '=', tenantId).where('accepted_at', 'is not', null)
          .orderBy('accepted_at', 'desc').limit(1).executeTakeFirst());
      return row?.metrics == null || row.accepted_at === null ? undefined : { id: row.id, metricsJson: row.metrics, acceptedAt: row.accepted_at };
    },
  };
}

const summaries = (db: Kysely<Tables>, tenantId: string) =>
  db.selectFrom('evals').select(['id', 'tenant_id', 'status', 'reason', 'answered', 'total', 'options', 'created_at', 'finished_at'])
    .select(sql<boolean>`coalesce(accepted_at = (select max(other.accepted_at) from evals other where other.tenant_id = evals.tenant_id), false)`.as('accepted'))
    .where('tenant_id', '=', tenantId);

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number];

const summaryOf = (row: SummaryRow): EvalSummary => ({
  id: row.id, tenantId: row.tenant_id, status: row.status as EvalSummary['status'], reason: row.reason as EvalSummary['reason'], answered: row.answered, of: row.total,
  options: JSON.parse(row.options) as unknown, createdAt: row.created_at, finishedAt: row.finished_at, accepted: row.accepted,
});

/** Two runs accepted within one tick of the clock have an order too. */
const laterThanAll = (tenantId: string) =>
  sql<Date>`greatest(clock_timestamp(), (select max(other.accepted_at) from evals other where other.tenant_id = ${tenantId}) + interval '1 microsecond')`;

const forgetOld = (db: Kysely<Tables>, tenantId: string): Promise<unknown> => sql`
  delete from evals where tenant_id = ${tenantId} and status in ('done', 'failed')
    and id not in (select id from evals where tenant_id = ${tenantId} order by created_at desc, id desc limit ${KEPT})
    and (accepted_at is null or accepted_at < (select max(accepted_at) from evals where tenant_id = ${tenantId}))`.execute(db);
