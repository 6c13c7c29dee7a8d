import { expect, test } from 'vitest';
import { findAbuseSymbols } from '../../../src/classifiers/abuse/symbols.ts';
import { prepareText } from '../../../src/text/prepare.ts';

const symbolsIn = (text: string, language?: string): readonly string[] => findAbuseSymbols(prepareText({ text,
  ...(language === undefined ? {} : { language }) })).map(({ name }) => name);

test.each([
  ['tu es un connard', 'YOU_INSULT'], ['s a l o p e', 'INSULT'], ['f.d.p', 'INSULT'], ['c0nnard', 'INSULT'], ['sаlоре', 'INSULT'],
  ['il m’a traité de « connard »', 'QUOTED_INSULT'], ['je suis un idiot, pardon', 'SELF_INSULT'], ['put***', 'MASKED_WORD'],
  ['je vais te tuer', 'THREAT_YOU'], ['fuck this printer', 'CUSS_EN'], ['mettre fin à mes jours', 'SELF_HARM'], ['elle a 14 ans', 'MINOR'],
])('%j shows %s', (text, symbol) => {
  expect(symbolsIn(text)).toContain(symbol);
});

test.each([['une conférence à Condom', 'INSULT'], ['where is my order', 'YOU_INSULT'], ['j’ai pris 2 tickets', 'THREAT_YOU'],
  ['cul-de-sac', 'YOU_INSULT']])('%j does not show %s', (text, symbol) => {
  expect(symbolsIn(text)).not.toContain(symbol);
});

test('a word that is coarse in one language only is not held against the other', () => {
  expect(symbolsIn('vous avez des bites d’amarrage', 'fr')).not.toContain('CUSS_EN');
  expect(symbolsIn('fuck', 'fr')).not.toContain('CUSS_EN');
});
