import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { Kysely, PGliteDialect } from 'kysely';
import type { TestProject } from 'vitest/node';
import { migrate } from '../src/storage/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** File that holds the dump of a migrated, empty embedded database. */
    databaseImage: string;
    /** A server of which every test file makes its own database; empty when there is none. */
    databaseUrl: string;
    /** A Python with the official clients; empty when there is none. */
    python: string;
    /** A Chromium; empty when there is none. */
    chromium: string;
  }
}

/** Makes the embedded database once: each worker then opens its dump, in under a second instead of several. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'triage-tests-'));
  const image = join(folder, 'database.tar');
  const pglite = await PGlite.create({ extensions: { vector } });
  await migrate(new Kysely({ dialect: new PGliteDialect({ pglite }) }));
  await writeFile(image, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()));
  await pglite.close();
  project.provide('databaseImage', image);
  project.provide('databaseUrl', process.env['TEST_DATABASE_URL'] ?? '');
  project.provide('python', process.env['TEST_PYTHON'] ?? '');
  project.provide('chromium', process.env['TEST_CHROMIUM'] ?? '');
  return () => rm(folder, { recursive: true, force: true });
}
