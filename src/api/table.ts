import { ServiceError } from '../domain/failures.ts';

type Method = 'get' | 'post' | 'put' | 'delete';

/** Something with an address; `/docs/*` stands for everything below `/docs/`. */
export type Addressed = Readonly<{ method: Method; path: string }>;

export type Found<Entry> =
  | Readonly<{ entry: Entry; params: Readonly<Record<string, string>> }>
  /** The path is known, the method is not: what `Allow` says, and whose spelling of errors applies. */
  | Readonly<{ entry: undefined; allow: string; neighbour: Entry }>;

export type Table<Entry> = (method: string, path: string) => Found<Entry>;

type Place<Entry> = Readonly<{ segments: readonly string[]; byMethod: Map<string, Entry>; allow: string[] }>;

const NO_PARAMS: Readonly<Record<string, string>> = {};

/**
 * Every address, looked up once a request: exactly as it is spelt in one step, otherwise without regard to case and to a slash
 * at the end. HEAD asks for what GET answers.
 *
 * @throws ServiceError `not_found` for a path that nobody has, `malformed` for a broken percent-encoding in a parameter.
 */
export function createTable<Entry extends Addressed>(entries: readonly Entry[]): Table<Entry> {
  const places = new Map<string, Place<Entry>>();
  for (const entry of entries) {
    const key = entry.path.toLowerCase();
    const place = places.get(key) ?? { segments: key.split('/'), byMethod: new Map<string, Entry>(), allow: [] };
    places.set(key, place);
    for (const method of entry.method === 'get' ? ['GET', 'HEAD'] : [entry.method.toUpperCase()]) {
      place.byMethod.set(method, entry);
      place.allow.push(method);
    }
  }
  const shapes = [...places.values()].filter(({ segments }) => segments.some((segment) => segment.startsWith('{') || segment === '*'));
  return (method, path) => {
    const exact = places.get(path)?.byMethod.get(method);
    if (exact !== undefined && !path.includes('{')) return { entry: exact, params: NO_PARAMS };
    const spelt = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
    const key = spelt.toLowerCase();
    const segments = key.split('/');
    const place = key.includes('{') || key.includes('*') ? undefined : places.get(key) ?? shapes.find((shape) => fits(shape.segments, segments));
    if (place === undefined) throw new ServiceError('not_found', 'no such path', { publicDetail: 'No route has this path; see /openapi.json.' });
    const entry = place.byMethod.get(method);
    if (entry !== undefined) return { entry, params: paramsOf(entry.path, spelt) };
    return { entry: undefined, allow: place.allow.join(', '), neighbour: [...place.byMethod.values()][0] as Entry };
  };
}

function fits(shape: readonly string[], segments: readonly string[]): boolean {
  const open = shape.at(-1) === '*';
  if (open ? segments.length < shape.length : segments.length !== shape.length) return false;
  return shape.every((part, index) => part === '*' || (part.startsWith('{') ? segments[index] !== '' : part === segments[index]));
}

function paramsOf(shape: string, path: string): Readonly<Record<string, string>> {
  if (!shape.includes('{')) return NO_PARAMS;
  const segments = path.split('/');
  return Object.fromEntries(shape.split('/').flatMap((part, index) => (part.startsWith('{') ? [[part.slice(1, -1), decoded(segments[index] ?? '')]] : [])));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ServiceError('malformed', 'broken percent-encoding in the path', { publicDetail: 'The path holds a broken percent-encoding.' });
  }
}
