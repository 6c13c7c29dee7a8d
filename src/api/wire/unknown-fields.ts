import { z } from 'zod';

/** Which keys a schema knows, level by level; an open object (`any`) knows everything. */
type Known = Readonly<{ keys?: ReadonlyMap<string, Known>; items?: Known }>;

type JsonSchema = Readonly<{
  properties?: Readonly<Record<string, JsonSchema>>;
  items?: JsonSchema | boolean;
  anyOf?: readonly JsonSchema[];
  additionalProperties?: unknown;
  $ref?: string;
  $defs?: Readonly<Record<string, JsonSchema>>;
}>;

const WARNINGS_MAX = 20;

/**
 * A function that lists the JSON pointers of fields a schema does not know. Unknown fields are ignored, not refused, but a
 * misspelt one must not be ignored in silence.
 */
export function unknownFieldsOf(schema: z.ZodType): (value: unknown) => readonly string[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema;
  const known = compile(root, root);
  return (value) => {
    const found: string[] = [];
    walk(value, known, '', found);
    return found;
  };
}

function compile(schema: JsonSchema, root: JsonSchema): Known {
  if (schema.$ref !== undefined) return compile(root.$defs?.[schema.$ref.split('/').at(-1) ?? ''] ?? {}, root);
  const parts = [schema, ...(schema.anyOf ?? [])];
  const keys = new Map(parts.flatMap((part) => Object.entries(part.properties ?? {}).map(([key, inner]) => [key, compile(inner, root)] as const)));
  const items = parts.map((part) => part.items).find((inner) => typeof inner === 'object');
  return { ...(keys.size > 0 ? { keys } : {}), ...(typeof items === 'object' ? { items: compile(items, root) } : {}) };
}

function walk(value: unknown, known: Known, pointer: string, found: string[]): void {
  if (value === null || typeof value !== 'object' || found.length >= WARNINGS_MAX) return;
  if (Array.isArray(value)) {
    const { items } = known;
    if (items !== undefined) value.forEach((item, index) => walk(item, items, `${pointer}/${index}`, found));
    return;
  }
  if (known.keys === undefined) return;
  for (const [key, inner] of Object.entries(value)) {
    const next = known.keys.get(key);
    if (next === undefined) found.push(`${pointer}/${key.slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1')}`);
    else walk(inner, next, `${pointer}/${key}`, found);
    if (found.length >= WARNINGS_MAX) return;
  }
}
