import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { NewId } from '../../domain/ports.ts';
import type { Metrics } from '../../observability/metrics.ts';
import type { Caller, Reply, Route } from '../route.ts';

/** What travels with one request, in `response.locals`. */
export type Locals = {
  requestId: string;
  startedMs: number;
  /** The matched route, for metrics and the spelling of errors. */
  route?: Route;
  caller?: Caller;
  rawBody?: Buffer;
  stages?: Reply['stages'];
};

export const localsOf = (response: Response): Locals => response.locals as Locals;

const GIVEN_ID = /^[A-Za-z0-9._:-]{1,64}$/;

export type RequestContextDeps = Readonly<{ newId: NewId; nowMs(): number; metrics: Metrics; logger: Logger }>;

/** Request id, timings, the log line and the duration metric. A caller's own X-Request-Id is kept when it is harmless. */
export function requestContext({ newId, nowMs, metrics, logger }: RequestContextDeps): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const locals = localsOf(response);
    locals.requestId = given !== undefined && GIVEN_ID.test(given) ? given : newId('req');
    locals.startedMs = nowMs();
    response.setHeader('X-Request-Id', locals.requestId);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.on('close', () => {
      const tookMs = nowMs() - locals.startedMs;
      const route = locals.route?.path ?? 'unmatched';
      metrics.requests.observe({ route, method: request.method, status: response.statusCode }, tookMs / 1_000);
      // Never the URL: a key may stand in its query.
      logger.info({ request_id: locals.requestId, method: request.method, route, status: response.statusCode, ms: Math.round(tookMs * 10) / 10, tenant: locals.caller?.tenantId }, 'request');
    });
    next();
  };
}

/** `Server-Timing` of the whole and of each stage, in milliseconds. */
export function serverTiming(tookMs: number, stages: Reply['stages'] = {}): string {
  const parts = Object.entries(stages).filter(([name]) => name !== 'total').map(([name, ms]) => `${name};dur=${ms.toFixed(2)}`);
  return [`total;dur=${tookMs.toFixed(2)}`, ...parts].join(', ');
}
