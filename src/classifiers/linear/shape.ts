import type { PreparedText } from '../../domain/message.ts';
import type { SymbolHit } from '../classifier.ts';

/** Symbols of a text's outward form, shared by several classifiers: pure arithmetic on tokens, no words. */
export const SHAPE_SYMBOLS = [
  'URL', 'SHORT_LINK', 'EMAIL', 'PHONE', 'MONEY', 'PERCENT', 'QUESTION', 'EXCLAMATIONS', 'ALL_CAPS', 'EMOJI', 'EMOJI_MANY',
  'OBFUSCATED', 'INVISIBLE', 'LENGTH_1', 'LENGTH_2_4', 'LENGTH_5_12', 'LENGTH_13_40', 'LENGTH_41', 'EARLIER_TURNS', 'LINES',
] as const;

const SHORTENERS = /^(?:https?:\/\/)?(?:www\.)?(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|is\.gd|cutt\.ly|rb\.gy|ow\.ly|buff\.ly|lnkd\.in|shorturl\.at|t\.ly|tiny\.cc|rebrand\.ly|s\.id)\//;
const PHONE = /^\+?[0-9][0-9 .()-]{7,18}$/;

export function findShape({ tokens, original, obfuscations, context }: PreparedText): readonly SymbolHit[] {
  const hits: SymbolHit[] = [];
  const counts = { word: 0, emoji: 0, exclamation: 0, phoneDigits: 0 };
  const seen = new Set<string>();
  const add = (name: string, hit: Omit<SymbolHit, 'name'> = {}): void => {
    if (!seen.has(name)) hits.push({ name, ...hit });
    seen.add(name);
  };
  for (const token of tokens) {
    const span = { start: token.start, end: token.end };
    if (token.kind === 'word') counts.word += 1;
    else if (token.kind === 'emoji') counts.emoji += 1;
    else if (token.kind === 'email') add('EMAIL', { span });
    else if (token.kind === 'url') add(SHORTENERS.test(token.text) ? 'SHORT_LINK' : 'URL', { span, detail: token.text.slice(0, 60) });
    else if (token.text === '?' || token.text === '؟') add('QUESTION', { span });
    else if (token.text === '!') counts.exclamation += 1;
    else if (token.text === '%') add('PERCENT', { span });
    else if (/[€$£]/.test(token.text)) add('MONEY', { span });
    if (token.kind === 'url') add('URL', { span, detail: token.text.slice(0, 60) });
  }
  addPhone(original, add);
  addForm(original, counts, add);
  const disguise = obfuscations.find(({ kind }) => kind !== 'repetition' && kind !== 'combining');
  if (disguise !== undefined) add('OBFUSCATED', { span: disguise.span });
  if (obfuscations.some(({ kind }) => kind === 'zero_width' || kind === 'bidi')) add('INVISIBLE');
  if (context.length > 0) add('EARLIER_TURNS');
  return hits;
}

type Add = (name: string, hit?: Omit<SymbolHit, 'name'>) => void;

function addPhone(original: string, add: Add): void {
  for (const match of original.slice(0, 4_000).matchAll(/\+?[0-9][0-9 .()-]{7,18}/g)) {
    const digits = match[0].replace(/[^0-9]/g, '').length;
    if (digits >= 9 && digits <= 14 && PHONE.test(match[0].trim())) {
      add('PHONE', { span: { start: match.index, end: match.index + match[0].trimEnd().length } });
      return;
    }
  }
}

function addForm(original: string, counts: Readonly<{ word: number; emoji: number; exclamation: number }>, add: Add): void {
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
