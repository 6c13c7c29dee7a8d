import { beforeAll, expect, test } from 'vitest';
import { startService, type TestService } from '../support/service.ts';
import { expectProblem } from './expect-problem.ts';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

/** The whole table: what each path accepts; every other method is refused with exactly this in `Allow`. */
const ALLOWED: readonly (readonly [path: string, methods: readonly string[]])[] = [
  ['/v1/triage', ['POST']], ['/v1/triage/batch', ['POST']], ['/v1/moderations', ['POST']], ['/v1alpha1/comments:analyze', ['POST']],
  ['/v1/knowledge/snippets', ['GET', 'HEAD', 'PUT']], ['/v1/knowledge/snippets/x', ['GET', 'HEAD', 'PUT', 'DELETE']], ['/v1/knowledge/search', ['POST']],
  ['/v1/decisions/x', ['GET', 'HEAD']], ['/v1/feedback', ['POST']], ['/v1/evals', ['GET', 'HEAD', 'POST']], ['/v1/evals/pool', ['GET', 'HEAD']],
  ['/v1/evals/x', ['GET', 'HEAD']], ['/v1/evals/x/report.html', ['GET', 'HEAD']], ['/v1/evals/x/accept', ['POST']], ['/healthz', ['GET', 'HEAD']], ['/readyz', ['GET', 'HEAD']], ['/problems/x', ['GET', 'HEAD']],
  ['/metrics', ['GET', 'HEAD']], ['/openapi.json', ['GET', 'HEAD']], ['/docs', ['GET', 'HEAD']], ['/$discovery/rest', ['GET', 'HEAD']],
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];
const REFUSED = ALLOWED.flatMap(([path, methods]) => METHODS.filter((method) => !methods.includes(method)).map((method) => [method, path, methods.join(', ')] as const));

test.each(REFUSED)('405: %s %s, and Allow says %s', async (method, path, allow) => {
  const answer = await service.ask(method, path, { key: null });

  expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  if (method !== 'HEAD' && !/moderations|comments/.test(path)) expectProblem(answer, 'method_not_allowed', { instance: path });
});

test('405: on a foreign endpoint it is spelt as that endpoint\'s clients expect', async () => {
  const [openai, google] = await Promise.all([service.ask('GET', '/v1/moderations'), service.ask('GET', '/v1alpha1/comments:analyze')]);

  expect(openai.json).toEqual({ error: { message: expect.any(String), type: 'invalid_request_error', param: null, code: 'method_not_allowed' } });
  expect(google.json).toEqual({ error: { code: 405, message: expect.any(String), status: expect.any(String), details: [] } });
});

test('405: a slash at the end and capitals do not turn a wrong method into an unknown path', async () => {
  const answers = await Promise.all(['/v1/triage/', '/V1/Triage'].map((path) => service.ask('GET', path)));

  expect(answers.map(({ status }) => status)).toEqual([405, 405]);
});

test.each(ALLOWED.flatMap(([path, methods]) => (methods.includes('HEAD') && !path.endsWith('/x') ? [path] : [])))('HEAD %s answers as GET does, without a body', async (path) => {
  const [head, get] = await Promise.all([service.ask('HEAD', path), service.ask('GET', path)]);

  expect([head.status, head.text, head.headers.get('content-type')]).toEqual([get.status, '', get.headers.get('content-type')]);
});
