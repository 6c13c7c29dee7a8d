import type { z } from 'zod';
import { beforeAll, expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/openapi.ts';
import type { Route } from '../../src/api/route.ts';
import { ProblemSchema } from '../../src/api/wire/problem.ts';
import { type Answer, asking, startService, type TestService } from '../support/service.ts';
import { casesOf, type FuzzCase } from './fuzz-cases.ts';

/** The same cases at every run; raise it to look elsewhere. */
const SEED = 20_261_125;
const CASES_PER_OPERATION = 112;
const AT_ONCE = 8;

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

test(`${CASES_PER_OPERATION} cases of every operation (seed ${SEED}): never a 5xx, every answer JSON of the documented shape, and the service stays up`, { timeout: 600_000 }, async () => {
  const { routes } = service.service.app;
  const document = openApiDocument(routes, '0');
  const { json: decision } = await service.post('/v1/triage', asking('Bonjour, quels sont vos horaires ?'));
  const evaluated = 'evl_done';
  await service.store.evals.create({ id: evaluated, tenantId: service.tenantId, of: 1, options: {}, createdAt: new Date('9999-01-01T00:00:00Z') });
  await service.store.evals.finish(service.tenantId, evaluated, { answered: 1, metricsJson: '{"object":"triage.eval.metrics"}', report: '<!doctype html>' });
  const known = {
    decision_id: [decision.id], suggestion_id: [decision.suggestions[0].id], requestedAttributes: ['TOXICITY', 'INSULT'], channel: ['whatsapp'], model: ['omni-moderation-latest'], lang: ['fr'],
    ...Object.fromEntries(['/v1/evals/{id}', '/v1/evals/{id}/report.html', '/v1/evals/{id}/accept'].map((path) => [path, [evaluated]])), '/v1/decisions/{id}': [decision.id], '/v1/knowledge/snippets/{id}': ['horaires', 'opening-hours'], '/problems/{code}': ['validation'],
  };
  const cases = routes.flatMap((route, index) => casesOf(document, route, { seed: SEED + index, count: CASES_PER_OPERATION, known }).map((one) => ({ route, one })));
  const faults: unknown[] = [];
  const statuses = new Map<number, number>();
  const succeeded = new Set<Route>();

  const work = async (): Promise<void> => {
    for (let next = cases.pop(); next !== undefined; next = cases.pop()) {
      const answer = await send(next.one);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status < 300) succeeded.add(next.route);
      const fault = faultIn(answer, next.route);
      if (fault !== undefined) faults.push({ fault, status: answer.status, answer: answer.text.slice(0, 300), ...next.one });
    }
  };
  expect(cases.length).toBeGreaterThanOrEqual(1_500);
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  expect(faults).toEqual([]);
  // The cases reach the handlers as well as the guards before them.
  expect(routes.filter((route) => !succeeded.has(route)).map(({ docs }) => docs.id)).toEqual([]);
  expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual(expect.arrayContaining([200, 400, 401, 404, 415, 422]));
  expect(statuses.get(200)).toBeGreaterThan(200);
  expect((await service.post('/v1/triage', asking('Bonjour'))).status).toBe(200);
});

const send = ({ method, path, headers, body }: FuzzCase): Promise<Answer> => service.ask(method, path, { headers, ...(body === undefined ? {} : { raw: body }) });

/** What is wrong with an answer; undefined when nothing is. */
function faultIn(answer: Answer, route: Route): string | undefined {
  if (answer.status >= 500) return 'server error';
  if (answer.status === 204) return answer.text === '' ? undefined : 'a body beside 204';
  if (answer.status === 200 && route.docs.responseType !== undefined) return answer.headers.get('content-type')?.startsWith(route.docs.responseType) === true ? undefined : `not ${route.docs.responseType}`;
  if (!/^application\/(?:problem\+)?(?:x-nd)?json/.test(answer.headers.get('content-type') ?? '')) return 'not JSON';
  if (answer.status >= 400) return isError(answer, route) ? undefined : 'undocumented error';
  if (answer.headers.get('content-type')?.startsWith('application/x-ndjson') === true) return undefined;
  const parsed = (route.docs.response as z.ZodType).safeParse(answer.json);
  return parsed.success ? undefined : `undocumented answer: ${parsed.error.message.slice(0, 300)}`;
}

/** A path that was not matched as such (bad encoding in it) has no endpoint whose spelling it could use. */
function isError({ json, status }: Answer, { errors }: Route): boolean {
  if (ProblemSchema.strict().safeParse(json).success) return errors === undefined && json.status === status;
  const { error } = (json ?? {}) as { error?: Record<string, unknown> };
  if (errors === 'openai') return typeof error?.['message'] === 'string' && typeof error['type'] === 'string' && typeof error['code'] === 'string' && 'param' in error;
  return errors === 'google' && error?.['code'] === status && typeof error['message'] === 'string' && typeof error['status'] === 'string' && Array.isArray(error['details']);
}
