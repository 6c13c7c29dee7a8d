import { beforeAll, expect, test, vi } from 'vitest';
import { SCOPES, type Scope } from '../../src/domain/ports.ts';
import { asking, startService, type TestService } from '../support/service.ts';
import { expectProblem } from './expect-problem.ts';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

const PROTECTED: readonly (readonly [method: string, path: string, scope: Scope])[] = [
  ['POST', '/v1/triage', 'triage:write'], ['POST', '/v1/triage/batch', 'triage:write'], ['POST', '/v1/moderations', 'moderation:write'], ['POST', '/v1alpha1/comments:analyze', 'moderation:write'],
  ['GET', '/v1/knowledge/snippets', 'knowledge:read'], ['PUT', '/v1/knowledge/snippets', 'knowledge:write'], ['GET', '/v1/knowledge/snippets/x', 'knowledge:read'], ['PUT', '/v1/knowledge/snippets/x', 'knowledge:write'],
  ['DELETE', '/v1/knowledge/snippets/x', 'knowledge:write'], ['POST', '/v1/knowledge/search', 'knowledge:read'], ['GET', '/v1/decisions/x', 'decisions:read'], ['POST', '/v1/feedback', 'feedback:write'],
  ['POST', '/v1/evals', 'eval:run'], ['GET', '/v1/evals/x', 'eval:run'], ['GET', '/v1/evals/x/report.html', 'eval:run'], ['POST', '/v1/evals/x/accept', 'eval:run'], ['GET', '/v1/evals/pool', 'eval:run'],
];
const isForeign = (path: string): boolean => /moderations|comments/.test(path);
const bodyFor = (method: string) => (method === 'GET' || method === 'DELETE' ? {} : { body: {} });

test.each(PROTECTED)('401: %s %s without a key, before its body is looked at', async (method, path) => {
  const answer = await service.ask(method, path, { key: null, ...bodyFor(method) });

  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="triage"']);
  if (!isForeign(path)) expectProblem(answer, 'unauthenticated', { instance: path });
});

test.each(PROTECTED)('403: %s %s with every scope but its own names the missing one', async (method, path, scope) => {
  const { key } = await service.newTenant({ scopes: SCOPES.filter((other) => other !== scope) });

  const answer = await service.ask(method, path, { key, ...bodyFor(method) });

  expect(answer.status).toBe(403);
  expect(answer.text).toContain(scope);
});

test.each(PROTECTED)('%s %s needs no other scope than %s', async (method, path, scope) => {
  const { key } = await service.newTenant({ scopes: [scope] });

  const { status } = await service.ask(method, path, { key, ...bodyFor(method) });

  expect([200, 204, 400, 404, 422]).toContain(status);
});

test.each([
  ['a wrong key', 'Bearer trk_wrong'], ['another scheme', 'Basic dGVzdDp0ZXN0'], ['no key behind the scheme', 'Bearer'], ['two keys', 'Bearer a b'], ['10,000 characters', `Bearer ${'k'.repeat(10_000)}`], ['a wildcard of SQL', 'Bearer %'],
])('401: %s', async (_name, header) => {
  expectProblem(await service.ask('POST', '/v1/triage', { key: null, headers: { Authorization: header }, body: asking('Bonjour') }), 'unauthenticated');
});

test.each([['Authorization', 'bearer  KEY '], ['X-Api-Key', 'KEY']])('200: the key in %s as "%s"', async (name, pattern) => {
  const answer = await service.ask('POST', '/v1/triage', { key: null, headers: { [name]: pattern.replace('KEY', service.key) }, body: asking('Bonjour') });

  expect(answer.status).toBe(200);
});

test('401: ?key= opens the endpoint whose clients send it there, and no other', async () => {
  const query = `?key=${service.key}`;

  const analyzed = await service.ask('POST', `/v1alpha1/comments:analyze${query}`, { key: null, body: { comment: { text: 'Bonjour' }, requestedAttributes: { TOXICITY: {} } } });

  expect(analyzed.status).toBe(200);
  expectProblem(await service.ask('POST', `/v1/triage${query}`, { key: null, body: asking('Bonjour') }), 'unauthenticated');
});

test('401: a revoked key', async () => {
  const { key, keyId } = await service.newTenant();
  await service.store.keys.revoke(keyId);

  expectProblem(await service.post('/v1/triage', asking('Bonjour'), { key }), 'unauthenticated');
});

test('401: a key that was in use stops working soon after it is revoked', async () => {
  const { key, keyId } = await service.newTenant();
  expect((await service.post('/v1/triage', asking('Bonjour'), { key })).status).toBe(200);

  await service.store.keys.revoke(keyId);

  await vi.waitFor(async () => expect((await service.ask('GET', '/v1/decisions/x', { key })).status).toBe(401), { timeout: 20_000, interval: 500 });
});

test('404: decisions and snippets of another tenant look as if they did not exist, to read, change, remove or comment on', async () => {
  const [mine, theirs] = [await service.newTenant(), await service.newTenant()];
  const { json: decision } = await service.post('/v1/triage', asking('Bonjour'), { key: theirs.key });
  await service.ask('PUT', '/v1/knowledge/snippets/secret', { key: theirs.key, body: { title: 'Code', text: 'Le code est 4711.', lang: 'fr' } });

  const answers = [
    await service.ask('GET', `/v1/decisions/${decision.id}`, { key: mine.key }),
    await service.ask('GET', '/v1/knowledge/snippets/secret', { key: mine.key }),
    await service.ask('DELETE', '/v1/knowledge/snippets/secret', { key: mine.key }),
    await service.post('/v1/feedback', { decision_id: decision.id, kind: 'accept' }, { key: mine.key }),
  ];

  for (const answer of answers) expectProblem(answer, 'not_found');
  expect((await service.ask('GET', '/v1/knowledge/snippets/secret', { key: theirs.key })).json).toMatchObject({ id: 'secret', text: 'Le code est 4711.' });
  expect((await service.post('/v1/knowledge/search', { query: 'Quel est le code ?' }, { key: mine.key })).json.data).toEqual([]);
});

test.each(['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs', '/problems/validation', '/$discovery/rest'])('200: %s needs no key', async (path) => {
  expect((await service.ask('GET', path, { key: null })).status).toBe(200);
});

test('503: when the keys cannot be read the caller is told to come back, not that the key is wrong', async () => {
  const { ServiceError } = await import('../../src/domain/failures.ts');
  const locked = await startService({ change: (store) => {
    let started = false;
    return { ...store, keys: { ...store.keys, findByHash: (hash) => {
      if (started) return Promise.reject(new ServiceError('storage_unavailable', 'away', { retryAfterS: 2 }));
      started = true;
      return store.keys.findByHash(hash);
    } } };
  } });

  expectProblem(await locked.post('/v1/triage', asking('Bonjour')), 'storage_unavailable');
});
