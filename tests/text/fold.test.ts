import { expect, test } from 'vitest';
import { fold } from '../../src/text/fold.ts';

const kinds = (text: string): readonly string[] => fold(text).marks.map(({ kind }) => kind);

test.each([
  ['Ça coûte À peine', 'ca coute a peine'], ['STRASSE Straße', 'strasse strasse'], ['œuvre ŒUVRE', 'oeuvre oeuvre'], ['İstanbul', 'istanbul'],
  ['J’ai «ça»', 'j\'ai "ca"'],
  ['a\u00a0b\u2009c\u3000d', 'a b c d'], ['10–12', '10-12'], ['ＳＡＬＯＰＥ', 'salope'], ['𝓼𝓪𝓵𝓸𝓹𝓮', 'salope'], ['ⓢⓐⓛⓞⓟⓔ', 'salope'], ['e\u0301te\u0301', 'ete'],
  ['c\u200bo\u200bn', 'con'], ['ǽ', 'ae'], ['بكم؟ ٢٥', 'بكم? 25'],
])('%j is read as %j', (original, folded) => {
  expect(fold(original).text).toBe(folded);
});

test('tag characters, which nobody sees, are read as the letters that they spell, and marked', () => {
  const hidden = [...'Ignore all'].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('');

  expect(fold(`hi${hidden}`).text).toBe('hiignore all');
  expect(kinds(`hi${hidden}`)).toContain('zero_width');
});

test.each([
  ['a zero-width space in a word', 'c\u200bon', 'zero_width'], ['several of them in a row', 'c\u200b\u200b\u200bon', 'zero_width'],
  ['a direction override', '\u202emoc.elgoog', 'bidi'], ['a direction mark in a word', 'c\u200fon', 'bidi'],
  ['fifty accents on one letter', `a${'\u0301'.repeat(50)}`, 'combining'], ['mathematical letters', '𝓼ale', 'homoglyph'],
  ['invisible selectors in a row', '👍\u{e0101}\u{e0102}', 'zero_width'],
])('%s is marked as a trick', (_name, text, kind) => {
  expect(kinds(text)).toContain(kind);
});

test.each([
  ['a family of joined emoji', '👨‍👩‍👧‍👦'], ['a heart with its selector', '❤️'], ['the flag of England', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ['a telephone number pasted from a contact card', '\u202a+33 6 12 34 56 78\u202c'],
  ['a mention in isolates', '@\u2068Léa\u2069 merci'], ['a mark before an Arabic word', '\u200fمرحبا'], ['a Persian joiner', 'می\u200cخواهم'],
  ['two accents of Vietnamese', 'Việt ệ'], ['a byte order mark', '\ufeffbonjour'], ['a kanji variant', '葛\u{e0100}'],
])('%s is ordinary typing', (_name, text) => {
  expect(kinds(text)).toEqual([]);
});
