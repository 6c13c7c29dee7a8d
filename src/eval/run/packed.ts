import { newStep, type Step, step, walk } from './alike.ts';
import { type Answer, AnswerSchema, type Prediction } from './prediction.ts';

/** What a value is but for its numbers. A value without numbers is kept as `value`; a list has no `keys`. */
type Part = Readonly<{ numbers: number; value?: unknown; keys?: readonly string[]; parts?: readonly Part[] }>;
/** The parts of an answer by field, and where the numbers of each begin. */
type Shape = Readonly<{ parts: readonly (Part | undefined)[]; starts: readonly number[]; numbers: number }>;

const FIELDS = Object.keys(AnswerSchema.shape) as readonly (keyof Answer)[];
/** Numbers are kept in arrays of this many. */
const CHUNK_NUMBERS = 1 << 20;

/**
 * Keeps predictions small, so that a million fit into half a gigabyte: what rows have alike is kept once, numbers stand in arrays, and an answer
 * is put together again, field by field, as it is looked at. What comes back says the same as what was given.
 */
export function createPacker(): (prediction: Prediction) => Prediction {
  const [fields, shapes, constants] = [FIELDS.map(() => newStep<Part>()), newStep<Shape>(), newStep<unknown>()];
  const numbers: number[] = [];
  let [chunk, filled] = [new Float64Array(0), 0];
  const share = <Value>(value: Value): Value => {
    const end = walk(value, constants, []);
    return (end.kept ??= value) as Value;
  };
  const shapeOf = (answer: Answer): Shape => {
    const parts = FIELDS.map((field, place) => (answer[field] === undefined ? undefined : partOf(answer[field], fields[place] as Step<Part>, numbers)));
    const end = parts.reduce(step<Shape>, shapes);
    return (end.kept ??= makeShape(parts));
  };
  return ({ id, group, lang, gold, slices, failed, answer }) => {
    const known = { id, group: share(group), lang: share(lang), gold: share(gold), slices: share(slices) };
    if (answer === undefined) return { ...known, failed: share(failed) };
    numbers.length = 0;
    const shape = shapeOf(answer);
    if (filled + shape.numbers > chunk.length) [chunk, filled] = [new Float64Array(Math.max(CHUNK_NUMBERS, shape.numbers)), 0];
    chunk.set(numbers, filled);
    filled += shape.numbers;
    return new Packed(known, shape, { chunk, at: filled - shape.numbers });
  };
}

type Known = Omit<Prediction, 'failed' | 'answer'>;
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
    this.id = id;
    this.group = group;
    this.lang = lang;
    this.gold = gold;
    this.slices = slices;
    this.#shape = shape;
    this.#chunk = chunk;
    this.#at = at;
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
    this.#shape = shape;
    this.#chunk = chunk;
    this.#at = at;
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

function partOf(value: unknown, from: Step<Part>, numbers: number[]): Part {
  const end = walk(value, from, numbers);
  return (end.kept ??= makePart(value));
}

function makePart(value: unknown): Part {
  if (typeof value === 'number') return { numbers: 1 };
  if (typeof value !== 'object' || value === null) return { numbers: 0, value };
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const parts = entries.map(([, inner]) => makePart(inner));
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
  const built: Record<string, unknown> | unknown[] = keys === undefined ? [] : {};
  let next = at;
  for (let place = 0; place < parts.length; place += 1) {
    const part = parts[place] as Part;
    (built as Record<string | number, unknown>)[keys?.[place] ?? place] = build(part, chunk, next);
    next += part.numbers;
  }
  return built;
}
