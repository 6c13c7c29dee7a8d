import { expect, test } from 'vitest';
import { INTENTS, SERVED_LANGUAGES } from '../../src/domain/labels.ts';
import { acknowledgement, checkedAcknowledgement } from '../../src/drafting/acknowledgement.ts';
import { checkDraft } from '../../src/drafting/checks/index.ts';
import { splitSentences } from '../../src/drafting/sentences.ts';
import { DEMO_BRAND } from '../support/drafting.ts';

const CALM = { spam: false, abuse: false, distress: false };
const written = (language: string, changes: Partial<Parameters<typeof acknowledgement>[0]> = {}) => acknowledgement({ language, intent: 'pricing', flagged: CALM, brand: DEMO_BRAND, ...changes });

test.each(SERVED_LANGUAGES)('in %s: greeting, two sentences, sign-off; every check passes, for every intent and both forms of address', (language) => {
  for (const intent of INTENTS) {
    for (const formality of ['tu', 'vous'] as const) {
      const brand = { ...DEMO_BRAND, formality };
      const found = written(language, { intent, brand });
      const text = found?.text ?? '';
      expect(found?.language).toBe(language);
      expect(splitSentences(text)).toHaveLength(4);
      // Nothing is passed as fixed wording, so that the templates themselves are checked.
      expect(checkDraft({ text, language, sources: [], fixed: [], message: '', brand }).filter(({ passed }) => !passed)).toEqual([]);
      expect(text).not.toMatch(/[{}|]/);
    }
  }
});

test('the brand’s own greeting and sign-off are used, others made for a language it has none in', () => {
  expect(written('fr')?.text).toMatch(/^Bonjour,\n\n[^\n]+\n\nÀ bientôt, l'équipe de l'Atelier Marégrès$/);
  expect(written('de')?.text).toMatch(/^Guten Tag,\n\n[^\n]+\n\nDas Team von Atelier Marégrès$/);
});

test('a language that is not served is answered in the brand’s', () => {
  expect(written('ja')?.language).toBe('fr');
  expect(written('und', { brand: { ...DEMO_BRAND, locale: 'en-GB' } })?.language).toBe('en');
});

test('intents of one kind are thanked in one way, others in another', () => {
  expect(written('en', { intent: 'pricing' })).toEqual(written('en', { intent: 'booking' }));
  expect(written('en', { intent: 'complaint' })?.text).toContain('sorry');
  expect(written('en', { intent: null })).toEqual(written('en', { intent: 'other' }));
});

test.each(SERVED_LANGUAGES)('in %s distress gets a number to call and no cheerful sign-off', (language) => {
  const text = written(language, { flagged: { ...CALM, distress: true } })?.text ?? '';

  expect(text).toMatch(/[0-9]{3}/);
  expect(text).not.toContain('À bientôt');
  expect(text).not.toContain('See you soon');
});

test('spam gets none, but a person in distress is answered even then', () => {
  expect(written('fr', { flagged: { ...CALM, spam: true } })).toBeUndefined();
  expect(written('fr', { flagged: { ...CALM, spam: true, distress: true } })?.text).toContain('3114');
});

test('abuse is acknowledged without thanking for an interest', () => {
  expect(written('en', { flagged: { ...CALM, abuse: true } })?.text).not.toContain('interest');
});

test('it is written and checked once a card, language, kind of intent and flag, and never for another card', () => {
  const asked = { language: 'fr', intent: 'pricing', flagged: CALM, brand: DEMO_BRAND } as const;
  const first = checkedAcknowledgement(asked);

  expect(checkedAcknowledgement({ ...asked, intent: 'booking' })).toBe(first);
  expect(first).toMatchObject({ text: written('fr')?.text, checks: [{ passed: true }, { passed: true }, { passed: true }, { passed: true }, { passed: true }] });
  for (const other of [{ intent: 'complaint' }, { language: 'en' }, { flagged: { ...CALM, abuse: true } }, { brand: { ...DEMO_BRAND, name: 'Autre', signOff: {} } }] as const) {
    expect(checkedAcknowledgement({ ...asked, ...other })?.text).toBe(acknowledgement({ ...asked, ...other })?.text);
    expect(checkedAcknowledgement({ ...asked, ...other })?.text).not.toBe(first?.text);
  }
  expect(checkedAcknowledgement({ ...asked, flagged: { ...CALM, spam: true } })).toBeUndefined();
});
