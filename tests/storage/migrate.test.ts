import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { Kysely, PGliteDialect } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import { migrationContract } from '../contracts/migrate.ts';
import type { OpenDatabase } from '../../src/storage/drivers/pglite.ts';

let pglite: PGlite;
beforeAll(async () => {
  pglite = await PGlite.create({ extensions: { vector } });
});
afterAll(() => pglite.close());

/** One instance for all tests: emptied, because a new one takes seconds. */
async function openEmpty(): Promise<OpenDatabase> {
  await pglite.exec('drop schema public cascade; create schema public');
  return { db: new Kysely({ dialect: new PGliteDialect({ pglite }) }), engine: 'pglite', close: async () => undefined };
}

migrationContract(openEmpty);
