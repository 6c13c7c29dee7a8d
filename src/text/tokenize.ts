import type { Obfuscation, Token } from '../domain/message.ts';
import { CONFUSABLES, LEET } from './confusables.ts';
import type { Folded } from './fold.ts';
import { LANGUAGES } from './languages/index.ts';

// Alternatives start with distinct characters or are tried in order, and none nests a quantifier: linear time.
const LETTER = 'a-z0-9\\u0370-\\u1fff\\u2c00-\\u2dff\\u3040-\\ud7ff\\uf900-\\ufaff\\ufb50-\\ufdff\\ufe70-\\ufefc\\uff66-\\uffdc';
const PATTERN = new RegExp(
  [
    '((?:https?:\\/\\/|hxxps?:\\/\\/|www\\.)[^\\s<>"]{1,2048})', // 1 url
    '([a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}\\.[a-z][a-z0-9.-]{1,62})', // 2 e-mail
    '([@#][a-z0-9_.]{2,40})', // 3 mention or hashtag
    '([0-9][0-9.,:/-]{0,30}(?![a-z0-9]))', // 4 number, price, date, phone
    `((?:[${LETTER}]|[$@](?=[a-z]))[${LETTER}*@$!|€£_]{0,80})`, // 5 word, perhaps disguised
    '([\\ud83c-\\ud83e][\\udc00-\\udfff]|[\\u2600-\\u27bf])', // 6 emoji
    '([\\ud800-\\udbff][\\udc00-\\udfff]|[^\\s])', // 7 anything else
  ].join('|'),
  'g',
);
const TOKENS_MAX = 20_000;
const BARE_DOMAIN = /^[a-z0-9-]{2,63}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:com|net|org|info|biz|fr|uk|io|co|be|ch|ca|de|es|it|nl|pt|eu|me|ly|gl|app|shop|online|site|top|xyz|club|link|click|live|store|vip|cc|ru|cn|tk|ml|ga|cf|gq|win|bid|icu|pro|tv|us)(?:\/[^\s]{0,512})?$/;

/** Endings that are words too: after a word that everybody uses, a missing blank is likelier than a domain ("merci.de rien"). */
const WORD_DOMAIN = /^([a-z]{2,20})\.(?:de|es|it|me|us|be|ca|co|eu|top|pro|live|win|shop|store|club|click|link|app|online|site|info|net)$/;
const COMMON = new Set(LANGUAGES.flatMap(({ functionWords, chatWords }) => [...functionWords, ...chatWords]));

export type Tokenized = Readonly<{ tokens: readonly Token[]; marks: readonly Obfuscation[] }>;

/** Cuts folded text into tokens whose offsets lead to the original, undoing leetspeak, spacing, look-alikes and stretching. */
export function tokenize(folded: Folded): Tokenized {
  const raw = scan(folded);
  const marks: Obfuscation[] = [...folded.marks];
  const foreign = raw.some(isForeignWord);
  const tokens = joinSpaced(raw, marks).map((token) => (token.kind === 'word' ? undisguise(token, foreign, marks) : token));
  return { tokens, marks };
}

const KINDS: readonly Token['kind'][] = ['url', 'email', 'mention', 'number', 'word', 'emoji', 'punctuation'];

function scan({ text, offsets }: Folded): Token[] {
  const tokens: Token[] = [];
  const domains = findDomains(text);
  const emphasis = new Set<string>();
  PATTERN.lastIndex = 0;
  for (let match = PATTERN.exec(text); match !== null && tokens.length < TOKENS_MAX; match = PATTERN.exec(text)) {
    let group = 1;
    while (group < 7 && match[group] === undefined) group += 1;
    const bare = domains.get(match.index);
    const kind = bare === undefined ? (KINDS[group - 1] ?? 'punctuation') : 'url';
    const stop = match.index + (bare ?? lengthOf(match[0], kind, emphasis));
    PATTERN.lastIndex = stop;
    if (kind === 'punctuation' && /[*_]/.test(match[0]) && /[a-z]/.test(text.charAt(stop))) emphasis.add(match[0]);
    // One original character can fold into several tokens ("½"): the first keeps its place.
    const start = Math.max(offsets[match.index] ?? 0, tokens.at(-1)?.end ?? 0);
    const end = endOf(offsets, stop);
    if (start < end) tokens.push({ text: text.slice(match.index, stop), kind, start, end });
  }
  return tokens;
}

/** How much of a match is the token itself: closing punctuation and the second half of `*bold*` are not. */
function lengthOf(match: string, kind: Token['kind'], emphasis: Set<string>): number {
  if (kind !== 'url' && kind !== 'number' && kind !== 'word') return match.length;
  const value = match.replace(kind === 'word' ? /[.,;:!?)€£|]{1,9}$/ : /[.,;:!?)]{1,9}$/, '') || match;
  if (kind !== 'word') return value.length;
  const closing = value.at(-1) ?? '';
  if (value.length > 1 && emphasis.delete(closing)) return value.length - 1;
  return sentenceEnd(value) ?? value.length;
}

const INTERJECTIONS = new Set(['ah', 'eh', 'oh', 'ok', 'hi', 'hey', 'yo', 'no', 'si', 'ja', 'ay', 'he', 'ha']);

/** Where a sentence ends inside `oui!merci`; undefined where the mark stands for a letter, as in `sh!t`. */
function sentenceEnd(word: string): number | undefined {
  const mark = word.indexOf('!');
  if (mark < 0) return undefined;
  return mark >= 3 || word.charAt(mark + 1) === '!' || INTERJECTIONS.has(word.slice(0, mark)) ? mark : undefined;
}

/** The original index just after the last original character that folded into `[…, stop)`. */
const endOf = (offsets: Uint32Array, stop: number): number => {
  const last = offsets[stop - 1] ?? 0;
  const next = offsets[stop] ?? last + 1;
  return next > last ? next : last + 1;
};

/** Start and length of every `shop-free.top/x` written without a scheme; most texts hold no dot inside a word and pay one indexOf. */
function findDomains(text: string): ReadonlyMap<number, number> {
  const domains = new Map<number, number>();
  if (!text.includes('.')) return domains;
  for (const match of text.matchAll(/[^\s<>"()]{4,600}/g)) {
    const word = match[0].replace(/[.,;:!?]{1,9}$/, '');
    if (!word.includes('.') || word.includes('@') || !BARE_DOMAIN.test(word)) continue;
    if (!COMMON.has(WORD_DOMAIN.exec(word)?.[1] ?? '')) domains.set(match.index, word.length);
  }
  return domains;
}

/** `s a l o p e`, `f.d.p`, `c-o-n`: single letters with one separator become one word. */
function joinSpaced(tokens: readonly Token[], marks: Obfuscation[]): Token[] {
  const joined: Token[] = [];
  let index = 0;
  while (index < tokens.length) {
    const token = tokens[index];
    if (token !== undefined && !isLetter(tokens, index)) {
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
