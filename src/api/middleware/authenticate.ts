import { hash } from 'node:crypto';
import { parse as parseQuery } from 'node:querystring';
import { LRUCache } from 'lru-cache';
import { ServiceError } from '../../domain/failures.ts';
import type { ApiKey, KeyRepository } from '../../domain/ports.ts';
import type { Exchange } from '../exchange.ts';
import type { Caller, Route } from '../route.ts';

/** A revoked key stops working within this time in every process. */
const KNOWN_FOR_MS = 5_000;
/** An unknown key is asked for again after this time: a new key works soon, guessing costs the database little. */
const UNKNOWN_FOR_MS = 1_000;
const CACHE_MAX = 10_000;
const SECRET_LENGTH_MAX = 300;

/** A key that was looked up, with the caller it stands for; `key` is undefined when there is none. */
type Known = Readonly<{ key: ApiKey | undefined; caller: Caller }>;

export type KeyLookup = (secret: string) => Known | Promise<Known>;

const NOBODY: Caller = { keyId: '', tenantId: '', scopes: [] };

/** Finds the key behind a secret. Secrets are looked up by hash; none is kept in clear. */
export function createKeyLookup(keys: Pick<KeyRepository, 'findByHash'>): KeyLookup {
  const cache = new LRUCache<string, Known>({ max: CACHE_MAX });
  const read = async (digest: string): Promise<Known> => {
    const key = await keys.findByHash(digest);
    const known = { key, caller: key === undefined ? NOBODY : { keyId: key.id, tenantId: key.tenantId, scopes: key.scopes } };
    cache.set(digest, known, { ttl: key === undefined ? UNKNOWN_FOR_MS : KNOWN_FOR_MS });
    return known;
  };
  return (secret) => {
    const digest = hash('sha256', secret, 'hex');
    return cache.get(digest) ?? read(digest);
  };
}

/** The tenant comes from the key and from nothing else. @throws ServiceError `unauthenticated` or `forbidden_scope` */
export async function authenticate({ request: { headers }, query }: Exchange, { scope, keyInQuery }: Route, lookUp: KeyLookup): Promise<Caller> {
  const secret = bearer(headers.authorization) ?? first(headers['x-api-key']) ?? (keyInQuery === true ? queryKey(parseQuery(query)['key']) : undefined);
  if (secret === undefined) throw new ServiceError('unauthenticated', 'no key', { publicDetail: 'Send the key as "Authorization: Bearer <key>".' });
  const found = secret.length > SECRET_LENGTH_MAX ? undefined : lookUp(secret);
  const { key, caller } = found instanceof Promise ? await found : found ?? { key: undefined, caller: NOBODY };
  if (key === undefined || key.revokedAt !== null) throw new ServiceError('unauthenticated', 'unknown or revoked key', { publicDetail: 'This key is unknown or revoked.' });
  if (scope !== null && !key.scopes.includes(scope)) throw new ServiceError('forbidden_scope', `key ${key.id} lacks ${scope}`, { publicDetail: `The key needs the scope ${scope}.` });
  return caller;
}

const BEARER = /^bearer +(\S+) *$/i;

const bearer = (header: string | undefined): string | undefined => (header === undefined ? undefined : BEARER.exec(header)?.[1]);

const first = (header: string | readonly string[] | undefined): string | undefined => (typeof header === 'object' ? header[0] : header);

const queryKey = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
