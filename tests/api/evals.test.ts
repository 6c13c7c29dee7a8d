import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { EvalAcceptedSchema, EvalListSchema, EvalSchema } from '../../src/api/wire/evals.ts';
import { MetricsSchema } from '../../src/eval/run/metrics.ts';
import { testDatabase } from '../support/database.ts';
import { type Answer, asking, DEMO_FOLDER, startService, type TestService } from '../support/service.ts';
import { expectProblem } from './expect-problem.ts';

/** Words that stand in no train split, and a mark that must turn up nowhere else. */
const MARK = 'Zygomatron';
const ROWS = [
  { id: 'r1', text: `Bonjour, combien coûte un vase ${MARK} émaillé en bleu lagon, livré à Quimper ?`, lang: 'fr', channel: 'whatsapp', labels: { spam: false, abuse: false, lead: 'warm', intent: 'pricing' } },
  { id: 'r2', text: `FELICITATIONS!! Vous avez gagné 9000 euros ${MARK}, cliquez http://gain-${MARK}.example/prix maintenant`, labels: { spam: true, abuse: false } },
  { id: 'r3', text: `Espèce de gros connard de ${MARK}, va te faire foutre`, labels: { spam: false, abuse: true, abuse_categories: ['harassment'] } },
  { id: 'r4', text: `Hello, is the ${MARK} evening class on the 14th still open for two beginners?`, conversation: [{ role: 'agent', text: 'How can we help?' }], labels: { spam: false, abuse: false, intent: 'booking' } },
];
const OPTIONS = { rounds: 20 };

let service: TestService;
let done: Answer;
beforeAll(async () => {
  service = await startService();
  done = await finished(await service.post('/v1/evals', { rows: ROWS, options: OPTIONS }));
}, 240_000);

/** An evaluation of another workspace that is done, without the work. */
async function stored(tenantId: string): Promise<string> {
  const id = `evl_${randomUUID()}`;
  await service.store.evals.create({ id, tenantId, of: 4, options: {}, createdAt: new Date() });
  await service.store.evals.finish(tenantId, id, { answered: 4, metricsJson: JSON.stringify(done.json.metrics), report: '<!doctype html>' });
  return id;
}

/** Waits for the evaluation that an answer speaks of. */
async function finished({ json }: Answer, key?: string): Promise<Answer> {
  for (;;) {
    const seen = await service.ask('GET', `/v1/evals/${json.id}`, key === undefined ? {} : { key });
    if (!['queued', 'running'].includes(seen.json.status)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('202: an evaluation is queued at once, and its id says where to look', async () => {
  const { key } = await service.newTenant();

  const { status, json, headers } = await service.post('/v1/evals', { rows: ROWS.slice(0, 1), options: { rounds: 0 } }, { key });

  expect([status, headers.get('location')]).toEqual([202, `/v1/evals/${json.id}`]);
  expect(EvalAcceptedSchema.parse(json)).toEqual(json);
  expect(EvalSchema.parse((await service.ask('GET', `/v1/evals/${json.id}`, { key })).json)).toMatchObject({ progress: { of: 1 }, accepted: false, options: { seed: 7, rounds: 0, lang: 'en' } });
});

test('200: once done it gives the metrics of triage-eval run, and no word of a message', async () => {
  const { json, text } = done;

  expect(EvalSchema.parse(json)).toEqual(json);
  expect(json).toMatchObject({ status: 'done', reason: null, progress: { answered: 4, of: 4 }, report: `/v1/evals/${json.id}/report.html`, accepted: false });
  const metrics = MetricsSchema.parse(json.metrics);
  expect([metrics.rows, metrics.failed, metrics.provenance.rounds, metrics.provenance.data[0]?.rows]).toEqual([4, 0, 20, 4]);
  expect(metrics.aspects).toContainEqual(expect.objectContaining({ aspect: 'spam', slice: 'all', n: 4 }));
  expect(text).not.toContain(MARK);
});

test('200: what is evaluated is what is served: one row\'s figures follow from its answer by POST /v1/triage', async () => {
  const served = await Promise.all(ROWS.map(({ text, channel = 'webchat', conversation }) => service.post('/v1/triage', asking(text, { channel }, { ...(conversation === undefined ? {} : { conversation: { messages: conversation } }), options: { store: 'none' } }))));

  const genuine = served.filter((_answer, at) => ROWS[at]?.labels.spam === false && ROWS[at]?.labels.abuse === false);
  const heldBack = genuine.filter(({ json }) => ['hide', 'block'].includes(json.moderation.action)).length;
  expect(done.json.metrics.operations).toContainEqual(expect.objectContaining({ id: 'genuine_held_back', count: heldBack, of: genuine.length }));
  const caught = served[1]?.json.spam.flagged === true ? 1 : 0;
  expect(done.json.metrics.aspects).toContainEqual(expect.objectContaining({ aspect: 'spam', slice: 'all', figures: expect.objectContaining({ recall: expect.objectContaining({ point: caught }) }) }));
});

test('200: the page is the one that triage-eval writes, alone and sandboxed, without a word of a message', async () => {
  const { status, headers, text } = await service.ask('GET', done.json.report);

  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers.get('content-security-policy')).toContain('sandbox');
  expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(text).not.toContain(MARK);
});

test('an evaluation leaves no decision behind, and serving goes on beside it', async () => {
  const { key, tenantId } = await service.newTenant({ storeText: true });
  const { json } = await service.post('/v1/evals', { rows: Array.from({ length: 60 }, (_value, at) => ({ ...ROWS[0], id: `n${at}`, text: `${ROWS[0]?.text} ${at}` })), options: { rounds: 0 } }, { key });

  const served = await service.post('/v1/triage', asking('Bonjour, quels sont vos horaires ?'), { key });
  const status = (await service.ask('GET', `/v1/evals/${json.id}`, { key })).json.status;

  expect([served.status, status]).toEqual([200, expect.stringMatching(/queued|running/)]);
  expect((await finished({ json } as Answer, key)).json).toMatchObject({ status: 'done', progress: { answered: 60, of: 60 } });
  expect(await (await testDatabase()).db.selectFrom('decisions').select('id').where('tenant_id', '=', tenantId).execute()).toEqual([{ id: served.json.id }]);
}, 240_000);

test('202: rows may come as NDJSON with the options in the query', async () => {
  const { key } = await service.newTenant();
  const raw = ROWS.map((row) => JSON.stringify(row)).join('\n\n');

  const told = await service.ask('POST', '/v1/evals?rounds=0&seed=3&lang=fr&volume=12&allow_leak=true', { key, raw, headers: { 'Content-Type': 'application/x-ndjson' } });

  expect(told.status).toBe(202);
  expect((await finished(told, key)).json).toMatchObject({ status: 'done', options: { rounds: 0, seed: 3, lang: 'fr', volume: 12, allow_leak: true } });
  expect((await service.ask('GET', `/v1/evals/${told.json.id}/report.html`, { key })).text).toContain('<html lang="fr">');
}, 240_000);

test('a policy under test decides instead of the workspace\'s, and a broken one is refused with the place of its fault', async () => {
  const policy = parse(readFileSync(`${DEMO_FOLDER}/policy.yaml`, 'utf8'));
  const { key } = await service.newTenant();
  const blocking = { ...policy, id: 'blocking', rules: [...policy.rules, { id: 'everything', when: { label: 'spam', at_least: 0 }, action: 'block' }] };

  const told = await service.post('/v1/evals', { rows: ROWS, policy: blocking, options: { rounds: 0 } }, { key });

  const { json } = await finished(told, key);
  expect(json.metrics.policies).toEqual([`blocking@${policy.version}`]);
  expect(json.metrics.operations).toContainEqual(expect.objectContaining({ id: 'genuine_held_back', per_thousand: 1_000 }));
  expectProblem(await service.post('/v1/evals', { rows: ROWS, policy: { ...policy, fallback_queue: 'nowhere' } }, { key }), 'validation', { instance: '/v1/evals' });
  expectProblem(await service.post('/v1/evals', { rows: ROWS, policy: { ...policy, mode: 'joy' } }, { key }), 'validation', { pointer: '/policy/mode' });
}, 240_000);

test('rows that the models were trained on fail the evaluation, with the reason', async () => {
  const { key } = await service.newTenant();
  const [line = ''] = readFileSync(new URL('../../datasets/inbox/train.jsonl', import.meta.url), 'utf8').split('\n').filter((row) => row.length > 200);

  const told = await service.post('/v1/evals', { rows: [{ ...JSON.parse(line), id: 'leaked' }] }, { key });

  expect((await finished(told, key)).json).toMatchObject({ status: 'failed', reason: 'leaked_rows', metrics: null, report: null });
  expectProblem(await service.ask('GET', `/v1/evals/${told.json.id}/report.html`, { key }), 'not_found');
  expectProblem(await service.ask('POST', `/v1/evals/${told.json.id}/accept`, { key }), 'validation', { pointer: '/id' });
}, 240_000);

test.each<readonly [string, unknown, string]>([
  ['no rows', {}, '/rows'], ['an empty list', { rows: [] }, '/rows'], ['a row without text', { rows: [{ id: 'a', labels: {} }] }, '/rows/0/text'], ['a blank text', { rows: [{ id: 'a', text: ' ', labels: {} }] }, '/rows/0/text'],
  ['an unknown label', { rows: [{ id: 'a', text: 'x', labels: { intent: 'joy' } }] }, '/rows/0/labels/intent'], ['an id twice', { rows: [ROWS[0], ROWS[1], ROWS[0]] }, '/rows/2/id'],
  ['a misspelt option', { rows: ROWS, options: { round: 1 } }, '/options'], ['too many rounds', { rows: ROWS, options: { rounds: 1e9 } }, '/options/rounds'], ['an unknown language', { rows: ROWS, options: { lang: 'de' } }, '/options/lang'],
  ['a misspelt field', { rows: ROWS, polic: {} }, ''], ['too many rows', { rows: Array.from({ length: 5_001 }, (_value, at) => ({ id: `${at}`, text: 'x', labels: {} })) }, '/rows'],
  ['too many sources', { rows: Array.from({ length: 60 }, (_value, at) => ({ id: `${at}`, text: 'x', source: `${at}`, labels: {} })) }, '/rows'],
])('422: %s', async (_name, body, pointer) => {
  expectProblem(await service.post('/v1/evals', body), 'validation', { instance: '/v1/evals', pointer });
});

test('422: every faulty line of NDJSON is named with its number, and nothing is started', async () => {
  const raw = [JSON.stringify(ROWS[0]), '{', '', JSON.stringify({ id: 'b', text: 'x', labels: { spam: 'yes' } })].join('\n');

  const answer = await service.ask('POST', '/v1/evals', { raw, headers: { 'Content-Type': 'application/x-ndjson' } });

  expectProblem(answer, 'validation', { pointer: '/2' });
  expect(answer.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/2', '/4/labels/spam']);
  expectProblem(await service.ask('POST', '/v1/evals?rounds=many', { raw: JSON.stringify(ROWS[0]), headers: { 'Content-Type': 'application/x-ndjson' } }), 'validation', { pointer: '/rounds' });
});

test('415, 413, 400: a body of another kind, over 8 MiB, or none', async () => {
  expectProblem(await service.ask('POST', '/v1/evals', { raw: 'a,b', headers: { 'Content-Type': 'text/csv' } }), 'unsupported_media');
  expectProblem(await service.ask('POST', '/v1/evals', { raw: ' '.repeat(8 * 1024 * 1024 + 1), headers: { 'Content-Type': 'application/json' } }), 'payload_too_large');
  expectProblem(await service.ask('POST', '/v1/evals'), 'malformed');
});

test('200: evaluations are listed without their figures, the newest first, in pages, those of the own workspace alone', async () => {
  const { key, tenantId } = await service.newTenant();
  const ids = ['evl_01', 'evl_02', 'evl_03'].map((id) => `${id}${tenantId}`);
  for (const id of ids) await service.store.evals.create({ id, tenantId, of: 4, options: {}, createdAt: new Date() });
  await service.store.evals.finish(tenantId, ids[2] ?? '', { answered: 4, metricsJson: JSON.stringify(done.json.metrics), report: '<!doctype html>' });
  const listed = async (query: string) => (await service.ask('GET', `/v1/evals${query}`, { key })).json;

  const [all, first] = [await listed(''), await listed('?limit=2')];

  expect(EvalListSchema.parse(all)).toEqual(all);
  expect(all).toMatchObject({ has_more: false, next_after: null, data: [{ id: ids[2], status: 'done', report: `/v1/evals/${ids[2]}/report.html` }, { id: ids[1], status: 'queued', report: null }, { id: ids[0] }] });
  expect(all.data[0]).not.toHaveProperty('metrics');
  expect([first.data.length, first.has_more, first.next_after]).toEqual([2, true, ids[1]]);
  expect((await listed(`?limit=2&after=${first.next_after}`)).data.map(({ id }: { id: string }) => id)).toEqual([ids[0]]);
  expect(await listed('?after=evl_0')).toEqual({ object: 'list', data: [], has_more: false, next_after: null });
  for (const [query, pointer] of [['?limit=0', '/limit'], ['?limit=101', '/limit'], ['?after=%00', '/after']] as const) expectProblem(await service.ask('GET', `/v1/evals${query}`, { key }), 'validation', { pointer });
});

test('404: nothing of an evaluation is seen under another workspace, nor of one that nobody asked for', async () => {
  const { key } = await service.newTenant();

  for (const id of [done.json.id, 'evl_none', '%00', 'x'.repeat(300)]) {
    expectProblem(await service.ask('GET', `/v1/evals/${id}`, { key }), 'not_found');
    expectProblem(await service.ask('GET', `/v1/evals/${id}/report.html`, { key }), 'not_found');
    expectProblem(await service.ask('POST', `/v1/evals/${id}/accept`, { key }), 'not_found');
  }
});

test('the accepted run of the first workspace stands on /metrics, that of another workspace does not', async () => {
  const metrics = async () => (await service.ask('GET', '/metrics', { key: null })).text;
  const { key, tenantId } = await service.newTenant();
  const other = await stored(tenantId);
  const before = await metrics();

  const told = await service.ask('POST', `/v1/evals/${other}/accept`, { key });
  const between = await metrics();
  const accepted = await service.ask('POST', `/v1/evals/${done.json.id}/accept`);

  expect([told.status, told.json.accepted, accepted.status, accepted.json.accepted]).toEqual([200, true, 200, true]);
  expect([before, between].filter((text) => text.includes('triage_eval_figure{'))).toEqual([]);
  const { point } = done.json.metrics.aspects.find(({ aspect, slice }: Record<string, string>) => aspect === 'spam' && slice === 'all').figures.recall;
  expect(await metrics()).toContain(`triage_eval_figure{aspect="spam",figure="recall"} ${point}\n`);
  expect(await metrics()).toMatch(/triage_eval_per_thousand\{operation="genuine_held_back"\} [0-9.]+\n/);
  expect(await metrics()).toMatch(/triage_eval_accepted_timestamp_seconds 1[0-9.]+\n/);
  // A process that starts later shows it too.
  const later = await startService();
  expect((await later.ask('GET', '/metrics', { key: null })).text).toContain(`triage_eval_figure{aspect="spam",figure="recall"} ${point}\n`);
}, 240_000);

test('one Idempotency-Key serves one evaluation: accepting another under it is a conflict, not the answer of the first', async () => {
  const { key, tenantId } = await service.newTenant();
  const ask = { key, headers: { 'Idempotency-Key': 'same' } };
  const [first, second] = [await stored(tenantId), await stored(tenantId)];

  const told = [await service.ask('POST', `/v1/evals/${first}/accept`, ask), await service.ask('POST', `/v1/evals/${first}/accept`, ask)];

  expect(told.map(({ status, headers }) => [status, headers.get('idempotency-replayed')])).toEqual([[200, null], [200, 'true']]);
  expectProblem(await service.ask('POST', `/v1/evals/${second}/accept`, ask), 'idempotency_conflict');
}, 240_000);

// Last: what waits here is interrupted when the service of this file stops.
test('429: a workspace that has four unfinished evaluations waits before the next', async () => {
  const { key } = await service.newTenant();
  const rows = Array.from({ length: 300 }, (_value, at) => ({ ...ROWS[0], id: `n${at}`, text: `${ROWS[0]?.text} ${at}` }));

  const told = await Promise.all(Array.from({ length: 5 }, () => service.post('/v1/evals', { rows, options: { rounds: 0 } }, { key })));

  expect(told.map(({ status }) => status).toSorted()).toEqual([202, 202, 202, 202, 429]);
  expectProblem(told.find(({ status }) => status === 429) ?? expect.unreachable(), 'rate_limited');
});
