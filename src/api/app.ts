import express, { type Express, type RequestHandler } from 'express';
import { ServiceError } from '../domain/failures.ts';
import type { ApiDeps } from './deps.ts';
import { discoveryDocument } from './discovery.ts';
import { docsPage } from './docs-page.ts';
import { errorHandler } from './error-handler.ts';
import { type Admission, createAdmission } from './middleware/admission.ts';
import { authenticate, createKeyLookup } from './middleware/authenticate.ts';
import { readBody } from './middleware/body.ts';
import { once } from './middleware/idempotency.ts';
import { rateLimit } from './middleware/rate-limit.ts';
import { localsOf, requestContext, serverTiming } from './middleware/request-context.ts';
import { openApiDocument } from './openapi.ts';
import type { Call, Reply, Route } from './route.ts';
import { createRoutes } from './routes/index.ts';

export type App = Readonly<{ app: Express; admission: Admission; routes: readonly Route[] }>;

/** The order in which a request meets the edge: context, admission, key, rate, body, idempotency, handler, error. */
export function createApp(deps: ApiDeps): App {
  const routes = createRoutes(deps);
  const admission = createAdmission(deps.limits.inFlightMax, deps.metrics);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestContext(deps));
  app.get('/metrics', async (_request, response) => void response.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics()));
  app.get('/openapi.json', cachedJson(() => openApiDocument(routes, deps.version)));
  app.get('/\\$discovery/rest', (request, response) => void response.json(discoveryDocument(`${request.protocol}://${request.get('host') ?? 'localhost'}/`)));
  docsPage(app);
  mount(app, routes, deps, admission);
  app.use(noSuchPath(routes));
  app.use(errorHandler(deps));
  return { app, admission, routes };
}

function mount(app: Express, routes: readonly Route[], deps: ApiDeps, admission: Admission): void {
  const lookUp = createKeyLookup(deps.store.keys);
  const limit = rateLimit(deps.limits.perMinute, deps.metrics);
  for (const route of routes) {
    const named: RequestHandler = (_request, response, next) => {
      localsOf(response).route = route;
      next();
    };
    const guards = route.scope === null ? [] : [admission.middleware, authenticate(route, lookUp), limit, ...readBody(route)];
    app[route.method](expressPath(route.path), named, ...guards, answer(route, deps));
  }
}

/** Express reads `:` and `{}` as patterns; OpenAPI paths mean the first literally and the second as a parameter. */
const expressPath = (path: string): string => path.replaceAll(':', '\\:').replace(/\{(\w+)\}/g, ':$1');

const NOBODY: Call['caller'] = { keyId: '', tenantId: '', scopes: [] };

function answer(route: Route, { store, nowMs }: ApiDeps): RequestHandler {
  return async (request, response) => {
    const locals = localsOf(response);
    const call: Call = {
      caller: locals.caller ?? NOBODY, requestId: locals.requestId, body: request.body as unknown, params: request.params as Record<string, string>,
      query: request.query, contentType: request.get('content-type') ?? '',
    };
    if (route.stream !== undefined) {
      response.setHeader('Server-Timing', serverTiming(nowMs() - locals.startedMs));
      return route.stream(call, request, response);
    }
    const key = route.method === 'post' ? request.get('idempotency-key') : undefined;
    const reply = await once(route, call, { key, bytes: locals.rawBody }, store.idempotency);
    response.setHeader('Server-Timing', serverTiming(nowMs() - locals.startedMs, reply.stages));
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
    send(response.status(reply.status), reply);
  };
}

function send(response: Parameters<RequestHandler>[1], { status, text, json }: Reply): void {
  if (status === 204) {
    response.end();
    return;
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(text ?? JSON.stringify(json));
}

/** What is served beside the routes, for `Allow`. */
const UNROUTED = ['/metrics', '/openapi.json', '/docs', '/$discovery/rest'].map((path) => ({ method: 'get', path }) as const);

/** Known path, other method: 405 with `Allow`. Anything else: 404. */
function noSuchPath(routes: readonly Route[]): RequestHandler {
  const shapes = [...routes, ...UNROUTED].map((route) => ({ route, segments: route.path.toLowerCase().split('/') }));
  return (request, response) => {
    const segments = request.path.toLowerCase().replace(/(?<=.)\/$/, '').split('/');
    const allowed = shapes.filter((shape) => shape.segments.length === segments.length && shape.segments.every((part, index) => part.startsWith('{') || part === segments[index])).map(({ route }) => route);
    const [first] = allowed;
    if (first === undefined) throw new ServiceError('not_found', 'no such path', { publicDetail: 'No route has this path; see /openapi.json.' });
    if ('docs' in first) localsOf(response).route = first;
    response.setHeader('Allow', [...new Set(allowed.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])))].join(', '));
    throw new ServiceError('method_not_allowed', 'other method');
  };
}

function cachedJson(build: () => object): RequestHandler {
  let text: string | undefined;
  return (_request, response) => {
    text ??= JSON.stringify(build());
    response.type('application/json').send(text);
  };
}
