import type { Obfuscation, Token } from '../domain/message.ts';
import { CONFUSABLES, LEET } from './confusables.ts';
import type { Folded } from './fold.ts';
import { scan } from './scan.ts';

export type Tokenized = Readonly<{ tokens: readonly Token[]; marks: readonly Obfuscation[] }>;

/** Cuts folded text into tokens whose offsets lead to the original, undoing leetspeak, spacing, look-alikes and stretching. */
export function tokenize(folded: Folded): Tokenized {
  const raw = scan(folded);
  const marks: Obfuscation[] = [...folded.marks];
  const foreign = OTHER_ALPHABET.test(folded.text) && raw.some(isForeignWord);
  const tokens = joinSpaced(raw, marks);
  tokens.forEach((token, index) => {
    if (token.kind === 'word' && !isPlain(token.text)) tokens[index] = undisguise(token, foreign, marks);
  });
  return { tokens, marks };
}

/** `s a l o p e`, `f.d.p`, `c-o-n`: single letters with one separator become one word. */
function joinSpaced(tokens: readonly Token[], marks: Obfuscation[]): Token[] {
  const joined: Token[] = [];
  let index = 0;
  while (index < tokens.length) {
    const token = tokens[index];
    const mayJoin = isLetter(tokens, index) && (isLetter(tokens, index + 1) || isLetter(tokens, index + 2));
    if (token !== undefined && !mayJoin) {
      joined.push(token);
      index += 1;
      continue;
    }
    const run = spacedRun(tokens, index);
    if (run.joins) {
      const span = { start: tokens[index]?.start ?? 0, end: tokens[run.last]?.end ?? 0 };
      if (run.isTrick) marks.push({ kind: 'spacing', span });
      joined.push({ text: run.letters, kind: 'word', ...span });
    } else {
      joined.push(...tokens.slice(index, run.last + 1));
    }
    index = run.last + 1;
  }
  return joined;
}

type Run = Readonly<{ last: number; letters: string; joins: boolean; isTrick: boolean }>;

const GAP_MAX = 2;
/** A run is cut here, so that a refused one costs no second look. */
const RUN_MAX = 100;

/** The single letters from one on, all with the same separator and the same gaps; never less than that letter itself. */
function spacedRun(tokens: readonly Token[], from: number): Run {
  const separator = /^[.\-_*~,/+=|]$/.test(tokens[from + 1]?.text ?? '') ? tokens[from + 1]?.text : undefined;
  const step = separator === undefined ? 1 : 2;
  const gap = gapBefore(tokens, from + 1);
  let letters = tokens[from]?.text ?? '';
  let last = from;
  while (letters.length < RUN_MAX && gap <= GAP_MAX && isLetter(tokens, last + step)) {
    const evenly = step === 1
      ? gap > 0 && gapBefore(tokens, last + 1) <= gap
      : tokens[last + 1]?.text === separator && gapBefore(tokens, last + 1) === gap && gapBefore(tokens, last + 2) === gap;
    if (!evenly) break;
    last += step;
    letters += tokens[last]?.text ?? '';
  }
  const goesOn = step === 2 && tokens[last + 1]?.text === separator && gapBefore(tokens, last + 1) === 0 && gapBefore(tokens, last + 2) === 0;
  const isPhrase = goesOn && tokens[last + 2]?.kind === 'word';
  const isAbbreviation = separator === '.' && tokens[last + 1]?.text === '.';
  return { last, letters, joins: last > from && !isPhrase && looksSpelt(letters, separator, gap), isTrick: letters.length > 3 && !isAbbreviation };
}

const gapBefore = (tokens: readonly Token[], index: number): number => (tokens[index]?.start ?? Infinity) - (tokens[index - 1]?.end ?? 0);

/** No list of options ("a b c d"), of sizes ("S, M, L"), of figures ("il y a 4 a 5 h"): a word, one letter at a time. */
function looksSpelt(letters: string, separator: string | undefined, gap: number): boolean {
  if (letters.length < (gap === 0 && separator !== undefined && '.-_*~'.includes(separator) ? 3 : 4)) return false;
  if (/^[smlx]+$/.test(letters) || (separator === ',' && gap > 0)) return false;
  if (letters.replace(/[^0-9]/g, '').length * 4 >= letters.length) return false;
  for (let index = 1; index < letters.length; index += 1) {
    if (letters.charCodeAt(index) !== letters.charCodeAt(index - 1) + 1) return true;
  }
  return false;
}

/** A letter that stands alone: one before or after an apostrophe is half of "c'est". */
function isLetter(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined || token.text.length !== 1 || !/[a-z0-9@$\u0370-\u058f]/.test(token.text) || (token.kind !== 'word' && !LEET.has(token.text))) return false;
  const elided = (tokens[index + 1]?.text === "'" && gapBefore(tokens, index + 1) === 0) || (tokens[index - 1]?.text === "'" && gapBefore(tokens, index) === 0);
  return !elided;
}

const OTHER_ALPHABET = /[\u0370-\u058f]/;

/** A word of Greek, Cyrillic or Armenian that no Latin letters could spell: the text is in that language. */
const isForeignWord = ({ kind, text }: Token): boolean =>
  kind === 'word' && OTHER_ALPHABET.test(text) && !/[a-z]/.test(text) && [...text].some((letter) => OTHER_ALPHABET.test(letter) && !CONFUSABLES.has(letter));

/** Latin letters alone, none of them three times running: there is nothing to undo. */
function isPlain(word: string): boolean {
  let before = 0;
  let run = 0;
  for (let index = 0; index < word.length; index += 1) {
    const unit = word.charCodeAt(index);
    if (unit < 97 || unit > 122) return false;
    run = unit === before ? run + 1 : 1;
    if (run === 3) return false;
    before = unit;
  }
  return true;
}

function undisguise(token: Token, foreign: boolean, marks: Obfuscation[]): Token {
  let text = token.text;
  const span = { start: token.start, end: token.end };
  if (OTHER_ALPHABET.test(text) && (/[a-z]/.test(text) || (!foreign && [...text].every((letter) => CONFUSABLES.has(letter))))) {
    const latin = replaceAll(text, CONFUSABLES);
    if (/^[a-z0-9*@$!|€£_]+$/.test(latin)) {
      text = latin;
      marks.push({ kind: 'homoglyph', span });
    }
  }
  if (/^[a-z0-9](?:[*_][a-z0-9]){2,40}$/.test(text)) {
    text = text.replace(/[*_]/g, '');
    marks.push({ kind: 'spacing', span });
  }
  if (isLeet(text)) {
    text = replaceAll(text, LEET);
    marks.push({ kind: 'leet', span });
  }
  const calm = text.replace(/([a-z])\1{2,}/g, (_run, letter: string) => ('aeiouy'.includes(letter) ? letter : letter + letter));
  if (calm.length < text.length - 2) marks.push({ kind: 'repetition', span });
  return calm === token.text ? token : { ...token, text: calm };
}

/** A digit or sign between letters, few of them, no unit or model number ("b2b", "h24" and "covid19" stay). */
function isLeet(word: string): boolean {
  if (word.length < 4 || !/[0-9@$!|€£]/.test(word)) return false;
  const signs = word.replace(/[a-z*_]/g, '').length;
  if (/[0-9]{2}/.test(word) || /^[0-9]/.test(word)) return /^[$@][a-z]{3,}$/.test(word);
  // "s4l0p3": every digit a vowel, so no reference number.
  if (/[0-9]$/.test(word)) return signs >= 2 && /^[a-z0134]+$/.test(word);
  return signs * 2 < word.length && /[a-z]/.test(word);
}

const replaceAll = (text: string, by: ReadonlyMap<string, string>): string => {
  let out = '';
  for (const character of text) out += by.get(character) ?? character;
  return out;
};
