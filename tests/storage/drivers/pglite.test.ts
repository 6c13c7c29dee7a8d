import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { StartupError } from '../../../src/domain/failures.ts';
import { openPglite } from '../../../src/storage/drivers/pglite.ts';
import { openStore } from '../../../src/storage/store.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { decisionOf } from '../../support/records.ts';
import { startScript } from '../../support/script.ts';

// Making a database in a folder takes seconds on an idle machine, and most of a minute on a busy one.
vi.setConfig({ testTimeout: 120_000 });

test('what was stored in a folder is there when it is opened again, and only one may open it', async () => {
  const folder = temporaryFolder();
  const store = await openStore({ folder });
  const decision = decisionOf('t');
  await store.decisions.record(decision);

  await expect(openStore({ folder })).rejects.toThrow(StartupError);
  await store.close();
  const again = await openStore({ folder });

  expect(await again.decisions.find('t', decision.id)).toEqual(decision);
  await again.close();
});

test('a folder of another PostgreSQL version is refused with what to do, left as it is and not kept', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'pg'));
  writeFileSync(join(folder, 'pg', 'PG_VERSION'), '17\n');

  for (const attempt of [1, 2]) {
    await expect(openPglite(folder), `attempt ${attempt}`).rejects.toMatchObject({
      name: 'StartupError', message: expect.stringContaining('PostgreSQL 17'), remedy: expect.stringContaining('version that wrote it'),
    });
  }
  expect(readdirSync(join(folder, 'pg'))).toEqual(['PG_VERSION']);
});

test('a damaged folder is refused with what to do', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'pg'));
  writeFileSync(join(folder, 'pg', 'PG_VERSION'), '18\n');

  await expect(openPglite(folder)).rejects.toMatchObject({ name: 'StartupError', message: expect.stringContaining(folder), remedy: expect.stringContaining('backup') });
});

test('a folder that cannot be made is refused with what to do', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');

  await expect(openStore({ folder: join(file, 'data') })).rejects.toMatchObject({ name: 'StartupError', remedy: expect.stringContaining('write access') });
});

test('no acknowledged decision is lost when the process is killed, whenever that is', async () => {
  const folder = temporaryFolder();
  const acknowledged: string[] = [];

  for (let round = 0; round < 5; round++) {
    const recorder = startScript(new URL('../../support/record-forever.ts', import.meta.url), folder);
    acknowledged.push(await recorder.line());
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 800));
    await recorder.kill();
    acknowledged.push(...(await recorder.rest()));
  }
  const { db, close } = await openPglite(folder);
  const stored = new Set((await db.selectFrom('decisions').select('id').execute()).map(({ id }) => id));
  await close();

  expect(acknowledged.length).toBeGreaterThanOrEqual(5);
  // The last line of a killed process may be cut short: an id that was printed whole is one that was acknowledged.
  expect(acknowledged.filter((id) => id.length === acknowledged[0]?.length && !stored.has(id))).toEqual([]);
});
