import { randomFillSync } from 'node:crypto';
import type { NewId } from './domain/ports.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;
/** Random bytes are drawn in blocks: one system call serves many ids. */
const BLOCK = 4096;

/** Two digits for every ten bits, so that half as many pieces are put together. */
const PAIRS = Array.from({ length: 1024 }, (_, value) => `${ALPHABET.charAt(value >> 5)}${ALPHABET.charAt(value & 31)}`);

/** Prefixed ULIDs: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32. @see github.com/ulid/spec */
export function createNewId(nowMs: () => number): NewId {
  const block = new Uint16Array(BLOCK / 2);
  let used = block.length;
  let spelledMs = -1;
  let time = '';
  return (prefix) => {
    if (used + RANDOM_DIGITS / 2 > block.length) {
      randomFillSync(block);
      used = 0;
    }
    const ms = nowMs();
    if (ms !== spelledMs) {
      spelledMs = ms;
      time = timeDigits(ms);
    }
    let id = `${prefix}_${time}`;
    for (const end = used + RANDOM_DIGITS / 2; used < end; used += 1) id += PAIRS[(block[used] as number) & 1023] as string;
    return id;
  };
}

function timeDigits(ms: number): string {
  let digits = '';
  for (let rest = ms, digit = 0; digit < TIME_DIGITS; digit += 1, rest = Math.floor(rest / 32)) digits = `${ALPHABET.charAt(rest % 32)}${digits}`;
  return digits;
}
