import type { BrandCard } from '../domain/draft.ts';
import type { Intent } from '../domain/labels.ts';
import { ACKNOWLEDGEMENTS, familyOf } from './acknowledgement-texts.ts';
import { draftLanguage, filled, greetingOf, signOffOf, wordingOf } from './wording.ts';

export type AcknowledgementInput = Readonly<{
  /** BCP 47 primary tag of the message. */
  language: string;
  intent: Intent | null;
  flagged: Readonly<{ spam: boolean; abuse: boolean; distress: boolean }>;
  brand: BrandCard;
}>;

export type Acknowledgement = Readonly<{ language: string; text: string }>;

/**
 * Two sentences between greeting and sign-off, in the customer's language or else the brand's: that the message has
 * arrived, and that a person reads it. Never a time. Distress gets help lines and no advertising sign-off; spam gets none.
 */
export function acknowledgement({ language: tag, intent, flagged, brand }: AcknowledgementInput): Acknowledgement | undefined {
  const language = draftLanguage(tag, brand);
  if (flagged.distress) return { language, text: crisisText(language, brand) };
  if (flagged.spam) return undefined;
  const texts = ACKNOWLEDGEMENTS[language] ?? ACKNOWLEDGEMENTS['en'];
  const sentences = [texts?.[flagged.abuse ? 'hello' : familyOf(intent)] ?? '', texts?.next ?? ''].map((pattern) => filled(pattern, brand));
  return { language, text: letter(greetingOf(brand, language), sentences.join(' '), signOffOf(brand, language)) };
}

/** Plain greeting and name: a cheerful brand line would be out of place. */
function crisisText(language: string, brand: BrandCard): string {
  const { greeting, crisis, signOff } = wordingOf(language);
  return letter(filled(greeting, brand), crisis.map((pattern) => filled(pattern, brand)).join(' '), filled(signOff, brand));
}

/** Greeting, body and sign-off as paragraphs. */
const letter = (greeting: string, body: string, signOff: string): string => [greeting, body, signOff].filter((part) => part !== '').join('\n\n');
