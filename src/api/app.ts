import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { ServiceError } from '../domain/failures.ts';
import type { ApiDeps } from './deps.ts';
import { createErrorHandler } from './error-handler.ts';
import { type Exchange, JSON_TYPE, passHeaders, send, sendNothing, serverTiming } from './exchange.ts';
import { type Admission, createAdmission } from './middleware/admission.ts';
import { authenticate, createKeyLookup } from './middleware/authenticate.ts';
import { createBodyReader, type ReadBody, refuseEncoded } from './middleware/body.ts';
import { once } from './middleware/idempotency.ts';
import { createRateLimit } from './middleware/rate-limit.ts';
import { createRequestContext } from './middleware/request-context.ts';
import { createPages } from './pages.ts';
import type { Call, Caller, Reply, Route } from './route.ts';
import { createRoutes } from './routes/index.ts';
import { type Addressed, createTable } from './table.ts';

export type App = Readonly<{ app: RequestListener; admission: Admission; routes: readonly Route[] }>;

type Params = Call['params'];
type Entry = Addressed & Readonly<{ route?: Route; serve(exchange: Exchange, params: Params): Promise<void> }>;

/**
 * The order in which a request meets the edge: context, table, admission, key, rate, body, idempotency, handler, error. One
 * look-up finds the route; nothing is asked of a request that its route does not need.
 */
export function createApp(deps: ApiDeps): App {
  const routes = createRoutes(deps);
  const admission = createAdmission(deps.limits.inFlightMax, deps.metrics);
  const fail = createErrorHandler(deps);
  const open = createRequestContext(deps, admission.leave);
  const find = createTable<Entry>([...createPages(deps, routes), ...mounted(routes, deps, admission)]);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = open(request, response);
    try {
      const found = find(request.method ?? '', exchange.path);
      exchange.route = (found.entry ?? found.neighbour).route;
      if (found.entry === undefined) {
        exchange.headers.push('Allow', found.allow);
        throw new ServiceError('method_not_allowed', 'other method');
      }
      await found.entry.serve(exchange, found.params);
    } catch (error) {
      try {
        fail(error, exchange);
      } catch {
        // Not even an error could be written: the connection is all that is left to end.
        response.destroy();
      }
    }
  };
  return { app: (request, response) => void serve(request, response), admission, routes };
}

/** Every route behind the guards that it needs. */
function mounted(routes: readonly Route[], deps: ApiDeps, admission: Admission): readonly Entry[] {
  const lookUp = createKeyLookup(deps.store.keys);
  const limit = createRateLimit(deps.limits.perMinute, deps.metrics);
  return routes.map((route) => {
    const read = createBodyReader(route);
    const answer = createAnswer(route, deps);
    if (route.scope === null) return { ...addressOf(route), serve: (exchange, params) => answer(exchange, params, undefined) };
    return {
      ...addressOf(route),
      serve: async (exchange, params) => {
        admission.enter(exchange);
        const caller = await authenticate(exchange, route, lookUp);
        exchange.caller = caller;
        await limit(exchange, caller);
        await answer(exchange, params, read === undefined ? undefined : await read(exchange));
      },
    };
  });
}

const addressOf = (route: Route) => ({ method: route.method, path: route.path, route });

const NOBODY: Caller = { keyId: '', tenantId: '', scopes: [] };
const NO_QUERY: Call['query'] = {};

function createAnswer(route: Route, { store, nowMs }: ApiDeps): (exchange: Exchange, params: Params, body: ReadBody | undefined) => Promise<void> {
  return async (exchange, params, body) => {
    const { request, response, requestId, startedMs, headers } = exchange;
    const call: Call = {
      caller: exchange.caller ?? NOBODY, requestId, body: body?.value, params,
      query: exchange.query === '' ? NO_QUERY : parseQuery(exchange.query), contentType: request.headers['content-type'] ?? '',
    };
    if (route.stream !== undefined) {
      refuseEncoded(exchange);
      headers.push('Server-Timing', serverTiming(nowMs() - startedMs));
      passHeaders(exchange);
      return route.stream(call, request, response);
    }
    const key = route.method === 'post' ? request.headers['idempotency-key'] : undefined;
    const reply = key === undefined ? await (route.handle as NonNullable<Route['handle']>)(call) : await once(route, call, { key: String(key), bytes: body?.bytes }, store.idempotency);
    headers.push('Server-Timing', serverTiming(nowMs() - startedMs, reply.stages));
    sendReply(exchange, reply);
  };
}

function sendReply(exchange: Exchange, { status, text, type, json, headers }: Reply): void {
  if (headers !== undefined) for (const [name, value] of Object.entries(headers)) exchange.headers.push(name, value);
  if (status === 204) sendNothing(exchange, status);
  else send(exchange, status, type ?? JSON_TYPE, text ?? JSON.stringify(json));
}
