import { type Kysely, sql } from 'kysely';
import type { EmbeddedSnippet, Snippet } from '../domain/draft.ts';
import type { SnippetRepository } from '../domain/ports.ts';
import { guarded } from './guard.ts';
import type { Tables } from './schema.ts';

export function createSnippetRepository(db: Kysely<Tables>): SnippetRepository {
  return {
    list: async (tenantId) => (await guarded('list snippets', () => db.selectFrom('snippets').selectAll().where('tenant_id', '=', tenantId).orderBy('id').execute())).map(fromRow),
    find: async (tenantId, id) => {
      const row = await guarded('snippet by id', () => db.selectFrom('snippets').selectAll().where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst());
      return row === undefined ? undefined : fromRow(row);
    },
    put: async (tenantId, snippets) => {
      if (snippets.length === 0) return [];
      return guarded('put snippets', () =>
        db.transaction().execute(async (transaction) => {
          // First, because its row is the tenant's lock: two changes of the same snippets wait for each other and cannot deadlock.
          await raiseRevision(transaction, tenantId);
          const stored: Snippet[] = [];
          for (const snippet of snippets) stored.push(await putOne(transaction, tenantId, snippet));
          return stored;
        }));
    },
    setVectors: (tenantId, vectors) =>
      guarded('set vectors', () =>
        db.transaction().execute(async (transaction) => {
          await transaction.selectFrom('snippet_revisions').select('revision').where('tenant_id', '=', tenantId).forUpdate().executeTakeFirst();
          let taken = 0;
          for (const { id, version, embedding, embeddingModel } of vectors) {
            const { numUpdatedRows } = await transaction.updateTable('snippets').set({ embedding: spelt(embedding), embedding_model: embeddingModel })
              .where('tenant_id', '=', tenantId).where('id', '=', id).where('version', '=', version).executeTakeFirst();
            taken += Number(numUpdatedRows);
          }
          if (taken > 0) await raiseRevision(transaction, tenantId);
          return taken;
        })),
    remove: (tenantId, id) =>
      guarded('remove snippet', () =>
        db.transaction().execute(async (transaction) => {
          await transaction.selectFrom('snippet_revisions').select('revision').where('tenant_id', '=', tenantId).forUpdate().executeTakeFirst();
          const { numDeletedRows } = await transaction.deleteFrom('snippets').where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst();
          if (numDeletedRows > 0n) await raiseRevision(transaction, tenantId);
          return numDeletedRows > 0n;
        })),
    revision: async (tenantId) => (await guarded('knowledge revision', () => db.selectFrom('snippet_revisions').select('revision').where('tenant_id', '=', tenantId).executeTakeFirst()))?.revision ?? 0,
  };
}

/** Nine digits bring every float32 back as it was. */
const spelt = (vector: Float32Array): string => `[${Array.from(vector, (value) => value.toPrecision(9)).join(',')}]`;

async function putOne(db: Kysely<Tables>, tenantId: string, snippet: Omit<EmbeddedSnippet, 'version'>): Promise<Snippet> {
  const values = {
    tenant_id: tenantId, id: snippet.id, version: 1, kind: snippet.kind, title: snippet.title, body: snippet.text, language: snippet.language,
    tags: JSON.stringify(snippet.tags), valid_from: snippet.validFrom ?? null, valid_until: snippet.validUntil ?? null,
    embedding: spelt(snippet.embedding), embedding_model: snippet.embeddingModel,
  };
  const { tenant_id: _tenant, id: _id, version: _version, ...changed } = values;
  const row = await db.insertInto('snippets').values(values)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet({
      ...changed,
      // The version rises when what a citation points at has changed.
      version: sql<number>`snippets.version + case when snippets.title = excluded.title and snippets.body = excluded.body then 0 else 1 end`,
      updated_at: new Date(),
    }))
    .returning('version').executeTakeFirstOrThrow();
  const { embedding: _embedding, embeddingModel: _model, ...plain } = snippet;
  return { ...plain, version: row.version };
}

const raiseRevision = (db: Kysely<Tables>, tenantId: string): Promise<unknown> =>
  db.insertInto('snippet_revisions').values({ tenant_id: tenantId, revision: 1 })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ revision: sql<number>`snippet_revisions.revision + 1` })).execute();

const fromRow = (row: Tables['snippets'] extends infer Row ? { [Key in keyof Row]: Row[Key] extends { __select__: infer Selected } ? Selected : Row[Key] } : never): EmbeddedSnippet => ({
  id: row.id,
  version: row.version,
  kind: row.kind as Snippet['kind'],
  title: row.title,
  text: row.body,
  language: row.language,
  tags: JSON.parse(row.tags) as string[],
  ...(row.valid_from === null ? {} : { validFrom: row.valid_from }),
  ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
  embedding: Float32Array.from(JSON.parse(row.embedding) as number[]),
  embeddingModel: row.embedding_model,
});
