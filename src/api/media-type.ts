/** A content type as its header says: lower-case type, lower-case charset when there is one. */
export type MediaType = Readonly<{ type: string; charset: string | undefined }>;

const TYPE = /^[ \t]{0,9}([!#$%&'*+.^_`|~0-9a-z-]{1,127}\/[!#$%&'*+.^_`|~0-9a-z-]{1,127})[ \t]{0,9}/;
const PARAMETER = /;[ \t]{0,9}([!#$%&'*+.^_`|~0-9a-z-]{1,127})=(?:"([^"\\]{0,200})"|([!#$%&'*+.^_`|~0-9a-z-]{1,127}))[ \t]{0,9}/y;

const REMEMBERED_MAX = 200;
const REMEMBERED_LENGTH_MAX = 100;
const remembered = new Map<string, MediaType | undefined>();

/** Reads a Content-Type header; undefined when it is none. Callers send few different ones, so each is read once. */
export function mediaTypeOf(header: string | undefined): MediaType | undefined {
  if (header === undefined) return undefined;
  const known = remembered.get(header);
  if (known !== undefined) return known;
  const read = parse(header.toLowerCase());
  if (remembered.size < REMEMBERED_MAX && header.length <= REMEMBERED_LENGTH_MAX) remembered.set(header, read);
  return read;
}

function parse(header: string): MediaType | undefined {
  const [start = '', type] = TYPE.exec(header) ?? [];
  if (type === undefined) return undefined;
  let charset: string | undefined;
  PARAMETER.lastIndex = start.length;
  for (let end = start.length; end < header.length; end = PARAMETER.lastIndex) {
    const [, name, quoted, bare] = PARAMETER.exec(header) ?? [];
    if (name === undefined) return undefined;
    if (name === 'charset') charset ??= quoted ?? bare;
  }
  return { type, charset };
}

/** True for `application/json` and every `application/…+json`. */
export const isJson = ({ type }: MediaType): boolean => type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'));
