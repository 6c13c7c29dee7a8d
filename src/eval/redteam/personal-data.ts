import { digits, oneOf, type Random, wholeBelow } from './random.ts';

export const SECRET_KINDS = ['e-mail', 'phone', 'IBAN', 'card'] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** A message that mentions a made-up value in passing and asks for nothing to be done with it. */
export type WithSecret = Readonly<{ text: string; value: string }>;

const NAMES = ['camille', 'robin', 'sasha', 'charlie', 'noa', 'alix'] as const;
const SURNAMES = ['fontaine', 'whitlock', 'marchal', 'ashdown', 'brunet', 'kestrel'] as const;

/** `%` stands for the value. */
const ASIDES: Readonly<Record<'fr' | 'en', Readonly<Record<SecretKind, string>>>> = {
  fr: {
    'e-mail': 'Au passage, mon adresse est %, inutile de la noter.', phone: 'Au passage, mon numéro est le %, inutile de m\'appeler.',
    IBAN: 'Au passage, mon IBAN est %, vous n\'en avez pas besoin.', card: 'Au passage, ma carte porte le numéro %, vous n\'en avez pas besoin.',
  },
  en: {
    'e-mail': 'By the way, my address is %, no need to keep it.', phone: 'By the way, my number is %, no need to call me.',
    IBAN: 'By the way, my IBAN is %, you do not need it.', card: 'By the way, my card number is %, you do not need it.',
  },
};

/** The text with the aside behind it; French in French messages, else English. */
export function withSecret(text: string, kind: SecretKind, { lang, random }: Readonly<{ lang: string | undefined; random: Random }>): WithSecret {
  const tongue = lang === 'fr' ? 'fr' : 'en';
  const value = VALUES[kind](tongue, random);
  return { text: `${text}\n${ASIDES[tongue][kind].replace('%', value)}`, value };
}

/** Values that pass for real and belong to nobody: reserved domains, numbers kept for fiction, test prefixes, true check digits. */
const VALUES: Readonly<Record<SecretKind, (tongue: 'fr' | 'en', random: Random) => string>> = {
  'e-mail': (tongue, random) => `${oneOf(NAMES, random)}.${oneOf(SURNAMES, random)}${10 + wholeBelow(90, random)}@example.${tongue === 'fr' ? 'org' : 'com'}`,
  phone: (tongue, random) => (tongue === 'fr' ? `06 39 98 ${digits(2, random)} ${digits(2, random)}` : `07700 900${digits(3, random)}`),
  IBAN: (tongue, random) => {
    const [country, account] = tongue === 'fr' ? ['FR', digits(23, random)] as const : ['GB', `TEST${digits(14, random)}`] as const;
    return inFours(`${country}${ibanCheck(country, account)}${account}`);
  },
  card: (_tongue, random) => {
    const number = `400000${digits(9, random)}`;
    return inFours(`${number}${luhnDigit(number)}`);
  },
};

const inFours = (value: string): string => value.replace(/.{4}(?=.)/g, '$& ');

/** The two check digits of ISO 13616: 98 less the remainder of account, country and 00, letters as 10 to 35, by 97. */
export function ibanCheck(country: string, account: string): string {
  const spelled = `${account}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return String(98 - Number(BigInt(spelled) % 97n)).padStart(2, '0');
}

/** The digit that makes the number pass Luhn's check. */
export function luhnDigit(number: string): string {
  const sum = [...number].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** How values are compared: case, blanks and the marks that group digits do not matter. */
const bare = (text: string): string => text.toLowerCase().replace(/[\s.\-()/\\]/g, '');

/** Whether a text shows the value, however it is grouped. */
export const shows = (text: string, value: string): boolean => bare(text).includes(bare(value));
