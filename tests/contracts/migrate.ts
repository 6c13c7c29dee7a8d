import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { expect, onTestFinished, test } from 'vitest';
import { StartupError } from '../../src/domain/failures.ts';
import type { OpenDatabase } from '../../src/storage/drivers/pglite.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { MIGRATIONS } from '../../src/storage/migrations/index.ts';
import type { Tables } from '../../src/storage/schema.ts';

const runs = (statement: string): Migration => ({ up: async (db) => void (await sql.raw(statement).execute(db)) });

/** Registers every promise of `migrate` as a test over the empty databases that `open` gives. */
export function migrationContract(open: () => Promise<OpenDatabase>): void {
  const openEmpty = async (): Promise<Kysely<Tables>> => {
    const { db, close } = await open();
    onTestFinished(close);
    return db;
  };

  test('an empty database is brought up to date once; the second time there is nothing to do', async () => {
    const db = await openEmpty();

    expect([await migrate(db), await migrate(db)]).toEqual([Object.keys(MIGRATIONS), []]);
    expect(await db.selectFrom('decisions').selectAll().execute()).toEqual([]);
  });

  test('migrations are all or none: when the second fails, the first leaves nothing, and both apply once it is mended', async () => {
    const db = await openEmpty();
    const first = runs('create table left_over (id text)');
    const broken = { '0001-a': first, '0002-b': runs('create table broken (id no_such_type)') };

    await expect(migrate(db, broken)).rejects.toMatchObject({
      name: 'StartupError', message: expect.stringContaining('no_such_type'), remedy: expect.stringContaining('Nothing was changed'),
    });
    expect(await tablesOf(db)).not.toContain('left_over');
    expect(await migrate(db, { ...broken, '0002-b': runs('create table mended (id text)') })).toEqual(['0001-a', '0002-b']);

    expect(await tablesOf(db)).toEqual(expect.arrayContaining(['left_over', 'mended']));
  });

  test('a failing migration leaves what earlier versions applied', async () => {
    const db = await openEmpty();
    await migrate(db);

    await expect(migrate(db, { ...MIGRATIONS, '9999-bad': runs('select no_such_column') })).rejects.toThrow(StartupError);

    expect(await migrate(db)).toEqual([]);
    expect(await db.selectFrom('decisions').selectAll().execute()).toEqual([]);
  });

  test('a database of a newer version is refused with what to do, and not touched', async () => {
    const db = await openEmpty();
    await migrate(db, { ...MIGRATIONS, '9999-future': runs('create table future (id text)') });

    await expect(migrate(db)).rejects.toMatchObject({
      name: 'StartupError', message: expect.stringContaining('newer version'), remedy: expect.stringContaining('newer version'),
    });

    expect(await tablesOf(db)).toContain('future');
  });
}

const tablesOf = async (db: Kysely<Tables>): Promise<readonly string[]> => (await db.introspection.getTables()).map(({ name }) => name);
