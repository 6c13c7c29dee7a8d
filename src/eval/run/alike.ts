/**
 * Where a value leads that is spelt token by token: equal values end on the same step, others on others. Numbers are not told apart.
 * Most steps have one way on, which is kept without a table.
 */
export type Step<Kept> = { token: unknown; next: Step<Kept> | undefined; others: Map<unknown, Step<Kept>> | undefined; kept: Kept | undefined };

const [NONE, NUMBER, LIST, OBJECT, END] = ['none', 'number', 'list', 'object', 'end'].map((name) => Symbol(name)) as [symbol, symbol, symbol, symbol, symbol];

export const newStep = <Kept>(): Step<Kept> => ({ token: NONE, next: undefined, others: undefined, kept: undefined });

/** The step that a token leads to. */
export function step<Kept>(from: Step<Kept>, token: unknown): Step<Kept> {
  if (from.next !== undefined && from.token === token) return from.next;
  if (from.next === undefined) {
    from.token = token;
    return (from.next = newStep());
  }
  from.others ??= new Map();
  const known = from.others.get(token);
  if (known !== undefined) return known;
  const made = newStep<Kept>();
  from.others.set(token, made);
  return made;
}

/** The step that a JSON value leads to; its numbers are appended to `numbers`, in the order in which they stand. */
export function walk<Kept>(value: unknown, from: Step<Kept>, numbers: number[]): Step<Kept> {
  if (typeof value === 'number') {
    numbers.push(value);
    return step(from, NUMBER);
  }
  if (typeof value !== 'object' || value === null) return step(from, value);
  if (Array.isArray(value)) {
    let at = step(from, LIST);
    for (const inner of value) at = walk(inner, at, numbers);
    return step(at, END);
  }
  let at = step(from, OBJECT);
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) at = walk(inner, step(at, key), numbers);
  return step(at, END);
}
