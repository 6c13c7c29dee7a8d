import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OBFUSCATIONS } from '../../../src/eval/redteam/obfuscation.ts';
import { randomFor } from '../../../src/eval/redteam/random.ts';

const word = fc.stringMatching(/^[a-zA-ZàâéèêëîïôûùçÉ]{1,12}$/);
const address = fc.constantFrom('https://exemple.test/Offre-A1', 'www.boutique.test', 'lea.martin@example.org', '@la_boutique', 'bit.test/Xy2', '12,50', '3.50');
const text = fc.array(fc.oneof({ weight: 6, arbitrary: word }, { weight: 1, arbitrary: address }, { weight: 1, arbitrary: fc.constantFrom('!', '?', '…', '👍', '&') }), { minLength: 1, maxLength: 14 }).map((parts) => parts.join(' '));
const seed = fc.integer({ min: 0, max: 1_000 });

const apply = (name: string, said: string, from: number): string => {
  const found = OBFUSCATIONS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no transform ${name}`);
  return found.apply(said, randomFor(from, 'row', name));
};
const holds = (name: string, check: (before: string, after: string) => void): void => fc.assert(fc.property(text, seed, (said, from) => {
  check(said, apply(name, said, from));
}));
const plain = (said: string): string => said.normalize('NFD').replace(/[\u0300-\u036f]/g, '').normalize('NFC');

test('the suite has the transforms of its table, each by one name', () => {
  expect(OBFUSCATIONS.map(({ name }) => name)).toEqual(['accents stripped', 'leet', 'zero-width', 'homoglyphs', 'spaced', 'dotted', 'elongated', 'upper case', 'typo swaps', 'soft hyphen', 'full-width']);
});

test.each(OBFUSCATIONS.map(({ name }) => name))('%s: the same seed gives the same text, and addresses and numbers still work', (name) => {
  fc.assert(fc.property(text, address, seed, (said, link, from) => {
    const whole = `${said} ${link}`;

    const after = apply(name, whole, from);

    expect(after).toBe(apply(name, whole, from));
    expect(after.endsWith(` ${link}`)).toBe(true);
  }));
});

test.each(OBFUSCATIONS.map(({ name }) => name).filter((name) => name !== 'accents stripped'))('%s changes a text that has a word it can change, whatever the seed', (name) => {
  fc.assert(fc.property(seed, (from) => {
    expect(apply(name, 'Bonjour monsieur', from)).not.toBe('Bonjour monsieur');
  }));
});

test('accents go, and nothing else does', () => holds('accents stripped', (before, after) => expect(after).toBe(plain(before))));

test('what is put between letters leaves the text when it is taken out again', () => {
  holds('zero-width', (before, after) => expect(after.replace(/[\u200b\u200c\u2060]/g, '')).toBe(before));
  holds('soft hyphen', (before, after) => expect(after.replaceAll('\u00ad', '')).toBe(before));
  holds('spaced', (before, after) => expect(after.replaceAll(' ', '')).toBe(before.replaceAll(' ', '')));
  holds('dotted', (before, after) => expect(after.replaceAll('.', '')).toBe(before.replaceAll('.', '')));
});

test('full-width letters are the same letters to Unicode', () => holds('full-width', (before, after) => expect(after.normalize('NFKC')).toBe(before.normalize('NFKC'))));

test('leet and homoglyphs replace letters one by one', () => {
  for (const name of ['leet', 'homoglyphs']) {
    holds(name, (before, after) => {
      expect([...after]).toHaveLength([...before].length);
      [...after].forEach((letter, at) => expect(letter === [...before][at] || (name === 'leet' ? /[0-9@!$]/.test(letter) : /\p{Script=Cyrillic}/u.test(letter))).toBe(true));
    });
  }
});

test('a typing error keeps the letters of each word, and its first one', () => {
  holds('typo swaps', (before, after) => {
    const [words, others] = [before.split(' '), after.split(' ')];
    words.forEach((one, at) => expect([[...one].sort(), [...one][0]]).toEqual([[...(others[at] ?? '')].sort(), [...(others[at] ?? '')][0]]));
  });
});

test('an elongated word reads as before once repeats are joined', () => {
  const joined = (said: string): string => said.replace(/(.)\1{1,20}/gu, '$1');

  holds('elongated', (before, after) => expect(joined(after)).toBe(joined(before)));
});

test('upper case is that of words, not of links', () => {
  expect(apply('upper case', 'élan vers https://exemple.test/aB', 1)).toBe('ÉLAN vers https://exemple.test/aB'.replace('vers', 'VERS'));
});

test('what is done to a row does not depend on the rows before it', () => {
  const draws = (row: string): readonly number[] => {
    const random = randomFor(7, row, 'leet');
    return [random(), random(), random()];
  };

  expect(draws('a')).toEqual(draws('a'));
  expect(draws('a')).not.toEqual(draws('b'));
});
