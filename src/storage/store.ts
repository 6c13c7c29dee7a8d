import { sql } from 'kysely';
import type { Store } from '../domain/ports.ts';
import { createDecisionRepository } from './decisions.ts';
import type { OpenDatabase } from './drivers/pglite.ts';
import { createEvalRepository } from './evals.ts';
import { createFeedbackRepository } from './feedback.ts';
import { guarded } from './guard.ts';
import { createIdempotencyRepository } from './idempotency.ts';
import { createKeyRepository } from './keys.ts';
import { migrate } from './migrate.ts';
import { createPoolRepository } from './pool.ts';
import { createSnippetRepository } from './snippets.ts';
import { createWorkspaceRepository } from './workspaces.ts';

export type StoreOptions = Readonly<{ databaseUrl: string; connectionsMax?: number } | { folder: string } | { memory: true }>;

/** Opens the database, brings it up to date and hands out its repositories. @throws StartupError */
export async function openStore(options: StoreOptions): Promise<Store> {
  const database = await open(options);
  try {
    await migrate(database.db);
  } catch (error) {
    await database.close();
    throw error;
  }
  return storeOver(database);
}

/** Only the driver that is used is loaded. */
const open = async (options: StoreOptions): Promise<OpenDatabase> => ('databaseUrl' in options
  ? (await import('./drivers/postgres.ts')).openPostgres(options.databaseUrl, options)
  : (await import('./drivers/pglite.ts')).openPglite('folder' in options ? options.folder : undefined));

/** The repositories over a database that is already up to date. */
export function storeOver({ db, engine, close }: OpenDatabase): Store {
  return {
    workspaces: createWorkspaceRepository(db),
    keys: createKeyRepository(db),
    decisions: createDecisionRepository(db),
    snippets: createSnippetRepository(db),
    feedback: createFeedbackRepository(db),
    idempotency: createIdempotencyRepository(db),
    evals: createEvalRepository(db),
    pool: createPoolRepository(db),
    ping: async () => void (await guarded('ping', () => sql`select 1`.execute(db))),
    engine,
    close,
  };
}
