import { z } from 'zod';
import { ServiceError } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import type { Call, Route } from '../route.ts';
import { EvalAcceptedSchema, EvalListSchema, EvalQuerySchema, EvalRequestSchema, EvalSchema, parseEvalRequest, presentEval, presentEvalSummary, presentPooled } from '../wire/evals.ts';
import { invalid } from '../wire/problem.ts';
import { writable } from './triage-batch.ts';

type Deps = Pick<ApiDeps, 'evals' | 'store'>;

const BODY_BYTES_MAX = 8 * 1024 * 1024;
const LINES_TYPE = 'application/x-ndjson';
const LINES_TYPES = [LINES_TYPE, 'application/jsonl', 'application/ndjson'];
const ID_LENGTH_MAX = 64;
const PAGE = 500;
const LISTED = 20;
const LISTED_MAX = 100;
/** What the page may do in a browser that opens it: nothing but show itself. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox";

export const evalRoutes = (deps: Deps): readonly Route[] => [list(deps), submit(deps), pool(deps), read(deps), report(deps), accept(deps)];

/** POST /v1/evals: labelled rows through the pipeline that serves, in the background. */
function submit({ evals }: Deps): Route {
  return {
    method: 'post', path: '/v1/evals', scope: 'eval:run', body: 'text', bodyBytesMax: BODY_BYTES_MAX,
    handle: async ({ caller, body, query }) => {
      const id = await evals.submit(caller.tenantId, parseEvalRequest(body, query));
      return { status: 202, json: { object: 'eval', id, status: 'queued' }, headers: { Location: `/v1/evals/${id}` } };
    },
    docs: {
      id: 'postEval', tag: 'evaluation', summary: 'Evaluates labelled rows in the background; JSON, or NDJSON of rows with the options in the query.', query: EvalQuerySchema, request: EvalRequestSchema,
      accepts: LINES_TYPES, response: EvalAcceptedSchema, status: 202,
    },
  };
}

const ListQuery = z.object({ limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(LISTED), after: z.string().max(ID_LENGTH_MAX).refine((id) => !id.includes('\0'), 'must not hold a NUL').optional() });

/** GET /v1/evals: what was asked for, the newest first. */
function list({ evals }: Deps): Route {
  return {
    method: 'get', path: '/v1/evals', scope: 'eval:run', body: 'none',
    handle: async ({ caller, query }) => {
      const { limit, after } = ListQuery.parse(query);
      const found = await evals.list(caller.tenantId, { before: after, limit: limit + 1 });
      const page = found.slice(0, limit);
      const more = found.length > page.length;
      return { status: 200, json: { object: 'list', data: page.map(presentEvalSummary), has_more: more, next_after: more ? (page.at(-1)?.id ?? null) : null } };
    },
    docs: { id: 'listEvals', tag: 'evaluation', summary: 'Evaluations without their figures, the newest first, in pages.', query: ListQuery, response: EvalListSchema },
  };
}

/** GET /v1/evals/{id}: how far it is, and its figures once done. */
function read({ evals }: Deps): Route {
  return {
    method: 'get', path: '/v1/evals/{id}', scope: 'eval:run', body: 'none',
    handle: async (call) => ({ status: 200, json: presentEval(await known(evals, call)) }),
    docs: { id: 'getEval', tag: 'evaluation', summary: 'Status, progress and, once done, the metrics of an evaluation.', response: EvalSchema },
  };
}

function report({ evals }: Deps): Route {
  return {
    method: 'get', path: '/v1/evals/{id}/report.html', scope: 'eval:run', body: 'none',
    handle: async ({ caller, params }) => {
      const page = isId(params) ? await evals.report(caller.tenantId, params['id'] ?? '') : undefined;
      if (page === undefined) throw new ServiceError('not_found', 'no such report', { publicDetail: 'No evaluation that is done has this id.' });
      return { status: 200, text: page, type: 'text/html; charset=utf-8', headers: { 'Content-Security-Policy': PAGE_POLICY } };
    },
    docs: { id: 'getEvalReport', tag: 'evaluation', summary: 'The page that triage-eval run writes.', response: z.string(), responseType: 'text/html' },
  };
}

/** POST /v1/evals/{id}/accept: later runs and /metrics hold to this one. */
function accept({ evals }: Deps): Route {
  return {
    method: 'post', path: '/v1/evals/{id}/accept', scope: 'eval:run', body: 'none',
    handle: async (call) => {
      const { id } = await known(evals, call);
      if (!await evals.accept(call.caller.tenantId, id)) throw invalid('/id', 'names an evaluation that is not done', 'not_done');
      return { status: 200, json: presentEval(await known(evals, call)) };
    },
    docs: { id: 'acceptEval', tag: 'evaluation', summary: 'Makes an evaluation that is done the accepted one.', response: EvalSchema },
  };
}

/** GET /v1/evals/pool: relabelled messages, redacted, as rows that POST /v1/evals takes. */
function pool({ store }: Deps): Route {
  return {
    method: 'get', path: '/v1/evals/pool', scope: 'eval:run', body: 'none',
    stream: async ({ caller }, _request, response) => {
      let page = await store.pool.page(caller.tenantId, { after: '', limit: PAGE });
      response.writeHead(200, { 'Content-Type': LINES_TYPE });
      while (page.length > 0 && !response.destroyed) {
        const lines = page.map((row) => `${JSON.stringify(presentPooled(row))}\n`).join('');
        if (!response.write(lines)) await writable(response);
        page = await store.pool.page(caller.tenantId, { after: page.at(-1)?.decisionId ?? '', limit: PAGE });
      }
      response.end();
    },
    docs: { id: 'getEvalPool', tag: 'evaluation', summary: 'The evaluation pool: messages that people relabelled, redacted, one row a line.', response: z.string(), responseType: LINES_TYPE },
  };
}

const isId = ({ id = '' }: Call['params']): boolean => id.length <= ID_LENGTH_MAX && !id.includes('\0');

async function known(evals: ApiDeps['evals'], { caller, params }: Call) {
  const found = isId(params) ? await evals.find(caller.tenantId, params['id'] ?? '') : undefined;
  if (found === undefined) throw new ServiceError('not_found', 'no such evaluation', { publicDetail: 'No evaluation has this id.' });
  return found;
}
