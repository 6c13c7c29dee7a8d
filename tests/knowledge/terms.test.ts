import { expect, test } from 'vitest';
import { conceptOf, CONCEPTS } from '../../src/knowledge/concepts.ts';
import { contentTerms } from '../../src/knowledge/terms.ts';
import { prepareText } from '../../src/text/prepare.ts';

const stems = (text: string, language: string): readonly string[] => contentTerms(prepareText({ text, language })).map(({ stem }) => stem).filter((stem) => stem !== '');

test('courtesies and stop words ask for nothing', () => {
  expect(stems('Bonjour madame, merci beaucoup et bonne journée !', 'fr')).toEqual([]);
  expect(stems('hi there, thanks so much', 'en')).toEqual([]);
});

test('forms of a word share a stem, accents or not', () => {
  expect(stems('réservée', 'fr')).toEqual(stems('reserver', 'fr'));
  expect(stems('deliveries', 'en')).toEqual(stems('delivery', 'en'));
});

test('a stop word that names a concept keeps its place, without a stem', () => {
  expect(contentTerms(prepareText({ text: 'combien', language: 'fr' }))).toEqual([{ word: 'combien', stem: '', concept: 'price' }]);
});

test('a word means what it means in its own language', () => {
  expect(conceptOf('location', 'fr')).toBe('rent');
  expect(conceptOf('location', 'en')).toBe('location');
  expect(conceptOf('livraisons', 'fr')).toBe(conceptOf('delivered', 'en'));
});

test('a word of a language without a list is read as French, then as English', () => {
  expect([conceptOf('garer', 'und'), conceptOf('parking', 'sv'), conceptOf('xyzzy', 'und')]).toEqual(['parking', 'parking', undefined]);
});

test('concepts are named once and leave a bucket of the embedding free', () => {
  expect(new Set(CONCEPTS).size).toBe(CONCEPTS.length);
  expect(CONCEPTS.length).toBeLessThan(128);
});
