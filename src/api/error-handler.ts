import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { FAILURES, ServiceError } from '../domain/failures.ts';
import { localsOf, serverTiming } from './middleware/request-context.ts';
import { presentOpenAiError } from './wire/openai-moderation.ts';
import { presentGoogleError } from './wire/perspective.ts';
import { type Failure, failureOf, presentProblem } from './wire/problem.ts';

/** OpenAI's and Google's clients know 400, not 422, for a request they spelt wrongly. */
const FOREIGN_STATUS: Readonly<Partial<Record<Failure['code'], number>>> = { validation: 400 };

/** The only place that turns an error into a status. Express knows it by its four parameters. */
export function errorHandler({ logger, nowMs }: Readonly<{ logger: Logger; nowMs(): number }>): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const failure = failureOf(error);
    const locals = localsOf(response);
    const { status } = FAILURES[failure.code];
    const line = { request_id: locals.requestId, code: failure.code, route: locals.route?.path, ...(error instanceof ServiceError ? { why: error.message } : {}) };
    if (status >= 500) logger.error({ ...line, err: describe(error) }, 'request failed');
    else logger.debug(line, 'request refused');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.setHeader('Server-Timing', serverTiming(nowMs() - locals.startedMs));
    if (failure.retryAfterS !== undefined) response.setHeader('Retry-After', failure.retryAfterS);
    // With a parameter, as RFC 6750 asks: Google's client for Python refuses the bare word.
    if (failure.code === 'unauthenticated') response.setHeader('WWW-Authenticate', 'Bearer realm="triage"');
    send(response, failure, request.path);
  };
}

function send(response: Response, failure: Failure, instance: string): void {
  const { route, requestId } = localsOf(response);
  const { status, title } = FAILURES[failure.code];
  const message = failure.detail ?? (failure.issues[0] === undefined ? title : `${failure.issues[0].pointer || '/'}: ${failure.issues[0].detail}`);
  if (route?.errors === 'openai') {
    const param = failure.issues[0]?.pointer.slice(1).replaceAll('/', '.') || null;
    response.status(FOREIGN_STATUS[failure.code] ?? status).json(presentOpenAiError(failure.code, FOREIGN_STATUS[failure.code] ?? status, message, param));
  } else if (route?.errors === 'google') {
    response.status(FOREIGN_STATUS[failure.code] ?? status).json(presentGoogleError(FOREIGN_STATUS[failure.code] ?? status, message));
  } else {
    response.status(status).type('application/problem+json').send(JSON.stringify(presentProblem(failure, { instance, requestId: requestId ?? '' })));
  }
}

/** Class and stack of an unexpected error; its message only when it is ours, for a library may quote what it was given. */
function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error };
  const isOurs = error instanceof ServiceError;
  const cause = error.cause instanceof Error ? { type: error.cause.name, ...(isOurs ? { message: error.cause.message } : {}) } : undefined;
  return { type: error.name, ...(isOurs ? { message: error.message } : {}), stack: error.stack?.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at ')).slice(0, 6), ...(cause === undefined ? {} : { cause }) };
}
