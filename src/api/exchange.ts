import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, Route } from './route.ts';

/** One request and its answer on their way through the edge. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path of the URL as it was sent, without the query. */
  readonly path: string;
  /** What follows `?`; empty when nothing does. */
  readonly query: string;
  readonly requestId: string;
  /** Monotonic milliseconds at which the headers were read. */
  readonly startedMs: number;
  /** Name, value, name, value …: headers that every answer to this request carries. */
  readonly headers: string[];
  /** The matched route, for metrics and the spelling of errors. */
  route: Route | undefined;
  caller: Caller | undefined;
  /** Counted among the requests in flight until the answer is out. */
  admitted: boolean;
};

export const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Answers with one text, length and headers in one write, once this turn of the event loop is over: the answers of a turn then leave
 * back to back. A write that wakes a sleeping reader costs three times as much as one to a reader that is awake.
 */
export function send({ response, headers }: Exchange, status: number, type: string, text: string): void {
  const bytes = Buffer.byteLength(text);
  headers.push('Content-Type', type, 'Content-Length', String(bytes));
  response.writeHead(status, headers);
  // Plain ASCII is copied as it is; anything else has to be encoded.
  setImmediate(() => response.end(text, bytes === text.length ? 'latin1' : 'utf8'));
}

/** Answers without a body. */
export function sendNothing({ response, headers }: Exchange, status: number): void {
  response.writeHead(status, headers);
  response.end();
}

/** Hands the common headers to whoever writes the answer by itself. */
export function passHeaders({ response, headers }: Exchange): void {
  for (let index = 0; index < headers.length; index += 2) response.setHeader(headers[index] as string, headers[index + 1] as string);
}

const SLASH = 47;

/** Path and query of a request's target. Absolute targets, as proxies are sent them, count by their path. */
export function targetOf(url: string): Readonly<{ path: string; query: string }> {
  const local = url.charCodeAt(0) === SLASH ? url : localPart(url);
  const mark = local.indexOf('?');
  return mark < 0 ? { path: local, query: '' } : { path: local.slice(0, mark), query: local.slice(mark + 1) };
}

function localPart(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? '/' : `${parsed.pathname}${parsed.search}`;
}

/** `Server-Timing` of the whole and of each stage, in milliseconds. */
export function serverTiming(tookMs: number, stages?: Readonly<Record<string, number>>): string {
  let timing = `total;dur=${tookMs.toFixed(2)}`;
  for (const name in stages) if (name !== 'total') timing += `, ${name};dur=${(stages[name] ?? 0).toFixed(2)}`;
  return timing;
}
