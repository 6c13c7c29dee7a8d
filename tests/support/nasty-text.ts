import fc from 'fast-check';

/** What people and attackers put between letters, one nuisance an entry. */
const NUISANCES = [
  '\0', '\n', '\r\n', '\t', ' ', '\u00a0', '\u00ad', '\u200b', '\u200d', '\u200e', '\u202e', '\u2066', '\u2069', '\ufeff', '\ufe0f', '\ud800', '\udc00', '\udb40',
  '\u{e0041}', '\u{e007f}', '🏴', '👨‍👩‍👧‍👦', '🇫🇷', '❤️', '1️⃣', '½', '…', '™', '℃', 'ﬁ', 'œ', 'ß', 'İ', '𝓼', 'ⓐ', 'Ａ', 'а', 'ѕ', 'ο', 'é', 'e\u0301',
  '\u0301'.repeat(50),
  '한', '漢', 'ไ', 'ש', 'ع', '.', '-', '_', '*', "'", '’', '!', '|', '€', '$', '@', '#', '/', ':', '?', ',', '(', ')', '<', '>', '"', '0', '3', '7', '42', 'www.',
  'http://', '.com', '.de',
];

/** Any text: letters, nuisances, lone surrogates, whole code points, mixed. */
export const nastyText = (maxLength = 120): fc.Arbitrary<string> =>
  fc.array(fc.oneof(fc.constantFrom(...NUISANCES), fc.constantFrom(...'abcdeimnoprstuz'), fc.string({ unit: 'binary', maxLength: 3 }),
    fc.nat(0xffff).map((unit) => String.fromCharCode(unit))), { maxLength })
    .map((parts) => parts.join(''));

/** One text a known way to be expensive, each `length` UTF-16 units long. */
export function expensiveTexts(length: number): readonly (readonly [name: string, text: string])[] {
  const kinds: Readonly<Record<string, string>> = {
    letters: 'a', 'spaced letters': 'a b ', 'spaced letters and digits': 'a 1 ', 'alphabet runs': 'a b c d e f ', dots: '.', 'dotted letters': 's.a.',
      exclamations: 'a!', blanks: ' ', digits: '1',
    'phone-like': '06 12.', at: 'a@', hashes: '#a', slashes: '/', urls: 'http://a', domains: 'a.b.', 'domains and blanks': 'ab.com ', accents: '\u0301',
    'zero widths': '\u200b', overrides: '\u202e',
    tags: '\u{e0041}', surrogates: '\ud800', 'mathematical letters': '𝓼', 'full stops and commas': '.,;:!?)', stars: '*', underscores: 'a_', apostrophes: "a'",
      hangul: '한', emoji: '👨‍👩‍👧‍👦', brackets: '<(', newlines: '\n',
    'leet signs': 'a@!$', 'masked words': 'f**k', sharps: '#', dashes: '-', equals: '=', base64: 'QUJD', 'json openings': '{"role":', ligatures: 'ﬃ',
  };
  return Object.entries(kinds).map(([name, unit]) => [name, unit.repeat(Math.ceil(length / unit.length)).slice(0, length)]);
}
