import { expect, test } from 'vitest';
import { loadFasttext } from '../../src/language-id/fasttext.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { MESSAGES } from './messages.ts';

const identify = await loadFasttext();
const tagOf = (text: string, more: Omit<Parameters<typeof prepareText>[0], 'text'> = {}): string => prepareText({ text, ...more }, { identify }).language.tag;
const share = (rows: typeof MESSAGES): number => rows.filter(([language, text]) => tagOf(text) === language).length / rows.length;
const isLong = ([, text]: (typeof MESSAGES)[number]): boolean => text.split(' ').length >= 4;
const FRENCH = [{ role: 'customer', text: 'Bonjour, je voudrais savoir si vous êtes ouverts' }] as const;
const SPANISH = [{ role: 'customer', text: 'hola quería saber el precio del vestido rojo' }] as const;

test('of messages of four words and more, at least 97 % are given their language', () => {
  expect(share(MESSAGES.filter(isLong))).toBeGreaterThanOrEqual(0.97);
});

test('of scraps of one to three words, at least 85 % are given their language', () => {
  expect(share(MESSAGES.filter((row) => !isLong(row)))).toBeGreaterThanOrEqual(0.85);
});

test('the word lists alone, without a library, name at least 80 % and never call a language served that is not', () => {
  const own = MESSAGES.map(([language, text]) => ({ language, found: prepareText({ text }).language }));

  expect(own.filter(({ language, found }) => found.tag === language).length / own.length).toBeGreaterThanOrEqual(0.8);
  expect(own.filter(({ found }) => found.served && found.tag === 'und')).toEqual([]);
});

test.each([
  ['Hello je voudrais réserver une table pour demain', 'fr'], ['hi, est-ce que le colis est arrivé', 'fr'], ['Salut I want to book a table for tomorrow please', 'en'],
  ['Bonjour I just want to know if my order was shipped, merci', 'en'],
])('a message in two languages has that of most of its words: %j', (text, tag) => {
  expect(tagOf(text)).toBe(tag);
});

test.each([
  ['สวัสดีครับ ราคาเท่าไหร่', 'th'], ['Привет, сколько стоит?', 'ru'], ['こんにちは、いくらですか', 'ja'], ['你好多少钱', 'zh'], ['안녕하세요', 'ko'], ['שלום', 'he'],
  ['Γεια σας, πόσο κάνει', 'el'], ['नमस्ते कितना है', 'hi'], ['سلام قیمت این چند است؟', 'fa'],
  ['Hej hur mycket kostar det att skicka', 'sv'], ['Dzień dobry, ile kosztuje dostawa', 'pl'],
])('%j is %s, a language that is not served', (text, tag) => {
  expect(prepareText({ text }, { identify }).language).toMatchObject({ tag, served: false });
});

test.each([['😀👍'], ['12345'], ['+33 6 12 34 56 78'], [''], ['  \n '], ['?!'], ['www.exemple.com'], ['\ud800'], ['\0']])('%j speaks no language', (text) => {
  expect(prepareText({ text }, { identify }).language).toEqual({ tag: 'und', confidence: 0, served: false });
});

test('a scrap that many languages share is read in the language of the conversation', () => {
  expect(tagOf('ok', { turns: FRENCH })).toBe('fr');
  expect(tagOf('no', { turns: SPANISH })).toBe('es');
  expect(tagOf('👍', { turns: SPANISH })).toBe('es');
});

test('a sentence that is plainly in another language than the conversation keeps its own', () => {
  expect(tagOf('I want to buy this dress today please', { turns: FRENCH })).toBe('en');
});

test('the caller is taken at his word, by primary tag, unless the script says otherwise', () => {
  expect(tagOf('hello how are you', { language: 'fr-CA' })).toBe('fr');
  expect(tagOf('Привіт', { language: 'uk' })).toBe('uk');
  expect(tagOf('Привет', { language: 'fr' })).toBe('ru');
  expect(tagOf('مرحبا', { language: 'fr' })).toBe('ar');
});

test.each([['und'], ['xx1'], [''], ['-'], ['français']])('a given language that is none, %j, is not believed', (language) => {
  expect(tagOf('hello how are you', { language })).toBe('en');
});
