import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import { ServiceError } from '../../domain/failures.ts';
import type { ApiKey, KeyRepository } from '../../domain/ports.ts';
import type { Route } from '../route.ts';
import { localsOf } from './request-context.ts';

/** A revoked key stops working within this time in every process. */
const KNOWN_FOR_MS = 5_000;
/** An unknown key is asked for again after this time: a new key works soon, guessing costs the database little. */
const UNKNOWN_FOR_MS = 1_000;
const CACHE_MAX = 10_000;
const SECRET_LENGTH_MAX = 300;

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Finds the key behind a secret. Secrets are looked up by hash; none is kept in clear. */
export function createKeyLookup(keys: Pick<KeyRepository, 'findByHash'>): (secret: string) => Promise<ApiKey | undefined> {
  const cache = new LRUCache<string, { key: ApiKey | undefined }>({ max: CACHE_MAX });
  return async (secret) => {
    const hash = hashSecret(secret);
    const known = cache.get(hash);
    if (known !== undefined) return known.key;
    const key = await keys.findByHash(hash);
    cache.set(hash, { key }, { ttl: key === undefined ? UNKNOWN_FOR_MS : KNOWN_FOR_MS });
    return key;
  };
}

/** The tenant comes from the key and from nothing else. */
export function authenticate(route: Route, lookUp: (secret: string) => Promise<ApiKey | undefined>): RequestHandler {
  return async (request, response, next) => {
    const secret = bearer(request.get('authorization')) ?? request.get('x-api-key') ?? (route.keyInQuery === true ? queryKey(request.query['key']) : undefined);
    if (secret === undefined) throw new ServiceError('unauthenticated', 'no key', { publicDetail: 'Send the key as "Authorization: Bearer <key>".' });
    const key = secret.length > SECRET_LENGTH_MAX ? undefined : await lookUp(secret);
    if (key === undefined || key.revokedAt !== null) throw new ServiceError('unauthenticated', 'unknown or revoked key', { publicDetail: 'This key is unknown or revoked.' });
    if (route.scope !== null && !key.scopes.includes(route.scope)) throw new ServiceError('forbidden_scope', `key ${key.id} lacks ${route.scope}`, { publicDetail: `The key needs the scope ${route.scope}.` });
    localsOf(response).caller = { keyId: key.id, tenantId: key.tenantId, scopes: key.scopes };
    next();
  };
}

function bearer(header: string | undefined): string | undefined {
  const match = header === undefined ? null : /^bearer +(\S+) *$/i.exec(header);
  return match?.[1];
}

const queryKey = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
