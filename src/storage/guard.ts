import { ServiceError } from '../domain/failures.ts';

/** SQLSTATE classes of a database that is away, full or shutting down rather than of a wrong statement. */
const AWAY = /^(?:08|53|57P|58)/;
const AWAY_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENOSPC', 'EROFS', '28000', '28P01', '3D000', '25006']);
const AWAY_WORDS = /connection|terminated|timeout|closed|after calling end|No space left/i;

/** Runs a statement; a database that is away becomes `storage_unavailable`, which callers may retry. Other errors pass. */
export async function guarded<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isAway(error)) throw new ServiceError('storage_unavailable', `${what}: the database is away`, { cause: error, retryAfterS: 2 });
    throw error;
  }
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return AWAY.test(code) || AWAY_CODES.has(code) || (code === '' && AWAY_WORDS.test(error.message));
}
