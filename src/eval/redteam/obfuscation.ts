import { oneOf, type Random, wholeBelow } from './random.ts';
import { changeWords, replaceLetters, type WordChange } from './words.ts';

/** A way to disguise a text, or to write it carelessly, that a person still reads. The same draws give the same text. */
export type Transform = Readonly<{ name: string; apply(text: string, random: Random): string }>;

const overWords = (name: string, change: WordChange): Transform => ({ name, apply: (text, random) => changeWords(text, change, random) });

const tableOf = (pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> => new Map(pairs.map(([letter, others]) => [letter, [...others]]));

const LEET = tableOf([
  ['a', '4@'], ['à', '4@'], ['e', '3'], ['é', '3'], ['è', '3'], ['i', '1!'], ['o', '0'], ['ô', '0'], ['s', '5$'], ['t', '7'], ['l', '1'], ['b', '8'], ['g', '9'],
  ['A', '4@'], ['E', '3'], ['I', '1!'], ['O', '0'], ['S', '5$'], ['T', '7'],
]);
/** Cyrillic letters that look like Latin ones. */
const LOOKALIKES = tableOf([
  ['a', 'а'], ['c', 'с'], ['e', 'е'], ['h', 'һ'], ['i', 'і'], ['j', 'ј'], ['o', 'о'], ['p', 'р'], ['s', 'ѕ'], ['x', 'х'], ['y', 'у'],
  ['A', 'А'], ['B', 'В'], ['C', 'С'], ['E', 'Е'], ['H', 'Н'], ['K', 'К'], ['M', 'М'], ['O', 'О'], ['P', 'Р'], ['T', 'Т'], ['X', 'Х'],
]);
const INVISIBLE = ['\u200b', '\u200c', '\u2060'] as const;
const SOFT_HYPHEN = '\u00ad';
const FULL_WIDTH = 0xfee0;
const DIACRITICS = /[\u0300-\u036f]/g;
const VOWEL = /[aeiouyàâéèêëîïôûù]/i;

/** Every transform of the suite, in the order of its table. */
export const OBFUSCATIONS: readonly Transform[] = [
  { name: 'accents stripped', apply: (text) => text.normalize('NFD').replace(DIACRITICS, '').normalize('NFC') },
  overWords('leet', { lettersMin: 3, share: 0.7, change: (word, random) => replaceLetters(word, LEET, 0.5, random) }),
  overWords('zero-width', { lettersMin: 3, share: 0.8, change: (word, random) => inserted(word, oneOf(INVISIBLE, random), random) }),
  overWords('homoglyphs', { lettersMin: 2, share: 0.8, change: (word, random) => replaceLetters(word, LOOKALIKES, 0.5, random) }),
  overWords('spaced', { lettersMin: 4, share: 0.5, change: (word) => [...word].join(' ') }),
  overWords('dotted', { lettersMin: 4, share: 0.5, change: (word) => [...word].join('.') }),
  overWords('elongated', { lettersMin: 3, share: 0.5, change: elongated }),
  overWords('upper case', { lettersMin: 1, share: 1, change: (word) => word.toUpperCase() }),
  overWords('typo swaps', { lettersMin: 4, share: 0.5, change: swapped }),
  overWords('soft hyphen', { lettersMin: 4, share: 0.8, change: (word, random) => inserted(word, SOFT_HYPHEN, random) }),
  overWords('full-width', { lettersMin: 1, share: 1, change: (word) => word.replace(/[A-Za-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + FULL_WIDTH)) }),
];

/** Puts the mark between two letters of the word. */
function inserted(word: string, mark: string, random: Random): string {
  const letters = [...word];
  const place = 1 + wholeBelow(letters.length - 1, random);
  return [...letters.slice(0, place), mark, ...letters.slice(place)].join('');
}

/** One vowel, or the last letter where there is none, stands three to five times. */
function elongated(word: string, random: Random): string {
  const letters = [...word];
  const vowels = letters.flatMap((letter, at) => (VOWEL.test(letter) ? [at] : []));
  const place = vowels.length === 0 ? letters.length - 1 : oneOf(vowels, random);
  const times = 3 + wholeBelow(3, random);
  return letters.map((letter, at) => (at === place ? letter.repeat(times) : letter)).join('');
}

/** Two neighbouring, different letters change places; the first stays, by which people recognise the word. */
export function swapped(word: string, random: Random): string {
  const letters = [...word];
  const places = letters.flatMap((letter, at) => (at > 0 && at + 1 < letters.length && letter !== letters[at + 1] ? [at] : []));
  if (places.length === 0) return word;
  const place = oneOf(places, random);
  return [...letters.slice(0, place), letters[place + 1], letters[place], ...letters.slice(place + 2)].join('');
}
