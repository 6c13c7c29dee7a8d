import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from '../../src/drafting/redact.ts';
import { nastyText } from '../support/nasty-text.ts';

test.each([
  ['an e-mail address', 'Écrivez à lea.martin@mail.example svp', 'Écrivez à [EMAIL_1] svp'],
  ['an IBAN', 'IBAN FR76 3000 6000 0112 3456 7890 189, merci', 'IBAN [IBAN_1], merci'],
  ['a card number', 'carte 4970 1000 0000 0007.', 'carte [CARD_1].'],
  ['a phone number', 'au 06 12 34 56 78 ou +33 6 12 34 56 79', 'au [PHONE_1] ou [PHONE_2]'],
])('%s does not leave the process', (_what, text, expected) => {
  expect(redact(text).text).toBe(expected);
});

test('the same value gets the same placeholder, another one the next', () => {
  expect(redact('a@x.fr puis b@x.fr puis a@x.fr').text).toBe('[EMAIL_1] puis [EMAIL_2] puis [EMAIL_1]');
});

test('the contact’s name is hidden in any case, as whole words, and parts too short to be one stay', () => {
  expect(redact('Ici Léa martin, de la part de LÉA (Martinique)', 'Léa Martin de').text).toBe('Ici [NAME_1] [NAME_3], de la part de [NAME_2] (Martinique)');
});

test('a name is no pattern, and one that is a placeholder’s word leaves placeholders whole', () => {
  expect(redact('c’est (a+b)* et a.b@x.fr', '(a+b)*').text).toBe('c’est [NAME_1] et [EMAIL_1]');
  expect(redact('mon email : a@x.fr', 'Email').text).toBe('mon [NAME_1] : [EMAIL_1]');
  expect(redact('Jean-Pierre ici', 'Jean-Pierre').text).toBe('[NAME_1] ici');
});

test('prices, dates and quantities stay: an answer needs them', () => {
  const text = '12 mugs à 26 € pour le 12/12/2026, commande 48213';

  expect(redact(text).text).toBe(text);
});

test('a reply gets the values back, unknown placeholders stay', () => {
  const { restore } = redact('Je suis Inès, ines@mail.example', 'Inès');

  expect(restore('Merci [NAME_1], nous écrirons à [EMAIL_1] et non à [EMAIL_2].')).toBe('Merci Inès, nous écrirons à ines@mail.example et non à [EMAIL_2].');
});

test('whatever was hidden comes back as it was', () => {
  fc.assert(fc.property(nastyText(), fc.constantFrom('a@x.fr', '06 12 34 56 78', 'FR76 3000 6000 0112 3456 7890 189', 'Zoé'), fc.constantFrom('Zoé', '$& $1', '', '\\'), (text, value, name) => {
    const given = `${text} ${value} ${text}`;
    const { text: redacted, restore } = redact(given, name);
    expect(restore(redacted)).toBe(given);
  }));
});
