import type { Token } from '../domain/message.ts';

/** Every word that some list of ours holds, numbered from 0 on as the lists are made: a message's words are looked up once, whoever asks. */
const numbers = new Map<string, number>();
/** The number of a word that no list holds. */
export const UNLISTED = -1;

/** log2 of the bits that say what may be listed: half a kilobyte a thousand words. */
const GLANCE_BITS = 15;
const BITS_A_UNIT = 32;
const glance = new Int32Array((1 << GLANCE_BITS) / BITS_A_UNIT);

/** First, middle and last unit and the length, spread over the bits; any primes would do. */
const glanceOf = (word: string): number =>
  (word.charCodeAt(0) + word.charCodeAt(word.length >> 1) * 37 + word.charCodeAt(word.length - 1) * 101 + word.length * 1_009) & ((1 << GLANCE_BITS) - 1);

/** False is certain. A glance spares most words that no list holds the look-up, which costs ten times as much. */
function mayBeListed(word: string): boolean {
  const bit = glanceOf(word);
  return (((glance[bit >>> 5] as number) >>> (bit & (BITS_A_UNIT - 1))) & 1) === 1;
}

/** The number of a word that a list holds, the same for every list. */
export function listWord(word: string): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  last = undefined;
  const bit = glanceOf(word);
  glance[bit >>> 5] = (glance[bit >>> 5] as number) | (1 << (bit & (BITS_A_UNIT - 1)));
  numbers.set(word, numbers.size);
  return numbers.size - 1;
}

let last: Readonly<{ tokens: readonly Token[]; found: readonly number[] }> | undefined;

/** The number of each token, `UNLISTED` for marks and for words in no list. Only the last message's are remembered. */
export function wordNumbers(tokens: readonly Token[]): readonly number[] {
  if (last?.tokens !== tokens) last = { tokens, found: tokens.map(numberOf) };
  return last.found;
}

const numberOf = (token: Token): number => (isWord(token) && mayBeListed(token.text) ? (numbers.get(token.text) ?? UNLISTED) : UNLISTED);
const isWord = ({ kind }: Token): boolean => kind === 'word' || kind === 'number' || kind === 'mention';
