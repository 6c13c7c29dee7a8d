import type { Obfuscation } from '../domain/message.ts';

/**
 * Character folding: lower case, accents off, full-width and mathematical letters to ASCII, invisible characters out.
 * One pass, one output unit to one input index, so that every later offset leads back to the original.
 */
export type Folded = Readonly<{ text: string; offsets: Uint32Array; marks: readonly Obfuscation[] }>;

const DROP = 0;
const TABLE_SIZE = 0x250;
/** Units that show nothing: soft hyphen, joiners, fillers, direction marks, variation selectors. First and last of each range. */
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0xad, 0xad], [0x34f, 0x34f], [0x115f, 0x1160], [0x17b4, 0x17b5], [0x180b, 0x180f], [0x200b, 0x200f], [0x202a, 0x202e],
  [0x2060, 0x206f], [0x3164, 0x3164], [0xfe00, 0xfe0f], [0xfeff, 0xfeff], [0xffa0, 0xffa0],
];
const isInvisible = (unit: number): boolean => INVISIBLE.some(([first, last]) => unit >= first && unit <= last);
const BIDI = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const LIGATURES: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ß: 'ss', ø: 'o', đ: 'd', ł: 'l', ı: 'i', ð: 'd', þ: 'th' };

/** Below U+0250 (Latin): folded unit, or 0 for "see foldRare". Built once from Unicode's own decomposition. */
const TABLE = buildTable();

function buildTable(): Uint16Array {
  const table = new Uint16Array(TABLE_SIZE);
  for (let unit = 1; unit < TABLE_SIZE; unit += 1) {
    const folded = String.fromCharCode(unit).toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
    table[unit] = folded.length === 1 && LIGATURES[folded] === undefined && !isInvisible(folded.charCodeAt(0)) ? folded.charCodeAt(0) : DROP;
  }
  // Typographic quotes and dashes are spelling, not tricks.
  table[0xa0] = 0x20;
  return table;
}

export function fold(original: string): Folded {
  const offsets: number[] = [];
  const marks: Obfuscation[] = [];
  let text = '';
  for (let index = 0; index < original.length; index += 1) {
    const unit = original.charCodeAt(index);
    const simple = unit < TABLE_SIZE ? (TABLE[unit] ?? DROP) : DROP;
    if (simple !== DROP) {
      text += String.fromCharCode(simple);
      offsets.push(index);
      continue;
    }
    const width = unit >= 0xd800 && unit <= 0xdbff && index + 1 < original.length ? 2 : 1;
    const folded = foldRare(original.slice(index, index + width), index, marks);
    for (let part = 0; part < folded.length; part += 1) offsets.push(index + Math.min(part, width - 1));
    text += folded;
    index += width - 1;
  }
  offsets.push(original.length);
  return { text, offsets: Uint32Array.from(offsets), marks };
}

const rare = new Map<string, string>();
const RARE_MAX = 4096;

function foldRare(character: string, index: number, marks: Obfuscation[]): string {
  if (isInvisible(character.charCodeAt(0))) {
    const isEmojiSelector = character >= '\ufe00' && character <= '\ufe0f';
    // A zero-width joiner inside an emoji and a variation selector are ordinary typing.
    if (!isEmojiSelector && character !== '\u200d') {
      marks.push({ kind: BIDI.test(character) ? 'bidi' : 'zero_width', span: { start: index, end: index + 1 } });
    }
    return '';
  }
  let folded = rare.get(character);
  if (folded === undefined) {
    const lower = character.toLowerCase();
    folded = LIGATURES[lower] ?? punctuation(lower) ?? lower.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    if (rare.size < RARE_MAX) rare.set(character, folded);
  }
  const code = character.codePointAt(0) ?? 0;
  // Mathematical and enclosed letters that stand for ASCII are a disguise.
  if (folded.length === 1 && folded !== character && code >= 0x2460 && /[a-z]/.test(folded)) {
    marks.push({ kind: 'homoglyph', span: { start: index, end: index + character.length } });
  }
  return folded;
}

function punctuation(character: string): string | undefined {
  if (/[\u2018\u2019\u02bc\u2032\u00b4]/.test(character)) return "'";
  if (/[\u201c\u201d\u00ab\u00bb\u2033]/.test(character)) return '"';
  if (/[\u2010-\u2015\u2212]/.test(character)) return '-';
  if (/[\u2000-\u200a\u202f\u205f\u3000]/.test(character)) return ' ';
  return undefined;
}
