/** log2 of a filter's bits: one kilobyte, so that many filters stay in the cache beside each other. */
const FILTER_BITS = 13;
const BITS_A_UNIT = 32;

/**
 * A look at four things of a word before it is looked up: false is certain, true means that the words may hold it.
 * Most words of a message are in none of our lists, and a whole look-up of each costs several times as much.
 */
export function createWordFilter(words: Iterable<string>): (word: string) => boolean {
  const bits = new Int32Array((1 << FILTER_BITS) / BITS_A_UNIT);
  for (const word of words) {
    const key = keyOf(word);
    bits[key >>> 5] = (bits[key >>> 5] ?? 0) | (1 << (key & 31));
  }
  return (word) => {
    const key = keyOf(word);
    return (((bits[key >>> 5] ?? 0) >>> (key & 31)) & 1) === 1;
  };
}

/** First, middle and last unit and the length, spread over the filter; any primes would do. */
const keyOf = (word: string): number => {
  const { length } = word;
  return (word.charCodeAt(0) + word.charCodeAt(length >> 1) * 37 + word.charCodeAt(length - 1) * 101 + length * 1_009) & ((1 << FILTER_BITS) - 1);
};
