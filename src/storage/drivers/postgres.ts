import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { StartupError } from '../../domain/failures.ts';
import type { Tables } from '../schema.ts';
import type { OpenDatabase } from './pglite.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * A pool of connections to PostgreSQL ≥ 15 with pgvector.
 *
 * @throws StartupError when it cannot be reached at start; later losses surface at each statement and heal by themselves.
 */
export async function openPostgres(url: string, options: Readonly<{ connectionsMax?: number; schema?: string }> = {}): Promise<OpenDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    ...(options.schema === undefined ? {} : { options: `-c search_path=${options.schema},public` }),
  });
  // An idle connection that breaks is replaced at the next statement; without a listener it would end the process.
  pool.on('error', () => undefined);
  try {
    const { rows } = await pool.query<{ version: string }>('select current_setting($1) as version', ['server_version_num']);
    const version = Number(rows[0]?.version ?? 0);
    if (version < 150_000) throw new StartupError(`PostgreSQL ${Math.floor(version / 10_000)} is too old.`, 'Use PostgreSQL 15 or newer with the pgvector extension.');
  } catch (cause) {
    await pool.end();
    if (cause instanceof StartupError) throw cause;
    throw new StartupError('PostgreSQL cannot be reached.', 'Check DATABASE_URL (host, port, user, password, database) and that the server accepts connections from here.', { cause });
  }
  return { db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), engine: 'postgresql', close: () => pool.end() };
}
