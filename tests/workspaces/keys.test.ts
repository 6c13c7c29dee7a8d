import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { SCOPES, type Store } from '../../src/domain/ports.ts';
import { createNewId } from '../../src/ids.ts';
import { ensureFirstKey, newSecret, storeKey } from '../../src/workspaces/keys.ts';
import { newTenant, testStore } from '../support/database.ts';

const newId = createNewId(() => Date.now());
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
/** A store in which no key exists yet, whatever other tests stored. */
const withoutKeys = (store: Store): Store['keys'] => ({ ...store.keys, list: async () => [] });

test('a secret has a prefix to look for and never occurs twice', () => {
  const secrets = Array.from({ length: 1_000 }, newSecret);

  for (const secret of secrets) expect(secret).toMatch(/^trk_[A-Za-z0-9]{40}$/);
  expect(new Set(secrets).size).toBe(1_000);
});

test('a key is stored by its hash with every scope unless fewer are given; of the secret only its first letters are kept', async () => {
  const store = await testStore();
  const tenantId = await newTenant(store);
  const secret = newSecret();

  await storeKey(store.keys, newId, { tenantId, name: 'inbox', secret });

  const found = await store.keys.findByHash(hashOf(secret));
  expect(found).toMatchObject({ tenantId, name: 'inbox', scopes: SCOPES, prefix: secret.slice(0, 8) });
  expect(JSON.stringify(await store.keys.list())).not.toContain(secret);
});

test('the first start makes a key up; the next one does not', async () => {
  const store = await testStore();
  const tenantId = await newTenant(store);

  const first = await ensureFirstKey(withoutKeys(store), newId, { tenantId, given: undefined });
  const second = await ensureFirstKey(store.keys, newId, { tenantId, given: undefined });

  expect(await store.keys.findByHash(hashOf(first ?? ''))).toMatchObject({ tenantId });
  expect(second).toBeUndefined();
});

test('a given key is stored once and never shown', async () => {
  const store = await testStore();
  const tenantId = await newTenant(store);
  const given = `given-${tenantId}`;

  const shown = [await ensureFirstKey(store.keys, newId, { tenantId, given }), await ensureFirstKey(store.keys, newId, { tenantId, given })];

  expect(shown).toEqual([undefined, undefined]);
  expect((await store.keys.list()).filter((key) => key.tenantId === tenantId)).toHaveLength(1);
});

test('a given key that was revoked is a start-up failure that says what to do, not a second key', async () => {
  const store = await testStore();
  const tenantId = await newTenant(store);
  const given = `revoked-${tenantId}`;
  const { id } = await storeKey(store.keys, newId, { tenantId, name: 'x', secret: given });
  await store.keys.revoke(id);

  await expect(ensureFirstKey(store.keys, newId, { tenantId, given })).rejects.toMatchObject({ name: 'StartupError', message: expect.stringContaining('revoked'), remedy: expect.stringContaining('TRIAGE_API_KEY') });
});
