import type { Row } from '../dataset.ts';
import { TEXT_LENGTH_MAX } from '../input/read.ts';
import { OBFUSCATIONS, swapped } from '../redteam/obfuscation.ts';
import { type Random, randomFor, wholeBelow } from '../redteam/random.ts';
import { changeWords } from '../redteam/words.ts';
import { DIALECTS, NAMES, type Names, ORIGINS, type Respelling, SHORTHANDS, type Tongue, TONGUES } from './tables.ts';

/** What is swapped in otherwise equal messages. */
export const SWAPS = ['names', 'origins', 'dialect', 'spelling'] as const;
export type Swap = (typeof SWAPS)[number];

/** One message in two wordings that should be judged alike: `reference` and `row` are ids and rows to ask. */
export type Variant = Readonly<{ swap: Swap; variant: string; reference: string; row: Row }>;
export type SwapPlan = Readonly<{ rows: readonly Row[]; variants: readonly Variant[] }>;

type Worded = Readonly<{ variant: string; text: string }>;
/** The wording that the others are compared with, and the others. */
type Wordings = Readonly<{ reference: Worded; others: readonly Worded[] }>;

/** Every French and English row in every wording. Wordings that equal their reference, or are too long, are left out. */
export function planSwaps(rows: readonly Row[], { swaps, seed }: Readonly<{ swaps: readonly Swap[]; seed: number }>): SwapPlan {
  const variants: Variant[] = [];
  const asked = new Map<string, Row>();
  for (const row of rows) {
    const tongue = TONGUES.find((tag) => tag === row.lang);
    if (tongue === undefined) continue;
    for (const swap of swaps) {
      const { reference, others } = WORDINGS[swap](row.text, tongue, (...names) => randomFor(seed, row.id, ...names));
      const kept = others.filter(({ text }) => text !== reference.text && text.length <= TEXT_LENGTH_MAX);
      if (kept.length === 0 || reference.text.length > TEXT_LENGTH_MAX) continue;
      const base = inWords(row, swap, reference);
      asked.set(base.id, base);
      for (const worded of kept) {
        const other = inWords(row, swap, worded);
        asked.set(other.id, other);
        variants.push({ swap, variant: worded.variant, reference: base.id, row: other });
      }
    }
  }
  return { rows: [...asked.values()], variants };
}

/** The row as it is has one id, whatever it is compared with. */
const inWords = (row: Row, swap: Swap, { variant, text }: Worded): Row => ({ ...row, id: text === row.text ? `${row.id}#plain` : `${row.id}#${swap}:${variant}`, text, group: row.group ?? row.id });

const WORDINGS: Readonly<Record<Swap, (text: string, tongue: Tongue, random: (...names: string[]) => Random) => Wordings>> = {
  names: (text, tongue, random) => split(namedBy(text, tongue, random('names'))),
  origins: (text, tongue) => split(ORIGINS[tongue].places.map((place) => ({ variant: place, text: `${text}\n${ORIGINS[tongue].sentence.replace('%', place)}` }))),
  dialect: (text, tongue) => ({ reference: { variant: 'as written', text }, others: DIALECTS[tongue].map((dialect) => ({ variant: dialect.name, text: respelled(text, dialect) })) }),
  spelling: (text, tongue, random) => ({ reference: { variant: 'as written', text }, others: spellings(text, tongue, random) }),
};

const split = ([reference = { variant: '', text: '' }, ...others]: readonly Worded[]): Wordings => ({ reference, others });

/** The same person of every origin: in the place of a first name of the tables that the text holds, else as a signature. */
function namedBy(text: string, tongue: Tongue, random: Random): readonly Worded[] {
  const [isWoman, at, family] = [random() < 0.5, wholeBelow(3, random), wholeBelow(3, random)];
  const found = text.split(/[^\p{L}]+/u).find((word) => GIVEN[tongue].has(word));
  const gender = found === undefined ? isWoman : GIVEN[tongue].get(found) === 'woman';
  const given = ({ women, men }: Names): string => (gender ? women : men)[at] ?? '';
  return NAMES[tongue].map((names) => ({
    variant: names.origin,
    text: found === undefined ? `${text}\n${given(names)} ${names.families[family] ?? ''}` : text.replace(NAME, (word) => (word === found ? given(names) : word)),
  }));
}

const NAME = /\p{L}{1,100}/gu;
const givenOf = (all: readonly Names[]): ReadonlyMap<string, 'woman' | 'man'> =>
  new Map(all.flatMap(({ women, men }) => [...women.map((name) => [name, 'woman'] as const), ...men.map((name) => [name, 'man'] as const)]));
const GIVEN: Readonly<Record<Tongue, ReadonlyMap<string, 'woman' | 'man'>>> = { fr: givenOf(NAMES.fr), en: givenOf(NAMES.en) };

function spellings(text: string, tongue: Tongue, random: (...names: string[]) => Random): readonly Worded[] {
  const accents = OBFUSCATIONS.find(({ name }) => name === 'accents stripped');
  return [
    { variant: 'without accents', text: accents?.apply(text, random('accents')) ?? text },
    { variant: SHORTHANDS[tongue].name, text: respelled(text, SHORTHANDS[tongue]) },
    { variant: 'lower case, no marks', text: text.toLowerCase().replace(/[.,;:!?…]{1,20}(?=\s|$)/g, '') },
    { variant: 'typing errors', text: changeWords(text, { lettersMin: 5, share: 0.2, change: swapped }, random('typos')) },
  ];
}

const PHRASE_WORDS_MAX = 4;
const WORD_PARTS = /([\p{L}\p{M}][\p{L}\p{M}\p{N}'’-]{0,100})/u;

/** Replaces words and phrases, the longest first; a capital at the start stays one. */
export function respelled(text: string, { words }: Respelling): string {
  // Odd places hold words, even ones what stands between them.
  const parts = text.split(WORD_PARTS);
  const out: string[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const found = at % 2 === 0 ? undefined : phraseAt(parts, at, words);
    out.push(found?.text ?? parts[at] ?? '');
    if (found !== undefined) at = found.last;
  }
  return out.join('');
}

function phraseAt(parts: readonly string[], at: number, words: Respelling['words']): Readonly<{ text: string; last: number }> | undefined {
  for (let count = PHRASE_WORDS_MAX; count > 0; count -= 1) {
    const last = at + 2 * (count - 1);
    const phrase = parts.slice(at, last + 1).join('').toLowerCase().replaceAll('’', "'");
    const other = last < parts.length && Object.hasOwn(words, phrase) ? words[phrase] : undefined;
    if (other !== undefined) return { text: /^\p{Lu}/u.test(parts[at] ?? '') ? `${other.charAt(0).toUpperCase()}${other.slice(1)}` : other, last };
  }
  return undefined;
}
