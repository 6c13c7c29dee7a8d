import { createHash, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyOf } from '../../support/records.ts';
import type { Subject } from '../store.ts';

const newHash = (): string => createHash('sha256').update(randomUUID()).digest('hex');

export function workspaceContract(subject: () => Promise<Subject>): void {
  test('a workspace is stored once: ensuring it again leaves it as it is', async () => {
    const { store } = await subject();
    const id = `ws-${randomUUID()}`;

    await store.workspaces.ensure({ id, name: 'First', storeText: true, config: { queues: ['été'] } });
    await store.workspaces.ensure({ id, name: 'Second', storeText: false, config: {} });

    expect(await store.workspaces.find(id)).toEqual({ id, name: 'First', storeText: true, config: { queues: ['été'] } });
  });

  test('a workspace that was never made is not found, and one without an id cannot be made', async () => {
    const { store } = await subject();

    expect(await store.workspaces.find('nobody')).toBeUndefined();
    await expect(store.workspaces.ensure({ id: '', name: 'x', storeText: false, config: {} })).rejects.toThrow();
  });

  test('text with a NUL in it is looked for and not found, rather than a failure', async () => {
    const { store } = await subject();

    expect(await store.workspaces.find('no\0body')).toBeUndefined();
    expect(await store.keys.findByHash('\0')).toBeUndefined();
    expect(await store.keys.revoke('\0')).toBe(false);
  });
}

export function keyContract(subject: () => Promise<Subject>): void {
  test('a key is found by its hash, with its scopes, and neither found nor listed with the hash', async () => {
    const { store, tenantId } = await subject();
    const secretHash = newHash();

    const { secretHash: _hash, ...given } = keyOf(tenantId, secretHash);
    const created = await store.keys.create({ ...given, secretHash });

    expect(created).toEqual({ ...given, createdAt: expect.any(Date), revokedAt: null });
    expect(await store.keys.findByHash(secretHash)).toEqual(created);
    expect(await store.keys.list()).toContainEqual(created);
    expect(JSON.stringify(await store.keys.list())).not.toContain(secretHash);
  });

  test('only something as long as a SHA-256 in hex is stored for a secret, and only once', async () => {
    const { store, tenantId } = await subject();
    const secretHash = newHash();
    await store.keys.create(keyOf(tenantId, secretHash));

    await expect(store.keys.create(keyOf(tenantId, secretHash))).rejects.toThrow();
    await expect(store.keys.create(keyOf(tenantId, 'trg_the-secret-itself'))).rejects.toThrow();
  });

  test('a revoked key opens nothing any more, stays listed with its instant, and cannot be revoked twice', async () => {
    const { store, tenantId } = await subject();
    const secretHash = newHash();
    const { id } = await store.keys.create(keyOf(tenantId, secretHash));

    expect(await store.keys.revoke(id)).toBe(true);

    expect(await store.keys.findByHash(secretHash)).toBeUndefined();
    expect((await store.keys.list()).find((key) => key.id === id)?.revokedAt).toBeInstanceOf(Date);
    expect(await store.keys.revoke(id)).toBe(false);
    expect(await store.keys.revoke('key_unknown')).toBe(false);
  });
}
