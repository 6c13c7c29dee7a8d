import { randomBytes } from 'node:crypto';
import type { NewId } from './domain/ports.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;
/** Random bytes are drawn in blocks: one system call serves many ids. */
const BLOCK = 4096;

/** Prefixed ULIDs: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32. @see github.com/ulid/spec */
export function createNewId(nowMs: () => number): NewId {
  let block = randomBytes(BLOCK);
  let used = 0;
  return (prefix) => {
    if (used + RANDOM_DIGITS > BLOCK) {
      block = randomBytes(BLOCK);
      used = 0;
    }
    let id = '';
    for (let rest = nowMs(), digit = 0; digit < TIME_DIGITS; digit += 1, rest = Math.floor(rest / 32)) id = `${ALPHABET.charAt(rest % 32)}${id}`;
    for (let digit = 0; digit < RANDOM_DIGITS; digit += 1) id += ALPHABET.charAt((block[used + digit] as number) & 31);
    used += RANDOM_DIGITS;
    return `${prefix}_${id}`;
  };
}
