import { expect, test } from 'vitest';
import { fold } from '../../src/text/fold.ts';
import { tokenize } from '../../src/text/tokenize.ts';

const read = (text: string): readonly string[] => tokenize(fold(text)).tokens.map((token) => token.text);
const words = (text: string): readonly string[] => tokenize(fold(text)).tokens.filter(({ kind }) => kind === 'word').map((token) => token.text);
const tricks = (text: string): readonly string[] => tokenize(fold(text)).marks.map(({ kind }) => kind);
const kindsOf = (text: string): readonly string[] => tokenize(fold(text)).tokens.map(({ kind }) => kind);

test.each([
  ['m0ney', 'money'], ['conn4rd', 'connard'], ['sal0pe', 'salope'], ['s@lope', 'salope'], ['$alope', 'salope'], ['m€rci', 'merci'], ['n1que', 'nique'],
  ['s4l0p3', 'salope'], ['sh!t', 'shit'], ['b!tches', 'bitches'],
  ['sаlope', 'salope'], ['ѕехе', 'sexe'], ['c\u200bo\u200bn', 'con'], ['s a l o p e', 'salope'], ['s  a  l  o  p  e', 'salope'], ['S A L O P E', 'salope'],
  ['s.a.l.o.p.e', 'salope'], ['s-a-l-o-p-e', 'salope'],
  ['s_a_l_o_p_e', 'salope'], ['s*a*l*o*p*e', 'salope'], ['s/a/l/o/p/e', 'salope'], ['f.u.c.k', 'fuck'], ['f.d.p', 'fdp'], ['c-o-n', 'con'], ['m 0 n e y', 'money'],
  ['saaalope', 'salope'], ['noooooon', 'non'], ['connnnnard', 'connard'],
])('the disguise of %j is undone', (disguised, plain) => {
  expect(words(disguised)).toEqual([plain]);
});

test.each([
  ["s a l o p e c'est toi", ['salope', 'c', 'est', 'toi']], ["j'ai dit s a l o p e", ['j', 'ai', 'dit', 'salope']], ["l'a v o c a t", ['l', 'a', 'vocat']],
  ['p u t e  s a l e', ['pute', 'sale']],
  ['t es une s.a.l.o.p.e. Vraiment', ['t', 'es', 'une', 'salope', 'vraiment']],
])('in %j only the spelt-out letters are joined', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

test.each([
  ['b2b'], ['h24'], ['covid19'], ['iphone14'], ['mp3'], ['cul de sac'], ['12,50 €'], ['50$'], ['commande n° 48213'], ['AB-48213-X'], ["J'ai 2 m 3"], ['Il y a 4 à 5 h'],
  ['à 4 h 30'], ['A B C D'], ['A, B, C, D'], ['taille S, M, L ou XL'], ['S/M/L'],
  ['S-M-L'], ['1.2.3.4'], ['06 12 34 56 78'], ['2 x 3'], ['Y-a-t-il une place ?'], ['oui!merci'], ['hi!there'], ['5 0 0 0'], ['p.s. merci'], ['e.g. this'],
  ['rdv à 14h'], ['T - S - L'], ['plan b'], ['vitamine c d'], ['R2D2'], ['a1b2c3'], ['wifi 5GHz'],
])('%j is left alone', (text) => {
  const folded = fold(text).text;

  expect(read(text).join('').replaceAll(' ', '')).toBe(folded.replaceAll(' ', ''));
  expect(tricks(text)).toEqual([]);
});

test.each([['S.A.R.L. Dupont', 'sarl'], ['U.S.A.', 'usa'], ['R.D.V. demain', 'rdv']])('the abbreviation %j is one word and no trick', (text, word) => {
  expect(words(text)[0]).toBe(word);
  expect(tricks(text)).toEqual([]);
});

test.each([
  ['Не знаю, он не пришёл', 'не'], ['και δεν ξέρω', 'και'],
])('words of a text in another alphabet stay in it: %j', (text, word) => {
  expect(words(text)).toContain(word);
  expect(tricks(text)).toEqual([]);
});

test.each([
  ['$500', ['punctuation', 'number']], ['50$', ['number', 'punctuation']], ['https://a.fr/x?y=1', ['url']], ['www.exemple.fr', ['url']], ['bit.ly/3xYz', ['url']],
  ['shop-free.top', ['url']], ['lea@exemple.fr', ['email']], ['@lea', ['mention']],
  ['#promo', ['mention']], ['12,50', ['number']], ['😀', ['emoji']], ['🏴', ['emoji']], ['𠮷', ['punctuation']], ['?!', ['punctuation', 'punctuation']],
  ['hxxp://a.b/c', ['url']], ['بكم؟', ['word', 'punctuation']], ['٢٥٠', ['number']],
])('%j is cut into %j', (text, kinds) => {
  expect(kindsOf(text)).toEqual(kinds);
});

test.each([['merci.de rien'], ['bonjour.ça va'], ['ok.es tu là'], ['love.it so much']])('a missing blank after a full stop makes no link: %j', (text) => {
  expect(kindsOf(text)).not.toContain('url');
});

test('the stars and dashes of a chat that set words in bold or italics are not part of the words', () => {
  expect(words('*URGENT* _ma commande_ ~annulée~')).toEqual(['urgent', 'ma', 'commande', 'annulee']);
  expect(words('sale pu** de merd*')).toEqual(['sale', 'pu**', 'de', 'merd*']);
});

test('a sentence end is no part of a link', () => {
  expect(read('voir https://a.fr/x.')).toEqual(['voir', 'https://a.fr/x', '.']);
});

test('the place of a joined word covers all of its letters', () => {
  const { tokens, marks } = tokenize(fold('Eh s a l o p e !'));
  const [token] = tokens.filter(({ text }) => text === 'salope');

  expect(token).toMatchObject({ start: 3, end: 14 });
  expect(marks).toEqual([{ kind: 'spacing', span: { start: 3, end: 14 } }]);
});
