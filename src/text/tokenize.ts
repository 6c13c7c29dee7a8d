import type { Obfuscation, Token } from '../domain/message.ts';
import { CONFUSABLES, LEET } from './confusables.ts';
import type { Folded } from './fold.ts';

// Alternatives start with distinct characters or are tried in order, and none nests a quantifier: linear time.
const LETTER = 'a-z0-9\\u0370-\\u1fff\\u2c00-\\u2dff\\u3040-\\ud7ff\\uf900-\\ufaff\\ufb50-\\ufdff\\ufe70-\\ufefc\\uff66-\\uffdc';
const PATTERN = new RegExp(
  [
    '((?:https?:\\/\\/|hxxps?:\\/\\/|www\\.)[^\\s<>"]{1,2048})', // 1 url
    '([a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}\\.[a-z][a-z0-9.-]{1,62})', // 2 e-mail
    '([@#][a-z0-9_.]{2,40})', // 3 mention or hashtag
    '([0-9][0-9.,:/-]{0,30}(?![a-z0-9]))', // 4 number, price, date, phone
    `([${LETTER}$@][${LETTER}*@$!|€£_]{0,80})`, // 5 word, perhaps disguised
    '([\\ud83c-\\ud83e][\\udc00-\\udfff]|[\\u2600-\\u27bf])', // 6 emoji
    '([^\\s])', // 7 anything else
  ].join('|'),
  'g',
);
const TOKENS_MAX = 20_000;
const BARE_DOMAIN = /^[a-z0-9-]{2,63}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:com|net|org|info|biz|fr|uk|io|co|be|ch|ca|de|es|it|nl|pt|eu|me|ly|gl|app|shop|online|site|top|xyz|club|link|click|live|store|vip|cc|ru|cn|tk|ml|ga|cf|gq|win|bid|icu|pro|tv|us)(?:\/[^\s]{0,512})?$/;

export type Tokenized = Readonly<{ tokens: readonly Token[]; marks: readonly Obfuscation[] }>;

/** Cuts folded text into tokens whose offsets lead to the original, undoing leetspeak, spacing, look-alikes and stretching. */
export function tokenize(folded: Folded): Tokenized {
  const raw = scan(folded);
  const marks: Obfuscation[] = [...folded.marks];
  const tokens = joinSpaced(raw, marks).map((token) => (token.kind === 'word' ? undisguise(token, marks) : token));
  return { tokens, marks };
}

const KINDS: readonly Token['kind'][] = ['url', 'email', 'mention', 'number', 'word', 'emoji', 'punctuation'];

function scan({ text, offsets }: Folded): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  const source = joinDomains(text);
  for (let match = PATTERN.exec(source.text); match !== null && tokens.length < TOKENS_MAX; match = PATTERN.exec(source.text)) {
    let group = 1;
    while (group < 7 && match[group] === undefined) group += 1;
    const kind = KINDS[group - 1] ?? 'punctuation';
    const value = match[0].replace(/[.,;:!?)]{1,9}$/, '') || match[0];
    const end = match.index + (kind === 'url' || kind === 'number' || kind === 'word' ? value.length : match[0].length);
    if (kind === 'url' || kind === 'number' || kind === 'word') PATTERN.lastIndex = end;
    const bare = source.domains.get(match.index);
    const stop = bare === undefined ? end : match.index + bare;
    if (bare !== undefined) PATTERN.lastIndex = stop;
    tokens.push({
      text: source.text.slice(match.index, stop),
      kind: bare === undefined ? kind : 'url',
      start: offsets[match.index] ?? 0,
      end: endOf(offsets, stop),
    });
  }
  return tokens;
}

/** The original index just after the last original character that folded into `[…, stop)`. */
const endOf = (offsets: Uint32Array, stop: number): number => {
  const last = offsets[stop - 1] ?? 0;
  const next = offsets[stop] ?? last + 1;
  return next > last ? next : last + 1;
};

/** Finds `shop-free.top/x` written without a scheme; most texts hold no dot inside a word and pay one indexOf. */
function joinDomains(text: string): { text: string; domains: Map<number, number> } {
  const domains = new Map<number, number>();
  if (!text.includes('.')) return { text, domains };
  for (const match of text.matchAll(/[^\s<>"()]{4,600}/g)) {
    const word = match[0].replace(/[.,;:!?]{1,9}$/, '');
    if (word.includes('.') && !word.includes('@') && BARE_DOMAIN.test(word)) domains.set(match.index, word.length);
  }
  return { text, domains };
}

const JOIN_MIN = 4;

/** `s a l o p e`, `f.d.p`, `c-o-n`: single letters with one separator become one word. */
function joinSpaced(tokens: readonly Token[], marks: Obfuscation[]): Token[] {
  const joined: Token[] = [];
  let index = 0;
  while (index < tokens.length) {
    const run = spacedRun(tokens, index);
    const first = tokens[index];
    if (first === undefined) break;
    if (run === undefined) {
      joined.push(first);
      index += 1;
      continue;
    }
    const last = tokens[run.last] ?? first;
    const span = { start: first.start, end: last.end };
    marks.push({ kind: 'spacing', span });
    joined.push({ text: run.letters, kind: 'word', ...span });
    index = run.last + 1;
  }
  return joined;
}

function spacedRun(tokens: readonly Token[], from: number): { letters: string; last: number } | undefined {
  if (!isLetter(tokens[from])) return undefined;
  const separator = tokens[from + 1];
  const step = separator?.kind === 'punctuation' && /[.\-_*~,]/.test(separator.text) ? 2 : 1;
  let letters = '';
  let last = from;
  for (let index = from; isLetter(tokens[index]); index += step) {
    const token = tokens[index];
    const previous = tokens[last];
    if (token === undefined || (letters !== '' && previous !== undefined && token.start - previous.end > 2)) break;
    if (step === 2 && letters !== '' && tokens[index - 1]?.text !== separator?.text) break;
    letters += token.text;
    last = index;
  }
  const enough = step === 2 ? JOIN_MIN - 1 : JOIN_MIN;
  return letters.length >= enough ? { letters, last } : undefined;
}

const isLetter = (token: Token | undefined): boolean =>
  token !== undefined && token.text.length === 1 && (token.kind === 'word' || (token.kind === 'number' && LEET.has(token.text)));

function undisguise(token: Token, marks: Obfuscation[]): Token {
  let text = token.text;
  const span = { start: token.start, end: token.end };
  if (/[\u0370-\u058f]/.test(text) && (/[a-z]/.test(text) || [...text].every((letter) => CONFUSABLES.has(letter)))) {
    const latin = replaceAll(text, CONFUSABLES);
    if (/^[a-z0-9*@$!|€£_]+$/.test(latin)) {
      text = latin;
      marks.push({ kind: 'homoglyph', span });
    }
  }
  if (isLeet(text)) {
    text = replaceAll(text, LEET);
    marks.push({ kind: 'leet', span });
  }
  const calm = text.replace(/([a-z])\1{2,}/g, (_run, letter: string) => ('aeiouy'.includes(letter) ? letter : letter + letter));
  if (calm.length < text.length - 2) marks.push({ kind: 'repetition', span });
  return calm === token.text ? token : { ...token, text: calm };
}

/** A digit or sign between letters, few of them, no unit or model number ("b2b" and "h24" stay). */
function isLeet(word: string): boolean {
  if (word.length < 4 || !/[0-9@$!|€£]/.test(word)) return false;
  if (/[0-9]{2}/.test(word) || /^[0-9]/.test(word) || /[0-9]$/.test(word)) return /^[$@][a-z]{3,}$/.test(word);
  const signs = word.replace(/[a-z*_]/g, '').length;
  return signs * 2 < word.length && /[a-z]/.test(word);
}

const replaceAll = (text: string, by: ReadonlyMap<string, string>): string => {
  let out = '';
  for (const character of text) out += by.get(character) ?? character;
  return out;
};
