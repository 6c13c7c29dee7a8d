import type { Obfuscation } from '../domain/message.ts';

/**
 * Character folding: lower case, accents off, full-width and mathematical letters to ASCII, invisible characters out.
 * One pass, one output unit to one input index, so that every later offset leads back to the original.
 */
export type Folded = Readonly<{ text: string; offsets: Uint32Array; marks: readonly Obfuscation[] }>;

const DROP = 0;
/** What is looked up rather than worked out: Latin, Arabic, typographic marks and currencies. First and last of each range. */
const COMMON: readonly (readonly [number, number])[] = [[0x01, 0x24f], [0x600, 0x6ff], [0x2000, 0x20ff]];
const TABLE_SIZE = 0x2100;
/** Units that show nothing: soft hyphen, joiners, fillers, direction marks, variation selectors. First and last of each range. */
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0xad, 0xad], [0x34f, 0x34f], [0x115f, 0x1160], [0x17b4, 0x17b5], [0x180b, 0x180f], [0x200b, 0x200f], [0x202a, 0x202e],
  [0x2060, 0x206f], [0x3164, 0x3164], [0xfe00, 0xfe0f], [0xfeff, 0xfeff], [0xffa0, 0xffa0],
];
const isInvisible = (unit: number): boolean => unit >= 0xad && INVISIBLE.some(([first, last]) => unit >= first && unit <= last);
const OVERRIDES = /[\u202d\u202e]/;
const BIDI = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const LETTER = /[A-Za-z0-9\u00c0-\u058f]/;
/** Accents on one letter from which on they are decoration, not spelling. */
const STACK_MIN = 4;
/** First unit of the invisible tag characters (U+E0000 …), and the black flag that may carry a few of them. */
const TAG_LEAD = 0xdb40;
const FLAG = '\ud83c\udff4';
const FLAG_TAGS_MAX = 7;
const LIGATURES: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ß: 'ss', ø: 'o', đ: 'd', ł: 'l', ı: 'i', ð: 'd', þ: 'th' };

/** Folded unit of each common one, or 0 for "see foldRare". Built once from Unicode's own decomposition. */
const TABLE = buildTable();

function buildTable(): Uint16Array {
  const table = new Uint16Array(TABLE_SIZE);
  for (const [first, last] of COMMON) {
    for (let unit = first; unit <= last; unit += 1) {
      const folded = plain(String.fromCharCode(unit));
      table[unit] = folded.length === 1 && !isInvisible(folded.charCodeAt(0)) ? folded.charCodeAt(0) : DROP;
    }
  }
  return table;
}

export const fold = (original: string): Folded => foldCommon(original) ?? foldAny(original);

/** Most texts: each unit folds into one unit of the table. Undefined at the first that does not. */
function foldCommon(original: string): Folded | undefined {
  const { length } = original;
  const units: number[] = [];
  for (let index = 0; index < length; index += 1) {
    const unit = original.charCodeAt(index);
    const simple = unit < TABLE_SIZE ? (TABLE[unit] ?? DROP) : DROP;
    if (simple === DROP) return undefined;
    units[index] = simple;
  }
  return { text: textOf(units), offsets: ownOffsets(length), marks: [] };
}

function foldAny(original: string): Folded {
  const units: number[] = [];
  const offsets: number[] = [];
  const marks: Obfuscation[] = [];
  let stacked = 0;
  let flagUntil = 0;
  for (let index = 0; index < original.length; index += 1) {
    const unit = original.charCodeAt(index);
    const simple = unit < TABLE_SIZE ? (TABLE[unit] ?? DROP) : DROP;
    if (simple !== DROP) {
      units.push(simple);
      offsets.push(index);
      stacked = 0;
      continue;
    }
    const width = isPair(original, index) ? 2 : 1;
    const character = original.slice(index, index + width);
    if (character === FLAG) flagUntil = index + 2 + 2 * FLAG_TAGS_MAX;
    const folded = isInvisible(unit) ? '' : unit === TAG_LEAD && width === 2 ? (index < flagUntil ? '' : untag(character)) : foldRare(character);
    stacked = folded === '' && /\p{M}/u.test(character) ? stacked + 1 : 0;
    const kind = trickOf({ original, index, character, folded, before: units.at(-1) ?? 0, stacked, inFlag: index < flagUntil });
    if (kind !== undefined) marks.push({ kind, span: { start: index, end: index + width } });
    for (let part = 0; part < folded.length; part += 1) {
      units.push(folded.charCodeAt(part));
      offsets.push(index + Math.min(part, width - 1));
    }
    index += width - 1;
  }
  offsets.push(original.length);
  return { text: textOf(units), offsets: new Uint32Array(offsets), marks };
}

/** Arguments a call; an engine's limit lies far above. */
const UNITS_A_CALL = 4_096;

function textOf(units: number[]): string {
  if (units.length <= UNITS_A_CALL) return String.fromCharCode.apply(undefined, units);
  let text = '';
  for (let from = 0; from < units.length; from += UNITS_A_CALL) text += textOf(units.slice(from, from + UNITS_A_CALL));
  return text;
}

const counting = (length: number): Uint32Array => Uint32Array.from(new Uint32Array(length).keys());
const COUNTED = counting(UNITS_A_CALL);
const views: Uint32Array[] = [];

/** Each unit's own place, and the end. Short texts of one length share a view, never written to: an array of their own would cost more than their folding. */
function ownOffsets(length: number): Uint32Array {
  if (length >= COUNTED.length) return counting(length + 1);
  return (views[length] ??= COUNTED.subarray(0, length + 1));
}

const isLead = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isTrail = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
const isPair = (original: string, index: number): boolean => isLead(original.charCodeAt(index)) && isTrail(original.charCodeAt(index + 1));

/** Tag characters are ASCII that nobody sees: what they spell is read like any other text. */
function untag(character: string): string {
  const code = (character.codePointAt(0) ?? 0) - 0xe0000;
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code).toLowerCase() : '';
}

/** `before`: the last folded unit so far. */
type Place = Readonly<{ original: string; index: number; character: string; folded: string; before: number; stacked: number; inFlag: boolean }>;

/**
 * Which trick a character outside plain Latin is, if any. Joiners inside emoji, marks around a pasted phone number or a
 * name, variation selectors and the vowel signs of other scripts are ordinary typing.
 */
function trickOf({ original, index, character, folded, before, stacked, inFlag }: Place): Obfuscation['kind'] | undefined {
  const unit = character.charCodeAt(0);
  if (OVERRIDES.test(character)) return 'bidi';
  if (isInvisible(unit)) {
    const isSelector = unit >= 0xfe00 && unit <= 0xfe0f;
    const next = original.charCodeAt(index + 1);
    const inWord = LETTER.test(String.fromCharCode(before)) && (LETTER.test(original.charAt(index + 1)) || isInvisible(next));
    return isSelector || !inWord ? undefined : BIDI.test(character) ? 'bidi' : 'zero_width';
  }
  if (unit === TAG_LEAD && character.length === 2) return !inFlag && (folded !== '' || original.charCodeAt(index + 2) === TAG_LEAD) ? 'zero_width' : undefined;
  if (stacked === STACK_MIN) return 'combining';
  // Mathematical and enclosed letters that stand for ASCII are a disguise.
  return folded.length === 1 && folded !== character && (character.codePointAt(0) ?? 0) >= 0x2460 && /[a-z]/.test(folded) ? 'homoglyph' : undefined;
}

const rare = new Map<string, string>();
const RARE_MAX = 4096;

function foldRare(character: string): string {
  let folded = rare.get(character);
  if (folded === undefined) {
    folded = plain(character);
    if (rare.size < RARE_MAX) rare.set(character, folded);
  }
  return folded;
}

/** Lower case, compatibility letters to plain ones, accents off; ligatures to letters, typographic marks to ASCII. */
function plain(character: string): string {
  const lower = character.toLowerCase();
  const letters = lower.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return LIGATURES[lower] ?? punctuation(lower) ?? LIGATURES[letters] ?? letters;
}

/** Typographic quotes, dashes and blanks, and the marks and figures of Arabic, are spelling, not tricks. */
function punctuation(character: string): string | undefined {
  if (/[\u0660-\u0669\u06f0-\u06f9]/.test(character)) return String(character.charCodeAt(0) & 0xf);
  const arabic = '\u060c\u061b\u061f\u06d4\u066b\u066c'.indexOf(character);
  if (arabic >= 0) return ',;?.,,'.charAt(arabic);
  if (/[\u2018\u2019\u02bc\u2032\u00b4]/.test(character)) return "'";
  if (/[\u201c\u201d\u00ab\u00bb\u2033]/.test(character)) return '"';
  if (/[\u2010-\u2015\u2212]/.test(character)) return '-';
  if (/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/.test(character)) return ' ';
  return undefined;
}
