import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { ServiceError } from '../../domain/failures.ts';
import type { Exchange } from '../exchange.ts';
import { isJson, type MediaType, mediaTypeOf } from '../media-type.ts';
import type { Route } from '../route.ts';

export const BODY_BYTES_MAX = 64 * 1024;
const JSON_DEPTH_MAX = 32;

/** A body that was read: `value` is the document or the text, `bytes` what it was read from, unpacked. */
export type ReadBody = Readonly<{ value: unknown; bytes: Buffer }>;

/** Reads the body as the route wants it: bounded in bytes and in depth, in a known media type. Undefined where the handler reads none or reads it itself. */
export function createBodyReader({ body, bodyBytesMax, docs }: Route): ((exchange: Exchange) => Promise<ReadBody>) | undefined {
  if (body === 'none' || body === 'stream') return undefined;
  const limit = bodyBytesMax ?? BODY_BYTES_MAX;
  const others = new Set(body === 'text' ? docs.accepts ?? [] : []);
  const accepted = ['application/json', 'application/*+json', ...others].join(', ');
  return async ({ request }) => {
    if (!hasBody(request)) throw noBody();
    const media = mediaTypeOf(request.headers['content-type']);
    const json = media !== undefined && isJson(media);
    if (media === undefined || !(json || others.has(media.type))) throw new ServiceError('unsupported_media', 'content type is not one of the accepted', { publicDetail: `Send one of: ${accepted}.` });
    const decode = decoderOf(media, json);
    const bytes = await unpacked(request, limit);
    if (bytes.length === 0) throw noBody();
    const text = decode(bytes);
    return { value: json ? parseJson(text) : text, bytes };
  };
}

const noBody = (): ServiceError => new ServiceError('malformed', 'no body', { publicDetail: 'A body is required.' });

/** True when the headers announce a body. */
export const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const utf8 = (bytes: Buffer): string => {
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
};

/** JSON is Unicode; a file of snippets may come in any charset that has a name. */
function decoderOf({ charset = 'utf-8' }: MediaType, json: boolean): (bytes: Buffer) => string {
  if (charset === 'utf-8' || charset === 'utf8') return utf8;
  try {
    if (json && !charset.startsWith('utf-')) throw new RangeError('not Unicode');
    const decoder = new TextDecoder(charset);
    return (bytes) => decoder.decode(bytes);
  } catch {
    throw new ServiceError('unsupported_media', 'unknown charset', { publicDetail: 'This charset is not known here; send UTF-8.' });
  }
}

const UNPACK: Readonly<Record<string, (bytes: Buffer, options: Readonly<{ maxOutputLength: number }>) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, object, Buffer>(gunzip), deflate: promisify<Buffer, object, Buffer>(inflate), br: promisify<Buffer, object, Buffer>(brotliDecompress),
};

async function unpacked(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return bytesOf(request, limit);
  const unpack = Object.hasOwn(UNPACK, encoding) ? UNPACK[encoding] : undefined;
  if (unpack === undefined) throw new ServiceError('unsupported_media', 'unknown content encoding', { publicDetail: 'Send the body as it is, or packed by gzip, deflate or br.' });
  const packed = await bytesOf(request, limit);
  try {
    return await unpack(packed, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limit);
    throw new ServiceError('malformed', 'bytes are not what Content-Encoding says', { publicDetail: 'The body is not what its Content-Encoding says.' });
  }
}

const tooLarge = (limit: number): ServiceError => new ServiceError('payload_too_large', `body over ${limit} bytes`);

/** A body of this size is sent in seconds: a sender that takes longer must not keep its place among the requests in flight. */
const BODY_TIMEOUT_MS = 60_000;

function bytesOf(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    discardRest(request);
    return Promise.reject(tooLarge(limit));
  }
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => request.destroy(), BODY_TIMEOUT_MS).unref();
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else reject(tooLarge(limit));
    });
    request.once('end', () => {
      clearTimeout(late);
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
    request.once('close', () => {
      clearTimeout(late);
      if (!request.complete) reject(new ServiceError('malformed', 'the sender went away'));
    });
    request.once('error', (cause) => reject(new ServiceError('malformed', 'the sender went away', { cause })));
  });
}

/** Lets the rest of a body run into the void: unread, it would stand before the next request of its connection for ever. */
export function discardRest(request: IncomingMessage): void {
  const late = setTimeout(() => request.destroy(), BODY_TIMEOUT_MS).unref();
  request.once('close', () => clearTimeout(late));
  request.resume();
}

/** A stream is read as it comes; unpacking it would make its bounds meaningless. @throws ServiceError `unsupported_media` */
export function refuseEncoded({ request: { headers } }: Exchange): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw new ServiceError('unsupported_media', 'encoded stream', { publicDetail: 'Send this body without Content-Encoding.' });
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Its message quotes the body: it goes nowhere.
    throw new ServiceError('malformed', 'the body is no JSON');
  }
  if (opensMoreThan(text, JSON_DEPTH_MAX) && isTooDeep(value)) {
    throw new ServiceError('validation', 'JSON too deep', { issues: [{ pointer: '', code: 'too_deep', detail: `nested more than ${JSON_DEPTH_MAX} levels deep` }] });
  }
  return value;
}

/** A document with few brackets cannot be deep: most need no walk. Brackets inside strings count, so it errs to the safe side. */
function opensMoreThan(text: string, most: number): boolean {
  let opened = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      opened += 1;
      if (opened > most) return true;
    }
  }
  return false;
}

/** Level by level, so that no nesting can exhaust the stack. */
export function isTooDeep(value: unknown): boolean {
  let current: object[] = typeof value === 'object' && value !== null ? [value] : [];
  for (let depth = 0; current.length > 0; depth += 1) {
    if (depth >= JSON_DEPTH_MAX) return true;
    const next: object[] = [];
    for (const parent of current) {
      for (const child of Object.values(parent) as unknown[]) if (typeof child === 'object' && child !== null) next.push(child);
    }
    current = next;
  }
  return false;
}
