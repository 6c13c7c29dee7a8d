/** A word of the vocabulary and how many letters lie between it and the one asked for. */
export type Near = Readonly<{ word: string; distance: number }>;

/** Words of a vocabulary that at most `slips` letters put in, left out or changed turn into `word`, itself excepted. */
export type NearWords = (word: string, slips: number) => readonly Near[];

/**
 * Prepares a vocabulary for such questions. Most words are told apart by their letters alone, which costs a few instructions
 * each; only the rest is compared letter by letter.
 */
export function nearWordsIn(vocabulary: ReadonlySet<string>): NearWords {
  const words = [...vocabulary].sort((a, b) => a.length - b.length);
  const letters = Int32Array.from(words, lettersOf);
  const firsts = Array.from({ length: (words.at(-1)?.length ?? -1) + 1 }, (_, length) => words.findIndex((word) => word.length >= length));
  const begins = (length: number): number => firsts[Math.max(0, length)] ?? words.length;
  return (word, slips) => {
    const own = lettersOf(word);
    const end = begins(word.length + slips + 1);
    const near: Near[] = [];
    for (let index = begins(word.length - slips); index < end; index += 1) {
      const theirs = letters[index] ?? 0;
      // A slip takes at most one letter away and brings at most one in.
      if (bitsIn(own & ~theirs) > slips || bitsIn(theirs & ~own) > slips) continue;
      const other = words[index] ?? '';
      const distance = distanceWithin(slips, word, other);
      if (distance > 0 && distance <= slips) near.push({ word: other, distance });
    }
    return near;
  };
}

/** The letters that occur, a bit each; signs and other scripts share six bits. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let index = 0; index < word.length; index += 1) {
    const unit = word.charCodeAt(index);
    letters |= 1 << (unit >= 97 && unit <= 122 ? unit - 97 : 26 + (unit % 6));
  }
  return letters;
}

function bitsIn(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Levenshtein's distance, or anything above `most` when it is above. */
function distanceWithin(most: number, a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let line = 1; line <= a.length; line += 1) {
    let diagonal = line - 1;
    let left = line;
    let least = line;
    row[0] = line;
    for (let column = 1; column <= b.length; column += 1) {
      const above = row[column] ?? 0;
      left = Math.min(left + 1, above + 1, diagonal + (a.charCodeAt(line - 1) === b.charCodeAt(column - 1) ? 0 : 1));
      diagonal = above;
      row[column] = left;
      if (left < least) least = left;
    }
    if (least > most) return least;
  }
  return row[b.length] ?? 0;
}
