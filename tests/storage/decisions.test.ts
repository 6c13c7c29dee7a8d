import type { Kysely, KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { createDecisionRepository } from '../../src/storage/decisions.ts';
import type { Tables } from '../../src/storage/schema.ts';
import { testDatabase } from '../support/database.ts';
import { decisionOf } from '../support/records.ts';

test('a statement that fails rejects exactly the decisions that it held', async () => {
  const { db, counted } = await observed((statement) => statement === 2);
  const { record, find } = createDecisionRepository(db);
  const decisions = Array.from({ length: 450 }, () => decisionOf('batches'));

  const answers = await Promise.allSettled(decisions.map((decision) => record(decision)));

  expect(counted()).toBe(3);
  expect(answers.map(({ status }) => status)).toEqual(decisions.map((_, index) => (index >= 200 && index < 400 ? 'rejected' : 'fulfilled')));
  expect(answers[200]).toMatchObject({ reason: { name: 'ServiceError', code: 'storage_unavailable' } });
  expect([await find('batches', decisions[199]?.id ?? ''), await find('batches', decisions[200]?.id ?? '')]).toEqual([decisions[199], undefined]);
});

test('decisions that arrive together share one statement', async () => {
  const { db, counted } = await observed(() => false);
  const { record } = createDecisionRepository(db);

  await Promise.all(Array.from({ length: 100 }, () => record(decisionOf('together'))));

  expect(counted()).toBe(1);
});

test('when the database does not keep up, further decisions are refused as overload instead of piling up', async () => {
  const { db } = await observed(() => false);
  const { record } = createDecisionRepository(db);

  const answers = await Promise.allSettled(Array.from({ length: 5_003 }, () => record(decisionOf('flood'))));

  const refused = answers.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(3);
  expect(refused[0]).toMatchObject({ reason: { name: 'ServiceError', code: 'overloaded', retryAfterS: 1 } });
  expect(await record(decisionOf('flood'))).toMatchObject({ replayed: false });
});

/** The shared database, with every statement counted; those for which `fails` is true lose their connection instead of running. */
async function observed(fails: (statement: number) => boolean): Promise<Readonly<{ db: Kysely<Tables>; counted(): number }>> {
  let statements = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (fails(++statements)) throw Object.assign(new Error('lost'), { code: 'ECONNRESET' });
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const { db } = await testDatabase();
  return { db: db.withPlugin(plugin), counted: () => statements };
}
