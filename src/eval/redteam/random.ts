import { seededRandom } from '../train/random.ts';

export type Random = () => number;

/** Numbers in [0, 1) that depend on the seed and on these names alone: what is done to one row does not depend on the rows before it. */
export function randomFor(seed: number, ...names: readonly string[]): Random {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const name of names) {
    for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0;
    hash = Math.imul(hash ^ 0x1f, 0x01000193) >>> 0;
  }
  return seededRandom(hash);
}

/** A whole number from 0 up to `below`. */
export const wholeBelow = (below: number, random: Random): number => Math.floor(random() * below);

/** One of the values. @throws RangeError without any */
export function oneOf<Value>(values: readonly Value[], random: Random): Value {
  const value = values[wholeBelow(values.length, random)];
  if (value === undefined) throw new RangeError('nothing to draw from');
  return value;
}

/** So many digits. */
export const digits = (count: number, random: Random): string => Array.from({ length: count }, () => String(wholeBelow(10, random))).join('');
