import { expect, test } from 'vitest';
import { findShape } from '../../../src/classifiers/linear/shape.ts';
import { prepareText } from '../../../src/text/prepare.ts';

const shapeOf = (text: string): readonly string[] => findShape(prepareText({ text })).map(({ name }) => name);

test.each([
  ['https://a.fr/x', 'URL'], ['voir bit.ly/3xYz', 'SHORT_LINK'], ['voir bit.ly/3xYz', 'URL'], ['lea@exemple.fr', 'EMAIL'], ['06 12 34 56 78', 'PHONE'],
  ['+33 6 12 34 56 78', 'PHONE'], ['12 €', 'MONEY'], ['$500', 'MONEY'], ['50$', 'MONEY'], ['20%', 'PERCENT'],
  ['ça va ?', 'QUESTION'], ['هل ممكن؟', 'QUESTION'], ['vite !!', 'EXCLAMATIONS'], ['JE VEUX UN REMBOURSEMENT', 'ALL_CAPS'], ['ok 👍', 'EMOJI'], ['👍👍👍', 'EMOJI_MANY'],
  ['s a l o p e', 'OBFUSCATED'], ['c\u200bon', 'INVISIBLE'], ['a\nb', 'LINES'],
  ['ok', 'LENGTH_1'], ['', 'LENGTH_1'], ['un deux trois', 'LENGTH_2_4'], ['mot '.repeat(10), 'LENGTH_5_12'], ['mot '.repeat(30), 'LENGTH_13_40'],
  ['mot '.repeat(50), 'LENGTH_41'],
])('%j shows %s', (text, symbol) => {
  expect(shapeOf(text)).toContain(symbol);
});

test.each([
  ['commande 1234567', 'PHONE'], ['nooooooon', 'OBFUSCATED'], ['❤️', 'INVISIBLE'], ['👨‍👩‍👧‍👦', 'INVISIBLE'], ['vite !', 'EXCLAMATIONS'], ['SAV OK', 'ALL_CAPS'],
  ['merci.de rien', 'URL'], ['A B C D', 'OBFUSCATED'], ['S.A.R.L. Dupont', 'OBFUSCATED'], ['voir exemple.fr', 'SHORT_LINK'],
])('%j does not show %s', (text, symbol) => {
  expect(shapeOf(text)).not.toContain(symbol);
});

test('a disguise is pointed at where it stands, not where letters are merely stretched', () => {
  const text = 'nooooooon espèce de s a l o p e';
  const span = findShape(prepareText({ text })).find(({ name }) => name === 'OBFUSCATED')?.span;

  expect(text.slice(span?.start, span?.end)).toBe('s a l o p e');
});

test('every text has exactly one length', () => {
  for (const text of ['', 'a', 'a b c', 'mot '.repeat(11), 'mot '.repeat(200), '😀']) expect(shapeOf(text).filter((name) => name.startsWith('LENGTH')),
    text).toHaveLength(1);
});
