import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { StartupError } from '../../domain/failures.ts';
import { nulFree } from '../nul-free.ts';
import type { Tables } from '../schema.ts';
import type { OpenDatabase } from './pglite.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * A pool of connections to PostgreSQL ≥ 15 with pgvector. A statement without an answer for `statementTimeoutMs` fails.
 *
 * @throws StartupError when it cannot be reached at start; later losses surface at each statement and heal by themselves.
 */
export async function openPostgres(url: string, options: Readonly<{ connectionsMax?: number; statementTimeoutMs?: number }> = {}): Promise<OpenDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    keepAlive: true,
  });
  // A connection that breaks, idle or in use, is replaced at the next statement; without both listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    const { rows } = await pool.query<{ version: string }>('select current_setting($1) as version', ['server_version_num']);
    const version = Number(rows[0]?.version ?? 0);
    if (version < 150_000) throw new StartupError(`PostgreSQL ${Math.floor(version / 10_000)} is too old.`, 'Use PostgreSQL 15 or newer with the pgvector extension.');
  } catch (cause) {
    await pool.end();
    if (cause instanceof StartupError) throw cause;
    throw new StartupError('PostgreSQL cannot be reached.', 'Check DATABASE_URL (host, port, user, password, database) and that the server accepts connections from here.', { cause });
  }
  return { db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: discarding(pool) }), plugins: [nulFree] }), engine: 'postgresql', close: () => pool.end() };
}

/** Throws a connection away, instead of lending it again, once a statement got no answer on it: its peer may be gone without a word. */
function discarding(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      let silent = false;
      const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
        try {
          return await client.query(text, [...parameters]);
        } catch (error) {
          silent ||= error instanceof Error && error.message === 'Query read timeout';
          throw error;
        }
      };
      return { query, release: () => client.release(silent) } as PostgresPoolClient;
    },
    end: () => pool.end(),
    options: pool.options,
  };
}
