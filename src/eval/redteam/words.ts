import type { Random } from './random.ts';

const WORD = /\p{L}[\p{L}\p{M}]{0,200}/gu;
/** Addresses, handles and host names: who disguises words still wants the link to work. */
const ADDRESS = /:\/\/|@|^www\.|[\p{L}\p{N}]\.[\p{L}\p{N}]/u;

export type WordChange = Readonly<{
  /** Letters from which on a word is changed. */
  lettersMin: number;
  /** Chance of each such word; at least one of a text is always changed. */
  share: number;
  change(word: string, random: Random): string;
}>;

/** Changes words and leaves everything between them, and whole addresses, as they are. */
export function changeWords(text: string, { lettersMin, share, change }: WordChange, random: Random): string {
  const parts = text.normalize('NFC').split(/(\s+)/);
  const fits = (word: string): boolean => [...word].length >= lettersMin;
  const total = parts.reduce((sum, part) => sum + (ADDRESS.test(part) ? 0 : [...part.matchAll(WORD)].filter(([word]) => fits(word)).length), 0);
  const chosen = Array.from({ length: total }, () => random() < share);
  if (total > 0 && !chosen.includes(true)) chosen[Math.floor(random() * total)] = true;
  let at = 0;
  return parts.map((part) => (ADDRESS.test(part) ? part : part.replace(WORD, (word) => {
    if (!fits(word)) return word;
    at += 1;
    return chosen[at - 1] === true ? change(word, random) : word;
  }))).join('');
}

/** Letters with a place in the table are replaced with the chance given, at least one where there is any. */
export function replaceLetters(word: string, table: ReadonlyMap<string, readonly string[]>, share: number, random: Random): string {
  const letters = [...word];
  const places = letters.flatMap((letter, at) => (table.has(letter) ? [at] : []));
  const chosen = new Set(places.filter(() => random() < share));
  const [first] = places;
  if (chosen.size === 0 && first !== undefined) chosen.add(places[Math.floor(random() * places.length)] ?? first);
  return letters.map((letter, at) => {
    const others = chosen.has(at) ? table.get(letter) : undefined;
    return others === undefined ? letter : (others[Math.floor(random() * others.length)] ?? letter);
  }).join('');
}
