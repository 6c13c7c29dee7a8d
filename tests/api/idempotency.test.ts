import { beforeAll, expect, test } from 'vitest';
import { ServiceError } from '../../src/domain/failures.ts';
import type { Store } from '../../src/domain/ports.ts';
import { type Answer, asking, startService, type TestService } from '../support/service.ts';
import { expectProblem } from './expect-problem.ts';

let service: TestService;
let decisionId: string;
beforeAll(async () => {
  service = await startService();
  decisionId = (await service.post('/v1/triage', asking('Bonjour, avez-vous des bols ?'))).json.id;
});

type Case = Readonly<{ path: string; body(): unknown; other(): unknown }>;

const CASES: Readonly<Record<string, Case>> = {
  triage: { path: '/v1/triage', body: () => asking('Bonjour, avez-vous des assiettes ?'), other: () => asking('Bonjour, avez-vous des tasses ?') },
  moderations: { path: '/v1/moderations', body: () => ({ input: 'Bonjour' }), other: () => ({ input: 'Bonsoir' }) },
  'comments:analyze': {
    path: '/v1alpha1/comments:analyze', body: () => ({ comment: { text: 'Bonjour' }, requestedAttributes: { TOXICITY: {} } }), other: () => ({ comment: { text: 'Bonsoir' }, requestedAttributes: { TOXICITY: {} } }),
  },
  search: { path: '/v1/knowledge/search', body: () => ({ query: 'horaires' }), other: () => ({ query: 'livraison' }) },
  feedback: { path: '/v1/feedback', body: () => ({ kind: 'accept', decision_id: decisionId }), other: () => ({ kind: 'reject', decision_id: decisionId }) },
};
const NAMES = Object.keys(CASES);
const caseOf = (name: string): Case => CASES[name] as Case;

let keys = 0;
const newKey = (): string => `key-${++keys}`;
const withKey = (key: string) => ({ headers: { 'Idempotency-Key': key } });
const isReplay = ({ headers }: Answer): boolean => headers.get('idempotency-replayed') === 'true';

/** An answer less what a stored one leaves out: details that quote the message. */
const withoutDetails = (json: unknown): unknown => JSON.parse(JSON.stringify(json, (name, value: unknown) => (name === 'detail' || name === 'value' ? undefined : value)));

test.each(NAMES)('200: %s with the same Idempotency-Key and body answers again what was answered', async (name) => {
  const { path, body } = caseOf(name);
  const key = newKey();

  const first = await service.post(path, body(), withKey(key));
  const second = await service.post(path, body(), withKey(key));

  expect([first.status, isReplay(first), second.status, isReplay(second)]).toEqual([first.status, false, first.status, true]);
  expect(first.status).toBeLessThan(300);
  expect(withoutDetails(second.json)).toEqual(withoutDetails(first.json));
});

test.each(NAMES)('409: %s with the same Idempotency-Key and another body', async (name) => {
  const { path, body, other } = caseOf(name);
  const key = newKey();

  await service.post(path, body(), withKey(key));
  const second = await service.post(path, other(), withKey(key));

  expect(second.status).toBe(409);
  expect(JSON.stringify(second.json)).toMatch(/idempotency_conflict|This idempotency key was used with another body/);
});

test.each(NAMES)('409: %s while the same request is still being worked on, with Retry-After; then its answer', async (name) => {
  const { path, body } = caseOf(name);
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const slow = await startService({ change: (store) => withComplete(store, async (...given) => {
    reached.resolve();
    await gate.promise;
    await store.idempotency.complete(...given);
  }) });
  const key = newKey();

  const first = slow.post(path, body(), withKey(key));
  await reached.promise;
  const second = await slow.post(path, body(), withKey(key));
  gate.resolve();

  expect([second.status, Number(second.headers.get('retry-after')) > 0]).toEqual([409, true]);
  expect((await first).status).toBeLessThan(300);
  expect(isReplay(await slow.post(path, body(), withKey(key)))).toBe(true);
});

const withComplete = (store: Store, complete: Store['idempotency']['complete']): Store => ({ ...store, idempotency: { ...store.idempotency, complete } });

test('a failure gives the key back: a retry with the same key runs', async () => {
  let failures = 1;
  const flaky = await startService({ change: (store) => ({ ...store, decisions: { ...store.decisions, record: (decision) => {
    failures -= 1;
    return failures === 0 ? Promise.reject(new ServiceError('storage_unavailable', 'away', { retryAfterS: 2 })) : store.decisions.record(decision);
  } } }) });
  const key = newKey();

  const first = await flaky.post('/v1/triage', asking('Bonjour'), withKey(key));
  const second = await flaky.post('/v1/triage', asking('Bonjour'), withKey(key));

  expectProblem(first, 'storage_unavailable');
  expect([second.status, isReplay(second)]).toEqual([200, false]);
});

test('a request that was refused does not use its key up', async () => {
  const key = newKey();

  const refused = await service.post('/v1/triage', asking(''), withKey(key));
  const corrected = await service.post('/v1/triage', asking('Bonjour'), withKey(key));

  expect([refused.status, corrected.status]).toEqual([422, 200]);
});

test('409: one key for two routes is a conflict', async () => {
  const key = newKey();

  await service.post('/v1/moderations', { input: 'Bonjour' }, withKey(key));

  expectProblem(await service.post('/v1/triage', asking('Bonjour'), withKey(key)), 'idempotency_conflict', { instance: '/v1/triage' });
});

test('one key of two tenants is two keys', async () => {
  const { key: other } = await service.newTenant();
  const key = newKey();

  const first = await service.post('/v1/triage', asking('Bonjour'), withKey(key));
  const second = await service.post('/v1/triage', asking('Bonsoir'), { ...withKey(key), key: other });

  expect([first.status, second.status, isReplay(second)]).toEqual([200, 200, false]);
});

test.each([['blanks', 'a b'], ['256 characters', 'k'.repeat(256)], ['letters outside ASCII', '\u00e9']])('422: an Idempotency-Key with %s', async (_name, key) => {
  expectProblem(await service.post('/v1/triage', asking('Bonjour'), withKey(key)), 'validation');
});

test('200: the same channel and message id with the same content is answered as the first time, and says so', async () => {
  const body = asking('Où est ma commande n° 4521 ?', { id: 'natural-1' }, { conversation: { messages: [{ role: 'contact', text: 'Bonjour' }] } });

  const first = await service.post('/v1/triage', body);
  const again = await service.post('/v1/triage', body);

  expect([isReplay(first), isReplay(again)]).toEqual([false, true]);
  expect(withoutDetails(again.json)).toEqual(withoutDetails(first.json));
  expect(again.json.handoff).toEqual(first.json.handoff);
});

test('409: the same channel and message id with other content names the id', async () => {
  await service.post('/v1/triage', asking('Où est ma commande ?', { id: 'natural-2' }));

  const conflict = await service.post('/v1/triage', asking('Je veux un devis', { id: 'natural-2' }));

  expectProblem(conflict, 'idempotency_conflict', { instance: '/v1/triage', pointer: '/message/id' });
  expect(conflict.text).not.toContain('devis');
});

test('200: the same message id on another channel or of another tenant is another message', async () => {
  const { key } = await service.newTenant();
  const body = asking('Bonjour', { id: 'natural-3' });

  const answers = [await service.post('/v1/triage', body), await service.post('/v1/triage', asking('Bonjour', { id: 'natural-3', channel: 'sms' })), await service.post('/v1/triage', body, { key })];

  expect(answers.map((answer) => [answer.status, isReplay(answer)])).toEqual([[200, false], [200, false], [200, false]]);
  expect(new Set(answers.map(({ json }) => json.id)).size).toBe(3);
});

test('of 20 deliveries of one message at once, one decides and all get its answer', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => service.post('/v1/triage', asking('Bonjour à tous', { id: 'natural-4' }))));

  expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
  expect(answers.filter((answer) => !isReplay(answer))).toHaveLength(1);
});

test('a batch with an Idempotency-Key replays item by item; another body at a place is a conflict there and nowhere else', async () => {
  const key = newKey();
  const batch = (second: string) => [asking('Bonjour'), asking(second), asking('Bonsoir')];

  const first = await service.post('/v1/triage/batch', batch('Merci'), withKey(key));
  const again = await service.post('/v1/triage/batch', batch('Merci'), withKey(key));
  const other = await service.post('/v1/triage/batch', batch('Pardon'), withKey(key));

  const ids = ({ json }: Answer) => json.map(({ id }: { id?: string }) => id);
  expect(ids(again)).toEqual(ids(first));
  expect(ids(other)).toEqual([first.json[0].id, undefined, first.json[2].id]);
  expect(other.json[1]).toMatchObject({ object: 'triage.error', index: 1, error: { type: '/problems/idempotency_conflict', status: 409 } });
});

test('422: a batch\'s Idempotency-Key that cannot be one is refused as a whole', async () => {
  expectProblem(await service.post('/v1/triage/batch', [asking('Bonjour')], withKey('k'.repeat(241))), 'validation', { instance: '/v1/triage/batch' });
});
