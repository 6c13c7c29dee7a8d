import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { StartupError } from '../domain/failures.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Tables } from './schema.ts';

/**
 * Applies the missing migrations in name order, all or none, and returns their names. Callers may race.
 *
 * @throws StartupError when the database was written by a newer version, or a migration cannot be applied.
 */
export async function migrate(db: Kysely<Tables>, migrations: Readonly<Record<string, Migration>> = MIGRATIONS): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return (results ?? []).map(({ migrationName }) => migrationName);
  if (error instanceof Error && error.message.includes('is missing')) {
    throw new StartupError('The database was written by a newer version of this service.', 'Start the newer version again, or point DATA_DIR or DATABASE_URL at another database.', { cause: error });
  }
  throw new StartupError(`The database could not be brought up to date: ${error instanceof Error ? error.message : 'unknown error'}`,
    'Nothing was changed. Check that the user may create tables and that PostgreSQL has the "vector" extension (pgvector).', { cause: error });
}
