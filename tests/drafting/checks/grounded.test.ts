import { expect, test } from 'vitest';
import { factsIn } from '../../../src/drafting/checks/facts.ts';
import { grounded } from '../../../src/drafting/checks/grounded.ts';
import { DEMO_BRAND } from '../../support/drafting.ts';

const SOURCE = 'Ouvert de 9h à 18h30 du lundi au vendredi. La tasse coûte 26 €, remise de 15 % dès 40 pièces. Le marché du 23 décembre. Écrire à compta@maregres.example, www.maregres.example/tasses ou 05 46 00 11 22.';
const check = (text: string, message = '') => grounded.check({ text, language: 'fr', sources: [SOURCE], fixed: [], message, brand: DEMO_BRAND });

test.each([
  'De 9h à 18h30.', 'From 9am to 6.30pm.', 'De 09:00 à 18:30.', '26 €', '€26', '26,00 €', '26 euros', '15%', '15 pour cent', '40 pièces', 'le 23 décembre', 'on 23 December', 'lundi', 'Monday',
  'compta@maregres.example', 'https://www.maregres.example/tasses', '0546001122', '+33 5 46 00 11 22',
])('a fact of the source is grounded, however it is spelled: %s', (text) => {
  expect(check(text)).toEqual({ passed: true });
});

test.each([
  ['another price', '28 €', 'price'], ['the price in another currency', '26 £', 'price'], ['another share', '20 %', 'percent'], ['another hour', 'à 19h', 'time'], ['another minute', '18h45', 'time'],
  ['a day', 'le dimanche', 'day'], ['a month', 'le 23 novembre', 'month'], ['another number', '41 pièces', 'number'], ['a number in words', 'douze pièces', 'number'], ['an address', 'info@maregres.example', 'email'],
  ['a link', 'www.maregres.example/bols', 'url'], ['a phone number', '05 46 00 11 23', 'phone'],
])('%s that no source holds is caught', (_what, text, kind) => {
  expect(check(text)).toEqual({ passed: false, detail: `a ${kind} that no source holds` });
});

test('what the customer wrote may be repeated', () => {
  expect(check('Pour 12 personnes le dimanche.', 'On serait 12 dimanche').passed).toBe(true);
});

test('a thousand is one number, whatever parts its digits', () => {
  expect(factsIn('1 250')).toEqual(factsIn('1250'));
  expect(factsIn('1,250')).toEqual(factsIn('1.250'));
  expect(factsIn('8,90 €')).toEqual(factsIn('€8.90'));
});
