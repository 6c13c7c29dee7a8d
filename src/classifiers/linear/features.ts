import type { PreparedText, Token, TokenWindow } from '../../domain/message.ts';
import { oncePerText } from './once-per-text.ts';

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
export function hashNgrams(tokens: readonly Token[], window: TokenWindow): readonly number[] {
  // oxlint-disable-next-line unicorn/no-new-array -- its length is known: grown a number at a time it would be copied a dozen times
  const buckets = new Array<number>(countBuckets(tokens, window));
  const stop = Math.min(window.to, tokens.length);
  let at = 0;
  let previous = 0;
  let beforePrevious = 0;
  for (let index = window.from; index < stop; index += 1) {
    const token = tokens[index] as Token;
    const word = featureText(token);
    const hash = hashWord(word, SEED.word);
    buckets[at++] = finish(hash);
    if (previous !== 0) buckets[at++] = finish(Math.imul(previous ^ SEED.pair, FNV_PRIME) ^ hash);
    if (beforePrevious !== 0) buckets[at++] = finish(Math.imul(beforePrevious ^ SEED.skip, FNV_PRIME) ^ hash);
    if (hasGrams(token)) at = putGrams(word, buckets, at);
    beforePrevious = previous;
    previous = hash;
  }
  return buckets;
}

/** How many there will be: each word, its pairs with the two before it, its n-grams. */
function countBuckets(tokens: readonly Token[], { from, to }: TokenWindow): number {
  const stop = Math.min(to, tokens.length);
  let count = 0;
  for (let index = from; index < stop; index += 1) {
    const token = tokens[index] as Token;
    count += Math.min(index - from + 1, 3) + (hasGrams(token) ? countGrams(featureText(token)) : 0);
  }
  return count;
}

/** Words of the last two earlier turns, kept apart from the message's own and from each other by role. */
export function hashContext({ context }: PreparedText): readonly number[] {
  const buckets: number[] = [];
  for (const turn of context.slice(-2)) {
    const seed = turn.role === 'customer' ? SEED.customer : SEED.agent;
    for (const token of turn.tokens.slice(0, 60)) {
      if (token.kind === 'word') buckets.push(finish(hashWord(token.text, seed)));
    }
  }
  return buckets;
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

const hasGrams = ({ kind }: Token): boolean => kind === 'word' || kind === 'url';

/** Letters of ` word `, blanks included, that n-grams are cut from. */
const spanOf = (word: string): number => Math.min(word.length, WORD_LENGTH_MAX) + 2;

function countGrams(word: string): number {
  let count = 0;
  for (let size = GRAM_MIN; size <= GRAM_MAX; size += 1) count += Math.max(0, spanOf(word) - size + 1);
  return count;
}

/** Character n-grams of ` word `, grown one letter at a time so that each start costs one pass. Returns where the next bucket goes. */
function putGrams(word: string, buckets: number[], from: number): number {
  const length = spanOf(word);
  let at = from;
  for (let start = 0; start + GRAM_MIN <= length; start += 1) {
    let hash = FNV_OFFSET ^ SEED.gram;
    const stop = Math.min(length, start + GRAM_MAX);
    for (let index = start; index < stop; index += 1) {
      const unit = index === 0 || index === length - 1 ? BOUNDARY : word.charCodeAt(index - 1);
      hash = Math.imul(hash ^ unit, FNV_PRIME);
      if (index - start + 1 >= GRAM_MIN) buckets[at++] = finish(hash);
    }
  }
  return at;
}

/** FNV's low bits are weak; one xor-shift-multiply spreads them before masking. */
function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 15);
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & MASK;
}

/** One bucket list a window, computed once a text however many classifiers ask. */
export const windowBuckets = oncePerText((text): readonly (readonly number[])[] => text.windows.map((window) => hashNgrams(text.tokens, window)));

export const contextBuckets = oncePerText(hashContext);
