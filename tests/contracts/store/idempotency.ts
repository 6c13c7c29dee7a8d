import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Subject } from '../store.ts';

const RESPONSE = { status: 200, contentType: 'application/json', body: '{"à":1}' };
const MINE = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

/** Moves the tenant's claims into the past, as if that long had gone by. */
const age = async ({ database, tenantId }: Subject, interval: string): Promise<unknown> =>
  sql`update idempotency_keys set claimed_at = claimed_at - ${interval}::interval where tenant_id = ${tenantId}`.execute(database.db);

export function idempotencyContract(subject: () => Promise<Subject>): void {
  test('a key is claimed once, in progress until its answer is stored, and then answers with it', async () => {
    const { store: { idempotency }, tenantId } = await subject();

    const states = [await idempotency.claim(tenantId, 'k', MINE), await idempotency.claim(tenantId, 'k', MINE)];
    await idempotency.complete(tenantId, 'k', RESPONSE);
    states.push(await idempotency.claim(tenantId, 'k', MINE));

    expect(states).toEqual([{ state: 'new' }, { state: 'in_progress' }, { state: 'done', response: RESPONSE }]);
  });

  test('a key with another body is a conflict, in progress, abandoned or done', async () => {
    const each = await subject();
    const { store: { idempotency }, tenantId } = each;
    await idempotency.claim(tenantId, 'k', MINE);

    const states = [await idempotency.claim(tenantId, 'k', OTHER)];
    await age(each, '10 minutes');
    states.push(await idempotency.claim(tenantId, 'k', OTHER));
    await idempotency.complete(tenantId, 'k', RESPONSE);
    states.push(await idempotency.claim(tenantId, 'k', OTHER));

    expect(states).toEqual([{ state: 'conflict' }, { state: 'conflict' }, { state: 'conflict' }]);
  });

  test('of many claims at once exactly one is new', async () => {
    const { store: { idempotency }, tenantId } = await subject();

    const claims = await Promise.all(Array.from({ length: 20 }, () => idempotency.claim(tenantId, 'k', MINE)));

    expect(claims.filter(({ state }) => state === 'new')).toHaveLength(1);
    expect(claims.filter(({ state }) => state === 'in_progress')).toHaveLength(19);
  });

  test('a released key may be claimed again, with any body; an answered one is not released', async () => {
    const { store: { idempotency }, tenantId } = await subject();
    await idempotency.claim(tenantId, 'k', MINE);

    await idempotency.release(tenantId, 'k');
    expect(await idempotency.claim(tenantId, 'k', OTHER)).toEqual({ state: 'new' });
    await idempotency.complete(tenantId, 'k', RESPONSE);
    await idempotency.release(tenantId, 'k');

    expect(await idempotency.claim(tenantId, 'k', OTHER)).toEqual({ state: 'done', response: RESPONSE });
  });

  test('a claim without an answer is taken over after 60 seconds, by one, and not before', async () => {
    const each = await subject();
    const { store: { idempotency }, tenantId } = each;
    await idempotency.claim(tenantId, 'k', MINE);

    await age(each, '50 seconds');
    expect(await idempotency.claim(tenantId, 'k', MINE)).toEqual({ state: 'in_progress' });
    await age(each, '11 seconds');
    const claims = await Promise.all(Array.from({ length: 8 }, () => idempotency.claim(tenantId, 'k', MINE)));

    expect(claims.filter(({ state }) => state === 'new')).toHaveLength(1);
  });

  expiryContract(subject);
}

function expiryContract(subject: () => Promise<Subject>): void {
  test('an answer is kept for 24 hours; then its key is free, for any body', async () => {
    const each = await subject();
    const { store: { idempotency }, tenantId } = each;
    await idempotency.claim(tenantId, 'k', MINE);
    await idempotency.complete(tenantId, 'k', RESPONSE);

    await age(each, '23 hours 59 minutes');
    expect(await idempotency.claim(tenantId, 'k', MINE)).toEqual({ state: 'done', response: RESPONSE });
    await age(each, '2 minutes');

    expect(await idempotency.claim(tenantId, 'k', OTHER)).toEqual({ state: 'new' });
    expect(await idempotency.claim(tenantId, 'k', OTHER)).toEqual({ state: 'in_progress' });
  });

  test('a purge removes what is older than 24 hours, says how much, and leaves the rest', async () => {
    const each = await subject();
    const { store: { idempotency }, tenantId } = each;
    await idempotency.purge();
    for (const key of ['old1', 'old2']) await idempotency.claim(tenantId, key, MINE);
    await age(each, '25 hours');
    await idempotency.claim(tenantId, 'young', MINE);

    expect(await idempotency.purge()).toBe(2);

    expect(await idempotency.claim(tenantId, 'young', MINE)).toEqual({ state: 'in_progress' });
    expect(await idempotency.purge()).toBe(0);
  });
}
