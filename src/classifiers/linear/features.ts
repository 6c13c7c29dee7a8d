import type { PreparedText, Token, TokenWindow } from '../../domain/message.ts';

/** log2 of the hash space. Every model's bucket count is a power of two not above it; smaller models mask. */
export const HASH_BITS = 18;
const MASK = (1 << HASH_BITS) - 1;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const SEED = { word: 0x11, pair: 0x22, skip: 0x33, gram: 0x44, customer: 0x55, agent: 0x66 } as const;
const GRAM_MIN = 3;
const GRAM_MAX = 5;
/** A word longer than this gives n-grams of its head only: a 10,000-letter "word" must not dominate. */
const WORD_LENGTH_MAX = 24;
const BOUNDARY = 0x20;

/** Placeholders: that there was a number or link matters, which one does not. */
const STAND_IN: Readonly<Partial<Record<Token['kind'], string>>> = { email: '<email>', mention: '<mention>' };

/**
 * Bucket indices in [0, 2^HASH_BITS) of one window's words, word pairs and character 3- to 5-grams; repeats count.
 * The same function serves training, evaluation and requests.
 *
 * @see Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning".
 */
export function hashNgrams(tokens: readonly Token[], window: TokenWindow): Uint32Array {
  const buckets: number[] = [];
  let previous = 0;
  let beforePrevious = 0;
  for (let index = window.from; index < window.to; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    const word = featureText(token);
    const hash = hashWord(word, SEED.word);
    buckets.push(finish(hash));
    if (previous !== 0) buckets.push(finish(Math.imul(previous ^ SEED.pair, FNV_PRIME) ^ hash));
    if (beforePrevious !== 0) buckets.push(finish(Math.imul(beforePrevious ^ SEED.skip, FNV_PRIME) ^ hash));
    if (token.kind === 'word' || token.kind === 'url') pushGrams(word, buckets);
    beforePrevious = previous;
    previous = hash;
  }
  return Uint32Array.from(buckets);
}

/** Words of the last two earlier turns, kept apart from the message's own and from each other by role. */
export function hashContext({ context }: PreparedText): Uint32Array {
  const buckets: number[] = [];
  for (const turn of context.slice(-2)) {
    const seed = turn.role === 'customer' ? SEED.customer : SEED.agent;
    for (const token of turn.tokens.slice(0, 60)) {
      if (token.kind === 'word') buckets.push(finish(hashWord(token.text, seed)));
    }
  }
  return Uint32Array.from(buckets);
}

function featureText({ kind, text }: Token): string {
  if (kind === 'number') return text.length <= 2 ? '<n2>' : text.length <= 4 ? '<n4>' : '<n9>';
  if (kind === 'url') return text.replace(/^(?:https?|hxxps?):\/\//, '').slice(0, WORD_LENGTH_MAX);
  return STAND_IN[kind] ?? text;
}

function hashWord(word: string, seed: number): number {
  let hash = FNV_OFFSET ^ seed;
  const length = Math.min(word.length, WORD_LENGTH_MAX);
  for (let index = 0; index < length; index += 1) hash = Math.imul(hash ^ word.charCodeAt(index), FNV_PRIME);
  return hash === 0 ? 1 : hash;
}

/** Character n-grams of ` word `, grown one letter at a time so that each start costs one pass. */
function pushGrams(word: string, buckets: number[]): void {
  const length = Math.min(word.length, WORD_LENGTH_MAX) + 2;
  for (let start = 0; start + GRAM_MIN <= length; start += 1) {
    let hash = FNV_OFFSET ^ SEED.gram;
    const stop = Math.min(length, start + GRAM_MAX);
    for (let index = start; index < stop; index += 1) {
      const unit = index === 0 || index === length - 1 ? BOUNDARY : word.charCodeAt(index - 1);
      hash = Math.imul(hash ^ unit, FNV_PRIME);
      if (index - start + 1 >= GRAM_MIN) buckets.push(finish(hash));
    }
  }
}

/** FNV's low bits are weak; one xor-shift-multiply spreads them before masking. */
function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 15);
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & MASK;
}

const windowCache = new WeakMap<PreparedText, readonly Uint32Array[]>();
const contextCache = new WeakMap<PreparedText, Uint32Array>();

/** One bucket list a window, computed once a text however many classifiers ask. */
export function windowBuckets(text: PreparedText): readonly Uint32Array[] {
  let found = windowCache.get(text);
  if (found === undefined) {
    found = text.windows.map((window) => hashNgrams(text.tokens, window));
    windowCache.set(text, found);
  }
  return found;
}

export function contextBuckets(text: PreparedText): Uint32Array {
  let found = contextCache.get(text);
  if (found === undefined) {
    found = hashContext(text);
    contextCache.set(text, found);
  }
  return found;
}
