import type { Logger } from 'pino';
import { FAILURES, ServiceError } from '../domain/failures.ts';
import { type Exchange, JSON_TYPE, send, serverTiming } from './exchange.ts';
import { presentOpenAiError } from './wire/openai-moderation.ts';
import { presentGoogleError } from './wire/perspective.ts';
import { type Failure, failureOf, presentProblem } from './wire/problem.ts';

/** OpenAI's and Google's clients know 400, not 422, for a request they spelt wrongly. */
const FOREIGN_STATUS: Readonly<Partial<Record<Failure['code'], number>>> = { validation: 400 };

/** The only place that turns an error into a status. */
export function createErrorHandler({ logger, nowMs }: Readonly<{ logger: Logger; nowMs(): number }>): (error: unknown, exchange: Exchange) => void {
  return (error, exchange) => {
    const failure = failureOf(error);
    const { status } = FAILURES[failure.code];
    const line = { request_id: exchange.requestId, code: failure.code, route: exchange.route?.path, ...(error instanceof ServiceError ? { why: error.message } : {}) };
    if (status >= 500) logger.error({ ...line, err: describe(error) }, 'request failed');
    else logger.debug(line, 'request refused');
    if (exchange.response.headersSent) {
      exchange.response.destroy();
      return;
    }
    exchange.headers.push('Server-Timing', serverTiming(nowMs() - exchange.startedMs));
    if (failure.retryAfterS !== undefined) exchange.headers.push('Retry-After', String(failure.retryAfterS));
    // With a parameter, as RFC 6750 asks: Google's client for Python refuses the bare word.
    if (failure.code === 'unauthenticated') exchange.headers.push('WWW-Authenticate', 'Bearer realm="triage"');
    answer(exchange, failure);
  };
}

function answer(exchange: Exchange, failure: Failure): void {
  const { route, requestId, path } = exchange;
  const { status, title } = FAILURES[failure.code];
  const message = failure.detail ?? (failure.issues[0] === undefined ? title : `${failure.issues[0].pointer || '/'}: ${failure.issues[0].detail}`);
  const foreign = FOREIGN_STATUS[failure.code] ?? status;
  if (route?.errors === 'openai') {
    const param = failure.issues[0]?.pointer.slice(1).replaceAll('/', '.') || null;
    send(exchange, foreign, JSON_TYPE, JSON.stringify(presentOpenAiError(failure.code, foreign, message, param)));
  } else if (route?.errors === 'google') {
    send(exchange, foreign, JSON_TYPE, JSON.stringify(presentGoogleError(foreign, message)));
  } else {
    send(exchange, status, 'application/problem+json; charset=utf-8', JSON.stringify(presentProblem(failure, { instance: path, requestId })));
  }
}

/** Class and stack of an unexpected error; its message only when it is ours, for a library may quote what it was given. */
function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error };
  const isOurs = error instanceof ServiceError;
  const cause = error.cause instanceof Error ? { type: error.cause.name, ...(isOurs ? { message: error.cause.message } : {}) } : undefined;
  return { type: error.name, ...(isOurs ? { message: error.message } : {}), stack: error.stack?.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at ')).slice(0, 6), ...(cause === undefined ? {} : { cause }) };
}
