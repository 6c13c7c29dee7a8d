import { expect, test } from 'vitest';
import { openStore } from '../../src/storage/store.ts';
import { openPostgres } from '../../src/storage/drivers/postgres.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { MIGRATIONS } from '../../src/storage/migrations/index.ts';
import { migrationContract } from '../contracts/migrate.ts';
import { createServerDatabase } from '../support/database.ts';

migrationContract(async () => {
  const server = await createServerDatabase();
  const database = await openPostgres(server.url);
  return {
    ...database,
    close: async () => {
      await database.close();
      await server.close();
    },
  };
});

test('of several services that start on an empty database at once, one migrates it and all can use it', async () => {
  const server = await createServerDatabase();
  const databases = await Promise.all(Array.from({ length: 4 }, () => openPostgres(server.url)));

  const applied = await Promise.all(databases.map(({ db }) => migrate(db)));

  expect(applied.flat().toSorted()).toEqual(Object.keys(MIGRATIONS).toSorted());
  await Promise.all(databases.map(({ close }) => close()));
  const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ databaseUrl: server.url })));
  await expect(Promise.all(stores.map((store) => store.ping()))).resolves.toHaveLength(4);
  await Promise.all(stores.map((store) => store.close()));
  await server.close();
});
