import { expect, test } from 'vitest';
import { nextQuestion } from '../../src/triage/next-question.ts';

const VOUS = { formality: 'vous', locale: 'fr-FR' } as const;

test('the first missing element is asked for, in the customer\'s language', () => {
  expect(nextQuestion(['date', 'budget'], 'fr', VOUS)).toBe('Pour quelle date en avez-vous besoin ?');
  expect(nextQuestion(['budget'], 'en', VOUS)).toBe('Do you have a budget in mind?');
});

test('the brand says whether a French customer is addressed formally', () => {
  expect(nextQuestion(['date'], 'fr', { ...VOUS, formality: 'tu' })).toBe('Tu en as besoin pour quelle date ?');
});

test('a language without wording is asked in the brand\'s own, else in English', () => {
  expect(nextQuestion(['date'], 'sv', VOUS)).toBe('Pour quelle date en avez-vous besoin ?');
  expect(nextQuestion(['date'], 'sv', { ...VOUS, locale: 'da-DK' })).toBe('Which date do you have in mind?');
});

test.each([[[]], [['colour']]])('nothing to ask for in %j', (missing) => {
  expect(nextQuestion(missing, 'fr', VOUS)).toBeNull();
});

test('every element has its question in every served language but Arabic', () => {
  for (const element of ['quantity', 'date', 'budget', 'contact']) {
    const asked = ['fr', 'en', 'es', 'de', 'it', 'pt', 'nl'].map((language) => nextQuestion([element], language, VOUS));
    expect(new Set(asked).size).toBe(7);
    for (const question of asked) expect(question).toMatch(/\?$/);
  }
});
