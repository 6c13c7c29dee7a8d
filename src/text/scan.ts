import type { Token } from '../domain/message.ts';
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

const KINDS: readonly Token['kind'][] = ['url', 'email', 'mention', 'number', 'word', 'emoji', 'punctuation'];
const SPACE = 0x20;

/** Cuts folded text into raw tokens: what is plain at one look, the rest by the pattern. A property holds that both ways agree. */
export function scan({ text, offsets }: Folded): Token[] {
  const tokens: Token[] = [];
  const domains = findDomains(text);
  const emphasis = new Set<string>();
  const hasAt = text.includes('@');
  let at = 0;
  let lastEnd = 0;
  while (at < text.length && tokens.length < TOKENS_MAX) {
    if (text.charCodeAt(at) === SPACE) {
      at += 1;
      continue;
    }
    let stop = domains.has(at) ? at : plainEnd(text, at, hasAt);
    let kind = plainKind(text, at, stop);
    if (kind === undefined) {
      const found = matchAt(text, at, domains);
      if (found === undefined) break;
      at = found.index;
      kind = found.kind;
      stop = at + (domains.get(at) ?? lengthOf(found.match, kind, emphasis));
      if (kind === 'punctuation' && /[*_]/.test(found.match) && /[a-z]/.test(text.charAt(stop))) emphasis.add(found.match);
    }
    // One original character can fold into several tokens ("½"): the first keeps its place.
    const start = Math.max(offsets[at] ?? 0, lastEnd);
    const end = endOf(offsets, stop);
    if (start < end) {
      tokens.push({ text: text.slice(at, stop), kind, start, end });
      lastEnd = end;
    }
    at = stop;
  }
  return tokens;
}

type Match = Readonly<{ index: number; match: string; kind: Token['kind'] }>;

/** The next match of the pattern from a place on; undefined at the end of the text. */
export function matchAt(text: string, at: number, domains: ReadonlyMap<number, number> = NO_DOMAINS): Match | undefined {
  PATTERN.lastIndex = at;
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  let group = 1;
  while (group < 7 && match[group] === undefined) group += 1;
  return { index: match.index, match: match[0], kind: domains.has(match.index) ? 'url' : (KINDS[group - 1] ?? 'punctuation') };
}

const NO_DOMAINS: ReadonlyMap<number, number> = new Map();
const LETTER_UNIT = 1;
const DIGIT_UNIT = 2;
/** A mark that never begins anything longer than itself. */
const LONE_MARK = 3;
const UNITS = Uint8Array.from({ length: 128 }, (_zero, unit) => {
  const character = String.fromCharCode(unit);
  return /[a-z]/.test(character) ? LETTER_UNIT : /[0-9]/.test(character) ? DIGIT_UNIT : /[!-~]/.test(character) && !/[A-Z@#$*_]/.test(character) ? LONE_MARK : 0;
});
const unitAt = (text: string, index: number): number => {
  const unit = text.charCodeAt(index);
  return unit < 128 ? (UNITS[unit] ?? 0) : 0;
};

/** Shorter than every bound in the pattern. */
const PLAIN_MAX = 30;

/**
 * Where the token ends that begins here, when one look tells: a mark alone, or a run of letters and digits that nothing after it can
 * make part of a link, an address, a price or a disguise. The very place `at` when only the pattern can tell.
 */
export function plainEnd(text: string, at: number, hasAt: boolean): number {
  const first = unitAt(text, at);
  if (first === LONE_MARK) return at + 1;
  if (first === 0) return at;
  let stop = at + 1;
  for (let unit = unitAt(text, stop); unit === LETTER_UNIT || unit === DIGIT_UNIT; unit = unitAt(text, stop)) stop += 1;
  if (stop - at > PLAIN_MAX) return at;
  if (stop === text.length || text.charCodeAt(stop) === SPACE) return stop;
  const next = text.charAt(stop);
  if (next > '~' || '*@$!|_'.includes(next) || (hasAt && '.%+-'.includes(next))) return at;
  if (first === DIGIT_UNIT) return '.,:/-'.includes(next) ? at : stop;
  return ':.'.includes(next) && 'hw'.includes(text.charAt(at)) ? at : stop;
}

function plainKind(text: string, at: number, stop: number): Token['kind'] | undefined {
  if (stop === at) return undefined;
  if (unitAt(text, at) === LONE_MARK) return 'punctuation';
  for (let index = at; index < stop; index += 1) if (unitAt(text, index) === LETTER_UNIT) return 'word';
  return 'number';
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

/** Start and length of every `shop-free.top/x` written without a scheme; most texts hold no letter after a dot and pay one look. */
function findDomains(text: string): ReadonlyMap<number, number> {
  if (!/\.[a-z]/.test(text)) return NO_DOMAINS;
  const domains = new Map<number, number>();
  for (const match of text.matchAll(/[^\s<>"()]{4,600}/g)) {
    const word = match[0].replace(/[.,;:!?]{1,9}$/, '');
    if (!word.includes('.') || word.includes('@') || !BARE_DOMAIN.test(word)) continue;
    if (!COMMON.has(WORD_DOMAIN.exec(word)?.[1] ?? '')) domains.set(match.index, word.length);
  }
  return domains;
}
