import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { openPglite, type OpenDatabase } from '../../src/storage/drivers/pglite.ts';
import { openPostgres } from '../../src/storage/drivers/postgres.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { storeOver } from '../../src/storage/store.ts';

let shared: Promise<OpenDatabase> | undefined;

afterAll(async () => {
  await (await shared)?.close();
  shared = undefined;
});

/** A new, migrated, empty embedded database in memory; about 0.3 GB and a second, so at most a few a file. Close it. */
export const openTestDatabase = async (): Promise<OpenDatabase> => openPglite(undefined, inject('databaseImage'));

/** The embedded database of this test file, opened at the first call and closed after the last test; keep tests apart by tenant. */
export const testDatabase = (): Promise<OpenDatabase> => (shared ??= openTestDatabase());

/** The store over `testDatabase()`. */
export const testStore = async (): Promise<Store> => storeOver(await testDatabase());

/** The address of a database and how to let go of it; close its users first. */
export type TestServer = Readonly<{ url: string; close(): Promise<void> }>;

/** A new, migrated embedded database that answers like a PostgreSQL server, so that the `pg` driver is tested where there is none. */
export async function serveTestDatabase(): Promise<TestServer> {
  const pglite = await PGlite.create({ loadDataDir: await openAsBlob(inject('databaseImage')), extensions: { vector } });
  const server = new PGLiteSocketServer({ db: pglite, port: 0, maxConnections: 30 });
  await server.start();
  return {
    url: `postgresql://postgres@${server.getServerConn()}/postgres`,
    close: async () => {
      await server.stop();
      await pglite.close();
    },
  };
}

/** A new, empty database on the server of TEST_DATABASE_URL. */
export async function createServerDatabase(): Promise<TestServer> {
  const name = `triage_test_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name}`);
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${name}`;
  return { url: url.href, close: () => onServer(`drop database if exists ${name} with (force)`) };
}

/** The migrated database of a server, which closes with it. */
export async function openServed(server: TestServer): Promise<OpenDatabase> {
  const database = await openPostgres(server.url);
  await migrate(database.db);
  return {
    ...database,
    close: async () => {
      await database.close();
      await server.close();
    },
  };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const stamp = randomBytes(4).toString('hex');
let tenants = 0;

/** Id of a tenant that no other test uses, with its workspace stored. */
export async function newTenant(store: Store, storeText = true): Promise<string> {
  const id = `t-${stamp}-${++tenants}`;
  await store.workspaces.ensure({ id, name: `Workspace ${id}`, storeText, config: {} });
  return id;
}
