import type { Span, Token } from '../../domain/message.ts';
import type { SymbolHit } from '../classifier.ts';
import { oncePerText } from './once-per-text.ts';

/** Symbols of a text's outward form, shared by several classifiers: pure arithmetic on tokens, no words. */
export const SHAPE_SYMBOLS = [
  'URL', 'SHORT_LINK', 'EMAIL', 'PHONE', 'MONEY', 'PERCENT', 'QUESTION', 'EXCLAMATIONS', 'ALL_CAPS', 'EMOJI', 'EMOJI_MANY',
  'OBFUSCATED', 'INVISIBLE', 'LENGTH_1', 'LENGTH_2_4', 'LENGTH_5_12', 'LENGTH_13_40', 'LENGTH_41', 'EARLIER_TURNS', 'LINES',
] as const;

const SHORTENERS = /^(?:https?:\/\/)?(?:www\.)?(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|is\.gd|cutt\.ly|rb\.gy|ow\.ly|buff\.ly|lnkd\.in|shorturl\.at|t\.ly|tiny\.cc|rebrand\.ly|s\.id)\//;
const PHONE = /^\+?[0-9][0-9 .()-]{7,18}$/;

/** Symbols of form in a text, worked out once however many classifiers ask. */
export const findShape = oncePerText(({ tokens, original, obfuscations, context }): readonly SymbolHit[] => {
  const hits: SymbolHit[] = [];
  const add: Add = (name, span, detail) => {
    if (!hits.some((hit) => hit.name === name)) hits.push({ name, ...(span === undefined ? {} : { span }), ...(detail === undefined ? {} : { detail }) });
  };
  const counts = addTokens(tokens, add);
  addPhone(original, add);
  addForm(original, counts, add);
  const disguise = obfuscations.find(({ kind }) => kind !== 'repetition' && kind !== 'combining');
  if (disguise !== undefined) add('OBFUSCATED', disguise.span);
  if (obfuscations.some(({ kind }) => kind === 'zero_width' || kind === 'bidi')) add('INVISIBLE');
  if (context.length > 0) add('EARLIER_TURNS');
  return hits;
});

type Add = (name: string, span?: Span, detail?: string) => void;
type Counts = Readonly<{ word: number; emoji: number; exclamation: number }>;

function addTokens(tokens: readonly Token[], add: Add): Counts {
  const counts = { word: 0, emoji: 0, exclamation: 0 };
  for (const token of tokens) {
    const { kind, text } = token;
    if (kind === 'word') counts.word += 1;
    else if (kind === 'emoji') counts.emoji += 1;
    else if (kind === 'email') add('EMAIL', spanOf(token));
    else if (kind === 'url') addUrl(token, add);
    else if (text === '!') counts.exclamation += 1;
    else addSign(token, add);
  }
  return counts;
}

const spanOf = ({ start, end }: Token): Span => ({ start, end });

function addUrl(token: Token, add: Add): void {
  const detail = token.text.slice(0, 60);
  if (SHORTENERS.test(token.text)) add('SHORT_LINK', spanOf(token), detail);
  add('URL', spanOf(token), detail);
}

function addSign(token: Token, add: Add): void {
  const { text } = token;
  if (text === '?' || text === '؟') add('QUESTION', spanOf(token));
  else if (text === '%') add('PERCENT', spanOf(token));
  else if (/[€$£]/.test(text)) add('MONEY', spanOf(token));
}

/** Digits of the shortest number that counts as a telephone's. */
const PHONE_DIGITS_MIN = 9;

function addPhone(original: string, add: Add): void {
  if (!holdsDigits(original, PHONE_DIGITS_MIN)) return;
  for (const match of original.slice(0, 4_000).matchAll(/\+?[0-9][0-9 .()-]{7,18}/g)) {
    const digits = match[0].replace(/[^0-9]/g, '').length;
    if (digits >= PHONE_DIGITS_MIN && digits <= 14 && PHONE.test(match[0].trim())) {
      add('PHONE', { start: match.index, end: match.index + match[0].trimEnd().length });
      return;
    }
  }
}

function holdsDigits(text: string, least: number): boolean {
  let digits = 0;
  for (let index = 0; index < text.length && digits < least; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 48 && unit <= 57) digits += 1;
  }
  return digits >= least;
}

function addForm(original: string, counts: Counts, add: Add): void {
  if (counts.exclamation >= 2) add('EXCLAMATIONS');
  if (counts.emoji >= 1) add('EMOJI');
  if (counts.emoji >= 3) add('EMOJI_MANY');
  let upper = 0;
  let lower = 0;
  const length = Math.min(original.length, 1_000);
  for (let index = 0; index < length; index += 1) {
    const unit = original.charCodeAt(index);
    if (unit >= 65 && unit <= 90) upper += 1;
    else if (unit >= 97 && unit <= 122) lower += 1;
  }
  if (upper >= 8 && upper > lower * 2) add('ALL_CAPS');
  add(counts.word <= 1 ? 'LENGTH_1' : counts.word <= 4 ? 'LENGTH_2_4' : counts.word <= 12 ? 'LENGTH_5_12' : counts.word <= 40 ? 'LENGTH_13_40' : 'LENGTH_41');
  if (original.includes('\n')) add('LINES');
}
