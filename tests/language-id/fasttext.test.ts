import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadFasttext } from '../../src/language-id/fasttext.ts';
import { nastyText } from '../support/nasty-text.ts';

const identify = await loadFasttext();

test.each([
  ['fr', 'Je voudrais savoir quand ma commande sera livrée'], ['en', 'I would like to know when my order will be delivered'],
  ['sv', 'Jag skulle vilja veta när min beställning levereras'], ['pl', 'Chciałbym wiedzieć, kiedy dotrze moje zamówienie'],
  ['tr', 'Siparişimin ne zaman teslim edileceğini öğrenmek istiyorum'], ['uk', 'Я хотів би знати, коли буде доставлено моє замовлення'],
])('a plain sentence is %s with a confidence above one half', (tag, text) => {
  const found = identify(text);

  expect(found.tag).toBe(tag);
  expect(found.confidence).toBeGreaterThan(0.5);
});

test('any text at all gets a tag and a confidence between 0 and 1', () => {
  fc.assert(fc.property(nastyText(), (text) => {
    const { tag, confidence } = identify(text);

    expect(tag).toMatch(/^[a-z]{2,3}$/);
    expect(confidence >= 0 && confidence <= 1).toBe(true);
  }));
});

test('asking twice gives the same answer', () => {
  expect(identify('guten Tag, haben Sie heute offen?')).toEqual(identify('guten Tag, haben Sie heute offen?'));
});
