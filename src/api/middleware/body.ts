import type { IncomingMessage } from 'node:http';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { ServiceError } from '../../domain/failures.ts';
import type { Route } from '../route.ts';
import { localsOf } from './request-context.ts';

export const BODY_BYTES_MAX = 64 * 1024;
const JSON_DEPTH_MAX = 32;
const JSON_TYPES = ['application/json', 'application/*+json'];

/** Reads the body as the route wants it: bounded in bytes and in depth, in a known media type. */
export function readBody(route: Route): readonly RequestHandler[] {
  const limit = route.bodyBytesMax ?? BODY_BYTES_MAX;
  const verify = (_request: IncomingMessage, response: unknown, bytes: Buffer): void => {
    localsOf(response as Response).rawBody = bytes;
  };
  if (route.body === 'stream') return [refuseEncoded];
  if (route.body === 'json') return [hurry, refuseOtherMedia(JSON_TYPES), express.json({ limit, strict: false, type: JSON_TYPES, verify }), refuseOddBody];
  if (route.body === 'text') {
    const others = [...(route.docs.accepts ?? [])];
    return [hurry, refuseOtherMedia([...JSON_TYPES, ...others]), express.json({ limit, strict: false, type: JSON_TYPES, verify }), express.text({ limit, type: others, verify }), refuseOddBody];
  }
  return [];
}

/** A body of this size is sent in seconds: a sender that takes longer must not keep its place among the requests in flight. */
const BODY_TIMEOUT_MS = 60_000;

const hurry: RequestHandler = (request, _response, next) => {
  mustEndSoon(request);
  next();
};

function mustEndSoon(request: Request): void {
  const timer = setTimeout(() => void request.destroy(), BODY_TIMEOUT_MS).unref();
  request.once('close', () => clearTimeout(timer));
}

/** Lets the rest of a body run into the void: unread, it would stand before the next request of its connection for ever. */
export function discardRest(request: Request): void {
  mustEndSoon(request);
  request.resume();
}

/** A stream is read as it comes; unpacking it would make its bounds meaningless. */
const refuseEncoded: RequestHandler = (request, _response, next) => {
  const encoding = request.get('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw new ServiceError('unsupported_media', 'encoded stream', { publicDetail: 'Send this body without Content-Encoding.' });
  next();
};

const refuseOtherMedia = (accepted: string[]): RequestHandler => (request, _response, next) => {
  if (hasBody(request) && request.is(accepted) === false) {
    throw new ServiceError('unsupported_media', 'content type is not one of the accepted', { publicDetail: `Send one of: ${accepted.join(', ')}.` });
  }
  next();
};

const hasBody = (request: Request): boolean => request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

const refuseOddBody: RequestHandler = (request, _response, next) => {
  if (request.body === undefined) throw new ServiceError('malformed', 'no body', { publicDetail: 'A body is required.' });
  if (isDeeperThan(request.body, JSON_DEPTH_MAX)) {
    throw new ServiceError('validation', 'JSON too deep', { issues: [{ pointer: '', code: 'too_deep', detail: `nested more than ${JSON_DEPTH_MAX} levels deep` }] });
  }
  next();
};

/** Level by level, so that no nesting can exhaust the stack. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let current: object[] = typeof value === 'object' && value !== null ? [value] : [];
  for (let depth = 0; current.length > 0; depth += 1) {
    if (depth >= levels) return true;
    const next: object[] = [];
    for (const parent of current) {
      for (const child of Object.values(parent) as unknown[]) if (typeof child === 'object' && child !== null) next.push(child);
    }
    current = next;
  }
  return false;
}

/** The depth rule for a document that came another way (a line of a stream). */
export const isTooDeep = (value: unknown): boolean => isDeeperThan(value, JSON_DEPTH_MAX);
