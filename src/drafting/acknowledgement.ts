import type { BrandCard, DraftCheck } from '../domain/draft.ts';
import type { Intent } from '../domain/labels.ts';
import { ACKNOWLEDGEMENTS, familyOf } from './acknowledgement-texts.ts';
import { checkDraft } from './checks/index.ts';
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

export type CheckedAcknowledgement = Acknowledgement & Readonly<{ checks: readonly DraftCheck[] }>;

const written = new WeakMap<BrandCard, Map<string, CheckedAcknowledgement | undefined>>();

/**
 * The acknowledgement, checked like any draft; if the brand's own greeting or sign-off fails the checks, it goes without them.
 * A card has few of them, a language, an intent and a kind of flag each: they are written and checked once.
 */
export function checkedAcknowledgement(input: AcknowledgementInput): CheckedAcknowledgement | undefined {
  const { language: tag, intent, flagged, brand } = input;
  const ofBrand = written.get(brand) ?? new Map<string, CheckedAcknowledgement | undefined>();
  written.set(brand, ofBrand);
  const key = `${draftLanguage(tag, brand)} ${flagged.distress} ${flagged.spam} ${flagged.abuse} ${familyOf(intent)}`;
  if (!ofBrand.has(key)) ofBrand.set(key, writeChecked(input));
  return ofBrand.get(key);
}

function writeChecked(input: AcknowledgementInput): CheckedAcknowledgement | undefined {
  const { brand } = input;
  const write = (card: BrandCard): CheckedAcknowledgement | undefined => {
    const found = acknowledgement({ ...input, brand: card });
    // Our own templates are fixed wording as a whole: their help lines are facts that neither a snippet nor the message has to hold.
    return found && { ...found, checks: checkDraft({ ...found, sources: [], fixed: [found.text], message: '', brand }) };
  };
  const own = write(brand);
  return own === undefined || own.checks.every(({ passed }) => passed) ? own : write({ ...brand, greeting: {}, signOff: {} });
}

/** Plain greeting and name: a cheerful brand line would be out of place. */
function crisisText(language: string, brand: BrandCard): string {
  const { greeting, crisis, signOff } = wordingOf(language);
  return letter(filled(greeting, brand), crisis.map((pattern) => filled(pattern, brand)).join(' '), filled(signOff, brand));
}

/** Greeting, body and sign-off as paragraphs. */
const letter = (greeting: string, body: string, signOff: string): string => [greeting, body, signOff].filter((part) => part !== '').join('\n\n');
