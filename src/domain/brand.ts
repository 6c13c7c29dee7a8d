import { z } from 'zod';
import type { BrandCard } from './draft.ts';

const phrase = z.string().trim().min(1).max(200);
/** One wording for the brand's own language, or one a language, by primary tag. */
const wording = z.union([phrase, z.record(z.string().regex(/^[a-z]{2,3}$/, 'a primary language tag'), phrase)]).default({});

/**
 * A brand card as its file spells it; `do` and `dont` are advice to people and are not kept.
 * The output is a BrandCard: one greeting and sign-off a language, a plain string standing for the locale's language.
 */
export const BrandCardSchema = z.object({
  name: z.string().trim().min(1).max(120),
  locale: z.string().regex(/^[a-z]{2,3}(?:-[A-Z]{2})?$/, 'a BCP 47 tag such as fr-FR'),
  tone: z.array(phrase).max(20).default([]),
  formality: z.enum(['tu', 'vous']).default('vous'),
  emoji: z.enum(['none', 'sparing', 'free']).default('sparing'),
  greeting: wording,
  sign_off: wording,
  banned_phrases: z.array(phrase).max(500).default([]),
}).transform(({ name, locale, tone, formality, emoji, greeting, sign_off, banned_phrases }): BrandCard => ({
  name, locale, tone, formality, emoji,
  greeting: byLanguage(greeting, locale),
  signOff: byLanguage(sign_off, locale),
  bannedPhrases: banned_phrases,
}));

const byLanguage = (given: string | Readonly<Record<string, string>>, locale: string): Readonly<Record<string, string>> =>
  typeof given === 'string' ? { [locale.split('-')[0] ?? locale]: given } : given;
