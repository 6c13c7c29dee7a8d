import { type Answer, AnswerSchema, type Prediction } from './prediction.ts';

/** What a value is but for its numbers. Many rows share one: a value without numbers is kept once, as `value`. */
type Part = Readonly<{ id: number; numbers: number; value?: unknown; keys?: readonly string[]; parts?: readonly Part[] }>;
/** The parts of an answer by field, and where the numbers of each begin. */
type Shape = Readonly<{ parts: readonly (Part | undefined)[]; starts: readonly number[]; numbers: number }>;

const FIELDS = Object.keys(AnswerSchema.shape) as readonly (keyof Answer)[];
/** Numbers are kept in arrays of this many. */
const CHUNK_NUMBERS = 1 << 20;

/**
 * Keeps predictions small, so that a million fit into half a gigabyte: what rows have alike is kept once, numbers stand in arrays, and an answer
 * is put together again field by field as it is looked at. What comes back says the same as what was given.
 */
export function createPacker(): (prediction: Prediction) => Prediction {
  const [parts, shapes, shared] = [new Map<string, Part>(), new Map<string, Shape>(), new Map<string, unknown>()];
  let [chunk, filled] = [new Float64Array(0), 0];
  const numbers: number[] = [];
  const partOf = (value: unknown): Part => {
    const key = spell(value, numbers);
    const known = parts.get(key);
    if (known !== undefined) return known;
    const part = { ...makePart(value), id: parts.size };
    parts.set(key, part);
    return part;
  };
  const shapeOf = (answer: Answer): Shape => {
    const own = FIELDS.map((field) => (answer[field] === undefined ? undefined : partOf(answer[field])));
    const key = own.map((part) => part?.id ?? '').join();
    const shape = shapes.get(key) ?? makeShape(own);
    shapes.set(key, shape);
    return shape;
  };
  /** One of all equal values that hold no number. */
  const share = <Value>(value: Value): Value => {
    if (value === undefined) return value;
    const key = spell(value, []);
    if (!shared.has(key)) shared.set(key, value);
    return shared.get(key) as Value;
  };
  return ({ id, group, lang, gold, slices, failed, answer }) => {
    const known = { id, group: share(group), lang: share(lang), gold: share(gold), slices: share(slices), failed: share(failed) };
    if (answer === undefined) return known;
    numbers.length = 0;
    const shape = shapeOf(answer);
    if (filled + shape.numbers > chunk.length) [chunk, filled] = [new Float64Array(Math.max(CHUNK_NUMBERS, shape.numbers)), 0];
    chunk.set(numbers, filled);
    filled += shape.numbers;
    return new Packed(known, shape, { chunk, at: filled - shape.numbers });
  };
}

type Known = Omit<Prediction, 'answer'>;
type Place = Readonly<{ chunk: Float64Array; at: number }>;

class Packed implements Prediction {
  readonly id: string;
  readonly group: string | undefined;
  readonly lang: string | undefined;
  readonly gold: Prediction['gold'];
  readonly slices: readonly string[];
  readonly #shape: Shape;
  readonly #chunk: Float64Array;
  readonly #at: number;

  constructor({ id, group, lang, gold, slices }: Known, shape: Shape, { chunk, at }: Place) {
    [this.id, this.group, this.lang, this.gold, this.slices] = [id, group, lang, gold, slices];
    [this.#shape, this.#chunk, this.#at] = [shape, chunk, at];
  }

  get answer(): Answer {
    return new Unpacking(this.#shape, this.#chunk, this.#at) as unknown as Answer;
  }
}

/** An answer whose fields are put together when they are read. */
class Unpacking {
  readonly #shape: Shape;
  readonly #chunk: Float64Array;
  readonly #at: number;

  constructor(shape: Shape, chunk: Float64Array, at: number) {
    [this.#shape, this.#chunk, this.#at] = [shape, chunk, at];
  }

  static {
    FIELDS.forEach((field, place) => {
      Object.defineProperty(this.prototype, field, {
        enumerable: true,
        get(this: Unpacking): unknown {
          const part = this.#shape.parts[place];
          return part === undefined ? undefined : build(part, this.#chunk, this.#at + (this.#shape.starts[place] as number));
        },
      });
    });
  }
}

/** A key that values share when they are equal but for their numbers, which are appended to `numbers`. */
function spell(value: unknown, numbers: number[]): string {
  if (typeof value === 'number') {
    numbers.push(value);
    return '#';
  }
  // Lengths stand before names and words: whatever they hold, no two values are spelt alike.
  if (typeof value === 'string') return `'${value.length}:${value}`;
  if (typeof value !== 'object' || value === null) return String(value);
  let spelled = Array.isArray(value) ? '[' : '{';
  for (const key in value) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (inner !== undefined) spelled += `${key.length}:${key}${spell(inner, numbers)}`;
  }
  return `${spelled}}`;
}

function makePart(value: unknown): Omit<Part, 'id'> {
  if (typeof value === 'number') return { numbers: 1 };
  if (typeof value !== 'object' || value === null) return { numbers: 0, value };
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const parts = entries.map(([, inner]) => ({ ...makePart(inner), id: -1 }));
  const numbers = parts.reduce((sum, part) => sum + part.numbers, 0);
  if (numbers === 0) return { numbers, value };
  return Array.isArray(value) ? { numbers, parts } : { numbers, parts, keys: entries.map(([key]) => key) };
}

function makeShape(parts: Shape['parts']): Shape {
  let numbers = 0;
  const starts = parts.map((part) => {
    numbers += part?.numbers ?? 0;
    return numbers - (part?.numbers ?? 0);
  });
  return { parts, starts, numbers };
}

function build({ numbers, value, keys, parts }: Part, chunk: Float64Array, at: number): unknown {
  if (numbers === 0) return value;
  if (parts === undefined) return chunk[at];
  let next = at;
  const inner = (part: Part): unknown => {
    next += part.numbers;
    return build(part, chunk, next - part.numbers);
  };
  if (keys === undefined) return parts.map(inner);
  const built: Record<string, unknown> = {};
  for (let place = 0; place < keys.length; place += 1) built[keys[place] as string] = inner(parts[place] as Part);
  return built;
}
