import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import type { OpenDatabase } from '../../src/storage/drivers/pglite.ts';
import { storeOver } from '../../src/storage/store.ts';
import { newTenant } from '../support/database.ts';
import { decisionContract } from './store/decisions.ts';
import { evalContract, poolContract } from './store/evals.ts';
import { idempotencyContract } from './store/idempotency.ts';
import { isolationContract } from './store/isolation.ts';
import { keyContract, workspaceContract } from './store/keys.ts';
import { feedbackContract, snippetContract } from './store/snippets.ts';

/** What a contract test works on: a store with its database, and a tenant of its own. */
export type Subject = Readonly<{ store: Store; database: OpenDatabase; tenantId: string }>;

/** Registers every promise of `Store` as a test over the migrated databases that `open` gives; one is shared and closed at the end. */
export function storeContract(open: () => Promise<OpenDatabase>): void {
  let database: OpenDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await open();
    store = storeOver(database);
  });
  afterAll(() => database.close());
  const subject = async (): Promise<Subject> => ({ store, database, tenantId: await newTenant(store) });

  test('an open store answers a ping, a closed one says that storage is away', async () => {
    const other = storeOver(await open());

    await expect(other.ping()).resolves.toBeUndefined();
    await other.close();

    await expect(other.ping()).rejects.toMatchObject({ name: 'ServiceError', code: 'storage_unavailable' });
  });

  workspaceContract(subject);
  keyContract(subject);
  decisionContract(subject);
  snippetContract(subject);
  feedbackContract(subject);
  idempotencyContract(subject);
  evalContract(subject);
  poolContract(subject);
  isolationContract(subject);
}
