import { expect, test } from 'vitest';
import { brandVoice } from '../../../src/drafting/checks/brand-voice.ts';
import type { CheckedDraft } from '../../../src/drafting/checks/check.ts';
import { CHECKS } from '../../../src/drafting/checks/index.ts';
import { language } from '../../../src/drafting/checks/language.ts';
import { personalData } from '../../../src/drafting/checks/personal-data.ts';
import { promise } from '../../../src/drafting/checks/promise.ts';
import { DEMO_BRAND } from '../../support/drafting.ts';

const draft = (text: string, changes: Partial<CheckedDraft> = {}): CheckedDraft => ({ text, language: 'fr', sources: [], fixed: [], message: '', brand: DEMO_BRAND, ...changes });

test('the checks are these, by these names', () => {
  expect(CHECKS.map(({ name }) => name)).toEqual(['grounded', 'promise', 'brand_voice', 'language', 'personal_data']);
});

test.each([
  'Nous vous répondrons sous 24 heures.', 'Je vous rappelle demain.', "We'll call you back.", 'You will hear from us within two days.', 'Nous vous garantissons un remboursement.', 'We will refund you.',
  'Vous aurez une réponse dans les plus brefs délais.', 'Votre pièce sera prête lundi.', 'It will be ready by Friday.', 'Wir melden uns umgehend.', 'I will ring you.', 'Reply in the next hour.',
])('a promise is caught: %s', (text) => {
  expect(promise.check(draft(text)).passed).toBe(false);
});

test.each(['Une personne de notre équipe vous répond ici.', 'A person on our team will answer you here.', 'La boutique ouvre à 10h.', 'Vous pouvez venir demain.'])('an ordinary sentence is none: %s', (text) => {
  expect(promise.check(draft(text)).passed).toBe(true);
});

test('a published sentence may state a deadline, the draft’s own may not', () => {
  const published = 'Le colis part sous deux jours ouvrés.';

  expect(promise.check(draft(published, { sources: [`Titre\n${published}`] })).passed).toBe(true);
  expect(promise.check(draft(published)).passed).toBe(false);
});

test('a banned phrase is caught as whole words, whatever its case and accents', () => {
  expect(brandVoice.check(draft('Pas de SOUCI, venez.')).passed).toBe(false);
  expect(brandVoice.check(draft('Pas de soucis.')).passed).toBe(true);
});

test.each([['none', 0], ['sparing', 2], ['free', 9]] as const)('emoji %s: up to %i', (emoji, most) => {
  const brand = { ...DEMO_BRAND, emoji };

  expect(brandVoice.check(draft('😀'.repeat(most), { brand })).passed).toBe(true);
  if (emoji !== 'free') expect(brandVoice.check(draft('😀'.repeat(most + 1), { brand })).passed).toBe(false);
});

test('French keeps the brand’s form of address', () => {
  const informal = { ...DEMO_BRAND, formality: 'tu' as const };

  expect(brandVoice.check(draft('Nous avons lu ton message.')).passed).toBe(false);
  expect(brandVoice.check(draft('Nous avons lu ton message.', { brand: informal })).passed).toBe(true);
  expect(brandVoice.check(draft('Nous avons lu votre message.', { brand: informal })).passed).toBe(false);
});

test('a draft in another language than its own is caught', () => {
  expect(language.check(draft('Thank you for your message, we have received it.')).passed).toBe(false);
  expect(language.check(draft('Merci pour votre message, nous l’avons bien reçu.')).passed).toBe(true);
});

test('a quotation in another language passes only when it is announced', () => {
  const quote = 'Dogs on a lead are welcome in the shop.';
  const sources = [`Dogs\n${quote}`];

  expect(language.check(draft(`Bonjour,\n\nVoici ce que nous avons à ce sujet, en anglais :\n« ${quote} »`, { sources })).passed).toBe(true);
  expect(language.check(draft(`Bonjour,\n\n${quote}`, { sources })).passed).toBe(false);
});

test('addresses and numbers that the business has not published are not repeated', () => {
  expect(personalData.check(draft('Nous avons noté lea.martin@mail.example.', { message: 'mon mail : lea.martin@mail.example' })).passed).toBe(false);
  expect(personalData.check(draft('Nous avons noté le 06 12 34 56 78.')).passed).toBe(false);
  expect(personalData.check(draft('IBAN FR76 3000 6000 0112 3456 7890 189')).passed).toBe(false);
  expect(personalData.check(draft('Carte 4970 1000 0000 0007')).passed).toBe(false);
  expect(personalData.check(draft('Écrivez à donnees@maregres.example.', { sources: ['donnees@maregres.example'] })).passed).toBe(true);
});
