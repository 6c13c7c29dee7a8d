import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Scope } from '../domain/ports.ts';

/** Who asks, as the key says. */
export type Caller = Readonly<{ keyId: string; tenantId: string; scopes: readonly string[] }>;

/** What a handler sees of a request. */
export type Call = Readonly<{
  caller: Caller;
  requestId: string;
  body: unknown;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, unknown>>;
  contentType: string;
}>;

/**
 * An answer. `json` is serialised once at the edge. Where the answer holds a customer's words, `kept` is the JSON that may be
 * stored for a replay instead; the route's `revive` adds the words again from the repeated request.
 */
export type Reply = Readonly<{
  status: number;
  json?: unknown;
  /** Already serialised JSON, sent as it is; something else where `type` says so. */
  text?: string;
  type?: string;
  kept?: string;
  headers?: Readonly<Record<string, string>>;
  stages?: Readonly<Record<string, number>>;
}>;

/** How a route reads its body: a JSON document, any text, a stream it reads itself, or none. */
export type BodyKind = 'json' | 'text' | 'stream' | 'none';

export type Route = Readonly<{
  method: 'get' | 'post' | 'put' | 'delete';
  /** OpenAPI path: `/v1/decisions/{id}`. */
  path: string;
  /** null: no key needed. */
  scope: Scope | null;
  body: BodyKind;
  bodyBytesMax?: number;
  /** Where the key may stand besides the Authorization header. */
  keyInQuery?: boolean;
  /** Spelling of this route's errors; problem+json unless said otherwise. */
  errors?: 'openai' | 'google';
  handle?(call: Call): Promise<Reply>;
  /** For streams: answers by itself; a throw before the first byte becomes an error answer. */
  stream?(call: Call, request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Adds to a stored answer what may not be stored, from the same request sent again. */
  revive?(kept: string, call: Call): string;
  docs: RouteDocs;
}>;

export type RouteDocs = Readonly<{
  id: string;
  summary: string;
  tag: string;
  request?: unknown;
  /** Media types other than JSON that the body may have. */
  accepts?: readonly string[];
  response?: unknown;
  /** Media type of the answer, JSON unless given. */
  responseType?: string;
  status?: number;
  query?: unknown;
}>;
