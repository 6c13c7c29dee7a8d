import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { NewId } from '../../domain/ports.ts';
import { requestLog } from '../../observability/logger.ts';
import type { Metrics } from '../../observability/metrics.ts';
import { type Exchange, targetOf } from '../exchange.ts';

const GIVEN_ID = /^[A-Za-z0-9._:-]{1,64}$/;

export type RequestContextDeps = Readonly<{ newId: NewId; nowMs(): number; metrics: Pick<Metrics, 'observeRequest'>; logger: Logger }>;

/**
 * Request id, timings, and at the end the log line and the duration metric. A caller's own X-Request-Id is kept when it is
 * harmless. `ended` is called once the answer is out or the connection gone.
 */
export function createRequestContext({ newId, nowMs, metrics, logger }: RequestContextDeps, ended: (exchange: Exchange) => void): (request: IncomingMessage, response: ServerResponse) => Exchange {
  const log = requestLog(logger);
  return (request, response) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && GIVEN_ID.test(given) ? given : newId('req');
    const { path, query } = targetOf(request.url ?? '/');
    const exchange: Exchange = {
      request, response, path, query, requestId, startedMs: nowMs(),
      headers: ['X-Request-Id', requestId, 'X-Content-Type-Options', 'nosniff'], route: undefined, caller: undefined, admitted: false,
    };
    response.once('close', () => {
      ended(exchange);
      const tookMs = nowMs() - exchange.startedMs;
      const route = exchange.route?.path ?? 'unmatched';
      const method = request.method ?? '';
      metrics.observeRequest(route, method, response.statusCode, tookMs / 1_000);
      // Never the URL: a key may stand in its query.
      log({ requestId, method, route, status: response.statusCode, ms: Math.round(tookMs * 10) / 10, tenant: exchange.caller?.tenantId });
    });
    return exchange;
  };
}
