import { type Kysely, sql } from 'kysely';
import type { DecisionRecord, DecisionRepository } from '../domain/ports.ts';
import { ServiceError } from '../domain/failures.ts';
import { guarded } from './guard.ts';
import type { Tables } from './schema.ts';

type Waiting = Readonly<{
  decision: DecisionRecord;
  resolve(stored: Readonly<{ decision: DecisionRecord; replayed: boolean }>): void;
  reject(error: unknown): void;
}>;

/** Rows of one statement; what arrives while it runs waits for the next: one commit serves many requests. */
const BATCH_MAX = 200;
/** More waiting than this means that the database does not keep up: refuse rather than grow. */
const WAITING_MAX = 5_000;

/** Append-only decisions with group commit: `record` resolves after the statement that holds it has been committed. */
export function createDecisionRepository(db: Kysely<Tables>): DecisionRepository {
  let waiting: Waiting[] = [];
  let flushing = false;

  async function flush(): Promise<void> {
    flushing = true;
    try {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, BATCH_MAX);
        waiting = waiting.slice(BATCH_MAX);
        await writeBatch(db, batch);
      }
    } finally {
      flushing = false;
    }
  }

  return {
    record: (decision) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= WAITING_MAX) {
          reject(new ServiceError('overloaded', 'too many decisions wait for the database', { retryAfterS: 1 }));
          return;
        }
        waiting.push({ decision, resolve, reject });
        // A turn of the event loop later, whatever else is ready shares the commit.
        if (!flushing) {
          flushing = true;
          setImmediate(() => void flush());
        }
      }),
    find: async (tenantId, id) => {
      const row = await guarded('decision by id', () => db.selectFrom('decisions').selectAll().where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst());
      return row === undefined ? undefined : fromRow(row);
    },
    findByMessage: (tenantId, channel, messageId) => findByMessage(db, tenantId, channel, messageId),
  };
}

async function writeBatch(db: Kysely<Tables>, batch: readonly Waiting[]): Promise<void> {
  try {
    const inserted = await guarded('record decisions', () => insert(db, batch.map(({ decision }) => decision)));
    for (const { decision, resolve, reject } of batch) {
      // Deleting tells the first of two records with one id from the second.
      if (inserted.delete(keyOf(decision.tenantId, decision.id))) resolve({ decision, replayed: false });
      else resolveEarlier(db, decision).then(resolve, reject);
    }
  } catch (error) {
    const refused = !(error instanceof ServiceError);
    // A row that the database refuses must not take its neighbours with it: each gets a statement of its own.
    if (refused && batch.length > 1) for (const one of batch) await writeBatch(db, [one]);
    else for (const { reject } of batch) reject(error);
  }
}

const keyOf = (tenantId: string, id: string): string => JSON.stringify([tenantId, id]);

const COLUMNS = 11;
const INSERT = 'insert into decisions (id, tenant_id, channel, message_id, input_hash, action, queue, policy_version, body, message_text, created_at) values (';
const INSERTED = ') on conflict do nothing returning tenant_id, id';

/** What stands around the parameters of a statement of so many rows. */
const around = (rows: number): readonly string[] =>
  Array.from({ length: rows * COLUMNS + 1 }, (_, index) => (index === 0 ? INSERT : index === rows * COLUMNS ? INSERTED : index % COLUMNS === 0 ? '), (' : ', '));

/** One statement for all rows, each value as it is: an array would have the quotes of every body escaped and read again. Returns the keys that were new. */
async function insert(db: Kysely<Tables>, decisions: readonly DecisionRecord[]): Promise<Set<string>> {
  const values = decisions.flatMap((one) => [
    one.id, one.tenantId, one.channel, one.messageId, one.inputHash, one.action, one.queue, one.policyVersion, one.bodyJson, one.text, one.createdAt.toISOString(),
  ]);
  const { rows } = await sql<{ tenant_id: string; id: string }>(around(decisions.length) as unknown as TemplateStringsArray, ...values).execute(db);
  return new Set(rows.map(({ tenant_id, id }) => keyOf(tenant_id, id)));
}

async function resolveEarlier(db: Kysely<Tables>, decision: DecisionRecord): Promise<Readonly<{ decision: DecisionRecord; replayed: boolean }>> {
  const earlier = decision.messageId === null ? undefined : await findByMessage(db, decision.tenantId, decision.channel, decision.messageId);
  if (earlier === undefined) throw new ServiceError('internal', `decision ${decision.id} was neither stored nor found`);
  return { decision: earlier, replayed: true };
}

async function findByMessage(db: Kysely<Tables>, tenantId: string, channel: string, messageId: string): Promise<DecisionRecord | undefined> {
  const row = await guarded('decision by message', () =>
    db.selectFrom('decisions').selectAll().where('tenant_id', '=', tenantId).where('channel', '=', channel).where('message_id', '=', messageId).executeTakeFirst());
  return row === undefined ? undefined : fromRow(row);
}

const fromRow = (row: Tables['decisions']): DecisionRecord => ({
  id: row.id,
  tenantId: row.tenant_id,
  channel: row.channel,
  messageId: row.message_id,
  inputHash: row.input_hash,
  action: row.action,
  queue: row.queue,
  policyVersion: row.policy_version,
  bodyJson: row.body,
  text: row.message_text,
  createdAt: row.created_at,
});
