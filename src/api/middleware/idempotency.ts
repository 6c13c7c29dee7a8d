import { createHash } from 'node:crypto';
import { ServiceError } from '../../domain/failures.ts';
import type { IdempotencyRepository } from '../../domain/ports.ts';
import type { Call, Reply, Route } from '../route.ts';

const PRINTABLE = /^[\x21-\x7e]+$/;
const KEY_LENGTH_MAX = 255;
const RETRY_AFTER_S = 1;

export type Repeatable = Readonly<{ key: string | undefined; bytes: Buffer | undefined }>;

export const requestHash = (route: Pick<Route, 'method' | 'path'>, bytes: Buffer | undefined): string =>
  createHash('sha256').update(`${route.method} ${route.path}\n`).update(bytes ?? '').digest('hex');

/** The path that was asked: the same key for another id is another request. */
const addressed = (path: string, params: Call['params']): string => path.replace(/\{(\w{1,40})\}/g, (_whole, name: string) => encodeURIComponent(params[name]?.toWellFormed() ?? ''));

/** @throws ServiceError `validation` unless the key is 1 to `lengthMax` printable ASCII characters. */
export function refuseOddKey(key: string, lengthMax = KEY_LENGTH_MAX): void {
  if (key.length <= lengthMax && PRINTABLE.test(key)) return;
  throw new ServiceError('validation', 'odd idempotency key', { issues: [{ pointer: '', code: 'idempotency_key', detail: `Idempotency-Key must be 1 to ${lengthMax} printable ASCII characters` }] });
}

/**
 * Runs a handler at most once for (tenant, key). The same key with the same body answers again what was answered;
 * with another body, or while the first is still running, it is a conflict. A failure gives the key back.
 */
export async function once(route: Route, call: Call, { key, bytes }: Repeatable, keys: IdempotencyRepository): Promise<Reply> {
  const handle = route.handle as NonNullable<Route['handle']>;
  if (key === undefined) return handle(call);
  const { tenantId } = call.caller;
  refuseOddKey(key);
  const claim = await keys.claim(tenantId, key, requestHash({ method: route.method, path: addressed(route.path, call.params) }, bytes));
  if (claim.state === 'conflict') throw new ServiceError('idempotency_conflict', 'same key, other body');
  if (claim.state === 'in_progress') throw new ServiceError('in_progress', 'same key in flight', { retryAfterS: RETRY_AFTER_S });
  if (claim.state === 'done') {
    const { status, body } = claim.response;
    return { status, text: route.revive?.(body, call) ?? body, headers: { 'Idempotency-Replayed': 'true' } };
  }
  try {
    const reply = await handle(call);
    await keys.complete(tenantId, key, { status: reply.status, contentType: 'application/json', body: reply.kept ?? reply.text ?? JSON.stringify(reply.json ?? null) });
    return reply;
  } catch (error) {
    await keys.release(tenantId, key).catch(() => undefined);
    throw error;
  }
}
