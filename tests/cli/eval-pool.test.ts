import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/storage/store.ts';
import { fileFolder } from '../e2e/command.ts';
import { decisionOf, feedbackOf } from '../support/records.ts';
import { triageEval } from './eval-command.ts';

const SLOW = { timeout: 240_000 };
const TEXT = 'Rappelez-moi au [PHONE_1], je veux deux bols émaillés « bleu lagon »';

let folder: string;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = fileFolder();
  env = { DATA_DIR: join(folder, 'data') };
  const store = await openStore({ folder: join(folder, 'data') });
  for (const id of ['demo', 'other', 'bare']) await store.workspaces.ensure({ id, name: id, storeText: true, config: {} });
  const relabelled = async (tenantId: string, id: string, pooled: Parameters<typeof store.feedback.record>[1]) => {
    await store.decisions.record(decisionOf(tenantId, { id, messageId: id }));
    await store.feedback.record(feedbackOf(tenantId, id, { kind: 'relabel' }), pooled);
  };
  await relabelled('demo', 'tri_1', { text: TEXT, channel: 'whatsapp', lang: 'fr', labels: { lead: 'hot', spam: false, abuse_categories: ['harassment', 'hate'] } });
  await relabelled('demo', 'tri_2', { text: 'Hello', channel: 'email', labels: { spam: true } });
  await relabelled('other', 'tri_3', { text: 'Nobody else sees this', channel: 'email', labels: { spam: true } });
  await store.close();
}, 240_000);

test('the pool is exported as rows of a labelled file, redacted as they are, to standard output or to a file, and validates', SLOW, async () => {
  const file = join(folder, 'pool.jsonl');

  const [printed, written] = [await triageEval(['pool'], env), await triageEval(['pool', '--out', file], env)];

  expect([printed.status, printed.stderr]).toEqual([0, '2 rows in the evaluation pool of demo.\n']);
  expect(printed.stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line))).toEqual([
    { id: 'tri_1', text: TEXT, lang: 'fr', channel: 'whatsapp', source: 'feedback', labels: { lead: 'hot', spam: false, abuse_categories: ['harassment', 'hate'] } }, { id: 'tri_2', text: 'Hello', channel: 'email', source: 'feedback', labels: { spam: true } },
  ]);
  expect([written.stdout, readFileSync(file, 'utf8')]).toEqual(['', printed.stdout]);
  expect(await triageEval(['validate', file])).toMatchObject({ status: 0 });
});

test('a list tells the labels and none of the words, and another workspace has its own pool or none', SLOW, async () => {
  expect(await triageEval(['pool', '--list'], env)).toMatchObject({ status: 0, stdout: 'tri_1\tfr\twhatsapp\tlead=hot spam=false abuse_categories=harassment|hate\ntri_2\t–\temail\tspam=true\n' });
  expect((await triageEval(['pool', '--list', '--workspace', 'other'], env)).stdout).toBe('tri_3\t–\temail\tspam=true\n');
  expect(await triageEval(['pool', '--workspace', 'bare'], env)).toMatchObject({ status: 0, stdout: '', stderr: '0 rows in the evaluation pool of bare.\n' });
});

test('a workspace or a database that is not there is said, nothing is made, and a file stays as it was', SLOW, async () => {
  const [file, nowhere] = [join(folder, 'kept.jsonl'), join(folder, 'nowhere')];
  writeFileSync(file, 'kept');

  const unknown = await triageEval(['pool', '--workspace', 'nobody', '--out', file], env);
  const absent = await triageEval(['pool'], { DATA_DIR: nowhere });

  expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringContaining('There is no workspace nobody.')]);
  expect([absent.status, absent.stderr]).toEqual([1, expect.stringContaining(`There is no database in ${nowhere}.`)]);
  expect([readFileSync(file, 'utf8'), existsSync(nowhere)]).toEqual(['kept', false]);
});
