import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { EvalRowSchema } from '../../src/api/wire/evals.ts';
import { RowSchema } from '../../src/eval/dataset.ts';
import { createNewId } from '../../src/ids.ts';
import { readWorkspaceFolder } from '../../src/workspaces/folder.ts';
import { newSecret, storeKey } from '../../src/workspaces/keys.ts';
import { decisionOf, feedbackOf } from '../support/records.ts';
import { asking, DEMO_FOLDER, startService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

/** A key of a new workspace that keeps text, or not, and lets relabelled messages into the pool, or not. */
async function keyOf({ storeText, pool, tenantId = `p-${randomUUID()}` }: Readonly<{ storeText: boolean; pool: boolean | undefined; tenantId?: string }>): Promise<string> {
  const { config } = readWorkspaceFolder(DEMO_FOLDER);
  const policy = { ...(config.policy as object), ...(pool === undefined ? {} : { evaluation: { pool } }) };
  await service.store.workspaces.ensure({ id: tenantId, name: tenantId, storeText, config: { ...config, policy } });
  const secret = newSecret();
  await storeKey(service.store.keys, createNewId(() => Date.now()), { tenantId, name: 'test', secret });
  return secret;
}

const TEXT = 'Bonjour, rappelez-moi au 06 12 34 56 78 ou à zoe.martin@exemple.fr pour le devis';
const decided = async (key: string, text = TEXT) => (await service.post('/v1/triage', asking(text), { key })).json.id as string;
const relabel = (key: string, id: string, labels: object) => service.post('/v1/feedback', { decision_id: id, kind: 'relabel', labels, comment: 'appeler Zoé Martin' }, { key });
const linesOf = async (key: string) => (await service.ask('GET', '/v1/evals/pool', { key })).text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));

test('200: a relabelled message of a workspace that lets it in is a row of the pool, with the person\'s labels alone and no personal data', async () => {
  const key = await keyOf({ storeText: true, pool: true });
  const id = await decided(key);
  await relabel(key, id, { spam: false, intent: 'complaint', language: 'fr' });
  await relabel(key, id, { intent: 'human_request' });

  const { status, headers, text } = await service.ask('GET', '/v1/evals/pool', { key });

  expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  const row = JSON.parse(text);
  expect(row).toEqual({ id, text: 'Bonjour, rappelez-moi au [PHONE_1] ou à [EMAIL_1] pour le devis', lang: 'fr', channel: 'whatsapp', source: 'feedback', labels: { spam: false, intent: 'human_request' } });
  expect([EvalRowSchema.parse(row), RowSchema.parse(row)]).toEqual([row, row]);
});

test('the pool is what POST /v1/evals takes', async () => {
  const key = await keyOf({ storeText: true, pool: true });
  for (const text of ['Avez-vous des bols bleus ?', 'Le colis est arrivé cassé.']) await relabel(key, await decided(key, text), { spam: false });
  const { text } = await service.ask('GET', '/v1/evals/pool', { key });

  const told = await service.ask('POST', '/v1/evals?rounds=0', { key, raw: text, headers: { 'Content-Type': 'application/x-ndjson' } });

  expect([told.status, (await service.ask('GET', `/v1/evals/${told.json.id}`, { key })).json.progress.of]).toEqual([202, 2]);
});

test.each([
  ['does not say so', { storeText: true, pool: undefined }], ['says no', { storeText: true, pool: false }], ['keeps no text', { storeText: false, pool: true }],
])('nothing enters the pool of a workspace that %s', async (_name, settings) => {
  const key = await keyOf(settings);

  expect((await relabel(key, await decided(key), { spam: false })).status).toBe(201);

  expect(await linesOf(key)).toEqual([]);
});

test('feedback other than a relabel enters no pool, and no workspace sees the pool of another', async () => {
  const [mine, other] = [await keyOf({ storeText: true, pool: true }), await keyOf({ storeText: true, pool: true })];
  const id = await decided(mine);
  await service.post('/v1/feedback', { decision_id: id, kind: 'outcome', outcome: 'spam_confirmed' }, { key: mine });
  await relabel(other, await decided(other), { spam: true });

  expect(await linesOf(mine)).toEqual([]);
  expect(await linesOf(other)).toHaveLength(1);
});

test('a pool of many pages comes whole and once', { timeout: 120_000 }, async () => {
  const tenantId = `p-${randomUUID()}`;
  const key = await keyOf({ storeText: true, pool: true, tenantId });
  const ids = Array.from({ length: 505 }, (_value, at) => `tri_${at}`);
  await Promise.all(ids.map((id) => service.store.decisions.record(decisionOf(tenantId, { id }))));
  await Promise.all(ids.map((id) => service.store.feedback.record(feedbackOf(tenantId, id), { text: 'Bonjour', channel: 'sms', labels: {} })));

  expect((await linesOf(key)).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});
