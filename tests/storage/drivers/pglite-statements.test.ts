import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStatements, type RunStatement } from '../../../src/storage/drivers/pglite-statements.ts';

let pglite: PGlite;
let run: RunStatement;
beforeAll(async () => {
  pglite = await PGlite.create();
  run = createStatements(pglite);
});
afterAll(() => pglite.close());

const VALUES = `select $1::text as text, $2::int as number, $3::boolean as yes, $4::timestamptz as instant, $5::text[] as list, $6::jsonb as json, null as nothing, '' as empty`;
const GIVEN = ['a"\\é😀', -7, false, new Date('2026-03-02T12:00:00.123Z'), ['x', 'y"', 'NULL'], { a: [1, null] }];

test('a statement answers the same the first time, when it is prepared and ever after', async () => {
  const answers = [await run(VALUES, GIVEN), await run(VALUES, GIVEN), await run(VALUES, GIVEN)];

  const [text, number, yes, instant, list, json] = GIVEN;
  for (const { rows } of answers) expect(rows).toEqual([{ text, number, yes, instant, list, json, nothing: null, empty: '' }]);
});

test('rows that a change touched are counted alike, prepared or not', async () => {
  await run('create table counted (id int primary key, name text)', []);
  const counts = async (sql: string, ids: readonly number[]): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    for (const id of ids) found.push((await run(sql, [id])).affectedRows);
    return found;
  };

  expect(await counts('insert into counted (id) values ($1) on conflict do nothing', [1, 2, 3, 3])).toEqual([1, 1, 1, 0]);
  expect(await counts('update counted set name = \'x\' where id >= $1', [1, 2, 3, 4])).toEqual([3, 2, 1, 0]);
  expect(await counts('select id from counted where id >= $1', [1, 2, 3])).toEqual([0, 0, 0]);
  expect(await counts('delete from counted where id = $1', [1, 2, 2])).toEqual([1, 1, 0]);
});

test('a statement that fails when it is prepared fails with its code, and the next one is none the worse', async () => {
  const divide = (by: number) => run('select 10 / $1::int as share', [by]);
  const shares = [await divide(5), await divide(2)];

  await expect(divide(0)).rejects.toMatchObject({ code: '22012' });
  await expect(run('select nothing from nowhere', [])).rejects.toMatchObject({ code: '42P01' });
  await expect(run('select nothing from nowhere', [])).rejects.toMatchObject({ code: '42P01' });

  expect([...shares, await divide(1)].map(({ rows }) => rows)).toEqual([[{ share: 2 }], [{ share: 5 }], [{ share: 10 }]]);
});

test('after a change of the schema a prepared statement sees the new columns', async () => {
  await run('create table changing (id int)', []);
  await run('insert into changing values (1)', []);
  const all = () => run('select * from changing', []);
  await all();
  await all();

  await run('alter table changing add column name text', []);

  expect([(await all()).rows, (await all()).rows, (await all()).rows]).toEqual(Array.from({ length: 3 }, () => [{ id: 1, name: null }]));
});

test('more different statements than are kept prepared still run', async () => {
  const answers: unknown[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 150; index += 1) answers.push(...(await run(`select ${index} as index, $1::int as round`, [round])).rows);
  }

  expect(answers).toEqual(Array.from({ length: 450 }, (_, place) => ({ index: place % 150, round: Math.floor(place / 150) })));
});
