import fc from 'fast-check';

/** A request as the fuzzer sends it; `kind` says how its body was made. */
export type FuzzCase = Readonly<{ kind: string; method: string; path: string; headers: Readonly<Record<string, string>>; body: string | undefined }>;

type Schema = Readonly<Record<string, any>>;
type Document = Readonly<Record<string, any>>;

/** Any JSON, with the names and values that tend to break things. */
const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(null, '', '\0', '\ud800', '__proto__', 'constructor', -1, 0, 1e308, -0.5, 2 ** 53 + 2, [], {}, [[]], true, 'x'.repeat(10_001), '2026-01-01T00:00:00+99:99', '9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z'),
  fc.dictionary(fc.constantFrom('constructor', 'toString', 'hasOwnProperty', 'length', 'text', 'id', 'message'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
);

const text = fc.oneof(
  fc.constantFrom('Bonjour, quel est le prix ?', 'Espèce de connard', 'constructor', '__proto__', 'toString', 'fr', 'image', '%', "'; drop table decisions; --"),
  fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }),
);

/** Values that mean something to the service, by the name of their field: without them no case would get past a look-up. */
export type Known = Readonly<Record<string, readonly string[]>>;
type Place = Readonly<{ document: Document; known: Known; name: string; depth: number }>;

const textAt = ({ known, name }: Place): fc.Arbitrary<string> => {
  const values = known[name] ?? [];
  return values.length === 0 ? text : fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: text });
};

/** Values that a schema of the document allows, or nearly: patterns and formats are only sometimes met. */
function valueOf(schema: Schema, place: Place): fc.Arbitrary<unknown> {
  if (place.depth > 8) return fc.constant(null);
  const inner = (next: Schema, name = place.name): fc.Arbitrary<unknown> => valueOf(next, { ...place, name, depth: place.depth + 1 });
  if (schema['$ref'] !== undefined) return inner(place.document['components'].schemas[schema['$ref'].split('/').at(-1)] as Schema);
  if (schema['const'] !== undefined) return fc.constant(schema['const']);
  if (schema['enum'] !== undefined) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const choices = (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']) as Schema[] | undefined;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => inner(choice)));
  if (Array.isArray(schema['type'])) return fc.oneof(...(schema['type'] as string[]).map((type) => inner({ ...schema, type })));
  if (schema['type'] === 'array') return fc.array(inner((schema['items'] ?? {}) as Schema), { maxLength: 4 });
  if (schema['type'] === 'object') return objectOf(schema, place, inner);
  if (schema['type'] === 'integer') return fc.integer({ min: Math.max(0, schema['minimum'] ?? 0), max: Math.min(60_000, schema['maximum'] ?? 60_000) });
  if (schema['type'] === 'number') return fc.double({ min: 0, max: 1, noNaN: true });
  if (schema['type'] === 'boolean') return fc.boolean();
  if (schema['type'] === 'null') return fc.constant(null);
  if (schema['format'] === 'date-time') return fc.constantFrom('2026-11-21T09:12:03Z', '2026-11-21T09:12:03.5+01:00', '2026-02-29T00:00:00Z', '2026-11-21T09:12:03+99:99');
  return schema['type'] === 'string' ? textAt(place) : anyJson;
}

function objectOf(schema: Schema, place: Place, inner: (schema: Schema, name?: string) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  if (properties.length > 0) return fc.record(Object.fromEntries(properties.map(([name, property]) => [name, inner(property, name)])), { requiredKeys: (schema['required'] ?? []) as string[] });
  const names = schema['propertyNames']?.enum as string[] | undefined;
  return fc.dictionary(names === undefined ? textAt(place) : fc.constantFrom(...names), inner((schema['additionalProperties'] ?? {}) as Schema), { maxKeys: 2 });
}

/** One place of a value replaced by any JSON, or taken out. */
function mutated(value: unknown, place: number, by: unknown): unknown {
  if (typeof value !== 'object' || value === null || place % 4 === 0) return by;
  const keys = Object.keys(value);
  const key = keys[place % Math.max(1, keys.length)];
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? mutated(item, Math.floor(place / 4), by) : item));
  if (place % 7 === 0) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  return { ...value, [key]: mutated((value as Record<string, unknown>)[key], Math.floor(place / 4), by) };
}

const headerValue = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: 1, maxLength: 60 });

/** Mostly none; now and then a header that changes what the service does. */
const oddHeaders = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.dictionary(fc.constantFrom('Idempotency-Key', 'X-Request-Id', 'Accept', 'Accept-Language', 'If-Match', 'X-Forwarded-For', 'Range'), headerValue, { maxKeys: 3 }) },
  { weight: 1, arbitrary: fc.record({ 'Content-Type': fc.oneof(headerValue, fc.constantFrom('text/csv', 'text/markdown', 'application/x-ndjson', 'application/json; charset=utf-7', 'application/json; charset=utf-16')) }) },
  { weight: 1, arbitrary: fc.record({ 'Content-Encoding': fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'x') }) },
  { weight: 1, arbitrary: fc.record({ Authorization: headerValue }) },
);

/** `count` cases of one operation, the same ones for the same seed. */
export function casesOf(document: Document, { method, path }: Readonly<{ method: string; path: string }>, { seed, count, known }: Readonly<{ seed: number; count: number; known: Known }>): readonly FuzzCase[] {
  const at = (name: string): Place => ({ document, known, name, depth: 0 });
  const operation = document['paths'][path][method] as Schema;
  const schema = operation['requestBody']?.content['application/json'].schema as Schema | undefined;
  const valid = schema === undefined ? fc.constant(undefined) : valueOf(schema, at(''));
  const body = schema === undefined ? fc.constant({ kind: 'none', body: undefined }) : fc.oneof(
    { weight: 4, arbitrary: valid.map((value) => ({ kind: 'valid', body: JSON.stringify(value) })) },
    { weight: 4, arbitrary: fc.tuple(valid, fc.nat(100_000), anyJson).map(([value, place, by]) => ({ kind: 'mutated', body: JSON.stringify(mutated(value, place, by)) })) },
    { weight: 2, arbitrary: anyJson.map((value) => ({ kind: 'any', body: JSON.stringify(value) })) },
    { weight: 1, arbitrary: fc.string({ maxLength: 60 }).map((raw) => ({ kind: 'raw', body: raw })) },
  );
  const query = fc.dictionary(fc.constantFrom('include', 'limit', 'after', 'key', 'alt', '__proto__', 'constructor[x]'), text.map((value) => value.toWellFormed()), { maxKeys: 2 });
  // A client resolves `.` and `..` before it sends them.
  const parameter = textAt(at(path)).map((value) => encodeURIComponent(value.toWellFormed()).replace(/^\.{0,2}$/, 'x'));
  return fc.sample(fc.tuple(body, oddHeaders, query, parameter).map(([sent, headers, asked, id]): FuzzCase => ({
    ...sent, method: method.toUpperCase(), path: `${path.replace(/\{\w+\}/, id)}${Object.keys(asked).length === 0 ? '' : `?${new URLSearchParams(asked).toString()}`}`,
    headers: { ...(sent.body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
  })), { seed, numRuns: count });
}
