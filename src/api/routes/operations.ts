import { z } from 'zod';
import { FAILURES, ServiceError } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import type { Route } from '../route.ts';

const StatusSchema = z.object({ status: z.string() }).loose();

/** The process lives. */
export const healthRoute = ({ version }: Pick<ApiDeps, 'version'>): Route => ({
  method: 'get', path: '/healthz', scope: null, body: 'none',
  handle: () => Promise.resolve({ status: 200, json: { status: 'ok', version } }),
  docs: { id: 'health', tag: 'operations', summary: 'The process lives.', response: StatusSchema },
});

/** A message can be served: models loaded, database reachable, not stopping. */
export const readyRoute = ({ ready, version }: Pick<ApiDeps, 'ready' | 'version'>): Route => ({
  method: 'get', path: '/readyz', scope: null, body: 'none',
  handle: async () => ({ status: 200, json: { status: 'ready', version, ...(await ready()) } }),
  docs: { id: 'ready', tag: 'operations', summary: 'A message can be served.', response: StatusSchema },
});

/** What a `type` of a problem means. */
export const problemsRoute = (): Route => ({
  method: 'get', path: '/problems/{code}', scope: null, body: 'none',
  handle: async ({ params }) => {
    const code = params['code'] ?? '';
    if (!Object.hasOwn(FAILURES, code)) throw new ServiceError('not_found', 'no such problem', { publicDetail: `Problems: ${Object.keys(FAILURES).join(', ')}.` });
    return { status: 200, json: { code, ...FAILURES[code as keyof typeof FAILURES] } };
  },
  docs: { id: 'problem', tag: 'operations', summary: 'What a problem type means.', response: z.object({}).loose() },
});
