import { expect, test } from 'vitest';
import { BrandCardSchema } from '../../src/domain/brand.ts';
import { DEMO_BRAND } from '../support/drafting.ts';

test('a plain greeting and sign-off stand for the language of the locale', () => {
  const card = BrandCardSchema.parse({ name: 'Chez Lou', locale: 'fr-FR', greeting: 'Salut,', sign_off: 'Lou', banned_phrases: ['pas cher'], do: ['x'], dont: ['y'] });

  expect(card).toEqual({ name: 'Chez Lou', locale: 'fr-FR', tone: [], formality: 'vous', emoji: 'sparing', greeting: { fr: 'Salut,' }, signOff: { fr: 'Lou' }, bannedPhrases: ['pas cher'] });
});

test('wording by language is kept as it is', () => {
  expect(Object.keys(DEMO_BRAND.greeting)).toEqual(['fr', 'en']);
  expect(DEMO_BRAND.signOff['en']).toContain('Atelier Marégrès');
});

test.each([['no name', { locale: 'fr-FR' }], ['a locale that is none', { name: 'A', locale: 'French' }], ['an unknown formality', { name: 'A', locale: 'fr', formality: 'brusque' }], ['a greeting in a language that is none', { name: 'A', locale: 'fr', greeting: { French: 'x' } }]])(
  'a card with %s is refused', (_what, card) => {
    expect(BrandCardSchema.safeParse(card).success).toBe(false);
  });

test.each([['Informal', 'tu'], ['casual', 'tu'], ['neutral', 'vous'], ['formal', 'vous'], ['TU', 'tu']])('formality "%s" is read as %s', (formality, read) => {
  expect(BrandCardSchema.parse({ name: 'N', locale: 'fr-FR', formality }).formality).toBe(read);
});

test.each([['never', 'none'], ['few', 'sparing'], ['yes', 'free']])('emoji "%s" is read as %s', (emoji, read) => {
  expect(BrandCardSchema.parse({ name: 'N', locale: 'fr-FR', emoji }).emoji).toBe(read);
});
