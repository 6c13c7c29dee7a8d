import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openRemotePglite } from '../../../src/storage/drivers/pglite-remote.ts';
import { guarded } from '../../../src/storage/guard.ts';
import { newTenant, testDatabase, testStore } from '../../support/database.ts';

const AWAY = { name: 'ServiceError', code: 'storage_unavailable' };

test('when the thread dies, the statements that wait and all later ones are refused as by a database that is away, and it can be closed', async () => {
  const { query, transaction, close, ...pglite } = await openRemotePglite({}, new URL('../../support/dying-thread.ts', import.meta.url));
  const first = await query('select 1');

  const refused = await Promise.allSettled([query('a'), query('b'), transaction((one) => one.query('c'))].map((waiting) => guarded('test', () => waiting)));

  expect([first.rows, pglite.ready]).toEqual([[{ one: 1 }], true]);
  expect(refused).toEqual(Array.from({ length: 3 }, () => ({ status: 'rejected', reason: expect.objectContaining(AWAY) })));
  await expect(guarded('test', () => query('d'))).rejects.toMatchObject(AWAY);
  await expect(guarded('test', () => transaction((one) => one.query('e')))).rejects.toMatchObject(AWAY);
  await close();
});

test('a statement that comes while a transaction is open is no part of it', async () => {
  const { db } = await testDatabase();
  const [inside, outside] = [await newTenant(await testStore()), await newTenant(await testStore())];
  const rename = (on: typeof db, id: string) => on.updateTable('workspaces').set({ name: 'renamed' }).where('id', '=', id).execute();
  let between: Promise<unknown> | undefined;

  const rolledBack = db.transaction().execute(async (transaction) => {
    await rename(transaction, inside);
    between = rename(db, outside);
    await sql`select 1`.execute(transaction);
    throw new Error('on second thoughts');
  });

  await expect(rolledBack).rejects.toThrow('on second thoughts');
  await between;
  const rows = await db.selectFrom('workspaces').select(['id', 'name']).where('id', 'in', [inside, outside]).execute();
  expect(Object.fromEntries(rows.map(({ id, name }) => [id, name]))).toEqual({ [inside]: `Workspace ${inside}`, [outside]: 'renamed' });
});

test('transactions that are asked for together run one after another', async () => {
  const { db } = await testDatabase();
  const id = await newTenant(await testStore());
  const append = (letter: string) => db.transaction().execute(async (transaction) => {
    const { name } = await transaction.selectFrom('workspaces').select('name').where('id', '=', id).executeTakeFirstOrThrow();
    await transaction.updateTable('workspaces').set({ name: `${name}${letter}` }).where('id', '=', id).execute();
  });

  await Promise.all([...'abcdef'].map(append));

  const { name } = await db.selectFrom('workspaces').select('name').where('id', '=', id).executeTakeFirstOrThrow();
  expect(name).toBe(`Workspace ${id}abcdef`);
});

test('a transaction whose failed statement was overlooked is not called committed, and nothing of it is kept', async () => {
  const { db } = await testDatabase();
  const id = await newTenant(await testStore());

  const overlooked = db.transaction().execute(async (transaction) => {
    await transaction.updateTable('workspaces').set({ name: 'renamed' }).where('id', '=', id).execute();
    await sql`select 1 / 0`.execute(transaction).catch(() => undefined);
  });

  await expect(overlooked).rejects.toThrow();
  expect(await db.selectFrom('workspaces').select('name').where('id', '=', id).executeTakeFirst()).toEqual({ name: `Workspace ${id}` });
});

test('an error of the database keeps its code, and values keep their types, on the way between the threads', async () => {
  const { db } = await testDatabase();

  await expect(sql`select 1 / 0`.execute(db)).rejects.toMatchObject({ code: '22012', message: expect.stringContaining('division by zero') });
  const { rows } = await sql`select 1 as number, null as nothing, true as yes, ${'a\u00e9😀'}::text as text, '2026-03-02T12:00:00Z'::timestamptz as instant, ${['x', 'y"']}::text[] as list, '{"a":[1]}'::jsonb as json`.execute(db);
  expect(rows).toEqual([{ number: 1, nothing: null, yes: true, text: 'aé😀', instant: new Date('2026-03-02T12:00:00Z'), list: ['x', 'y"'], json: { a: [1] } }]);
});
