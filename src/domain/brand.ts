import { z } from 'zod';
import type { BrandCard } from './draft.ts';

const phrase = z.string().trim().min(1).max(200);
/** One wording for the brand's own language, or one a language, by primary tag. */
const wording = z.union([phrase, z.record(z.string().regex(/^[a-z]{2,3}$/, 'a primary language tag'), phrase)]).default({});

/** Other words that people write for a value of a card. */
const FORMALITIES: Readonly<Record<string, string>> = { formal: 'vous', neutral: 'vous', you: 'vous', sie: 'vous', usted: 'vous', informal: 'tu', casual: 'tu', familiar: 'tu', du: 'tu' };
const EMOJI: Readonly<Record<string, string>> = { never: 'none', no: 'none', off: 'none', few: 'sparing', rare: 'sparing', rarely: 'sparing', some: 'sparing', moderate: 'sparing', yes: 'free', often: 'free', many: 'free' };
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, others: Readonly<Record<string, string>>) =>
  z.preprocess((given) => (typeof given === 'string' ? others[given.trim().toLowerCase()] ?? given.trim().toLowerCase() : given), z.enum(values));

/**
 * A brand card as its file spells it; `do` and `dont` are advice to people and are not kept.
 * The output is a BrandCard: one greeting and sign-off a language, a plain string standing for the locale's language.
 */
export const BrandCardSchema = z.object({
  name: z.string().trim().min(1).max(120),
  locale: z.string().regex(/^[a-z]{2,3}(?:-[A-Z]{2})?$/, 'a BCP 47 tag such as fr-FR'),
  tone: z.array(phrase).max(20).default([]),
  formality: oneOf(['tu', 'vous'], FORMALITIES).default('vous'),
  emoji: oneOf(['none', 'sparing', 'free'], EMOJI).default('sparing'),
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
