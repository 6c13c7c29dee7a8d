import { createHash, randomInt } from 'node:crypto';
import { StartupError } from '../domain/failures.ts';
import { type KeyRepository, type NewId, SCOPES } from '../domain/ports.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SECRET_LENGTH = 40;
const SHOWN = 8;

/** 238 bits behind a prefix that secret scanners can look for. */
export const newSecret = (): string => `trk_${Array.from({ length: SECRET_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')}`;

export type NewKey = Readonly<{ tenantId: string; name: string; secret: string; scopes?: readonly string[] }>;

/** Stores a key by its hash; the secret is known to the caller alone. */
export const storeKey = async (keys: KeyRepository, newId: NewId, { tenantId, name, secret, scopes = SCOPES }: NewKey) =>
  keys.create({ id: newId('key'), tenantId, name, prefix: secret.slice(0, SHOWN), scopes: [...scopes], secretHash: createHash('sha256').update(secret).digest('hex') });

/**
 * The key a fresh installation starts with: the given one if there is one and it is new, else a made one if no key exists.
 *
 * @returns the secret to show once, or undefined when nothing was made up.
 */
export async function ensureFirstKey(keys: KeyRepository, newId: NewId, { tenantId, given }: Readonly<{ tenantId: string; given: string | undefined }>): Promise<string | undefined> {
  if (given !== undefined) {
    const hash = createHash('sha256').update(given).digest('hex');
    if (await keys.findByHash(hash) === undefined) await storeGiven(keys, newId, tenantId, given);
    return undefined;
  }
  if ((await keys.list()).length > 0) return undefined;
  const secret = newSecret();
  await storeKey(keys, newId, { tenantId, name: 'first key', secret });
  return secret;
}

const UNIQUE_VIOLATION = '23505';

async function storeGiven(keys: KeyRepository, newId: NewId, tenantId: string, secret: string): Promise<void> {
  try {
    await storeKey(keys, newId, { tenantId, name: 'given by TRIAGE_API_KEY', secret });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === UNIQUE_VIOLATION)) throw cause;
    throw new StartupError('The key in TRIAGE_API_KEY has been revoked.', 'Give another key, or unset TRIAGE_API_KEY.', { cause });
  }
}
