/** Text with personal data replaced by placeholders, and the way back, which lives in memory only. */
export type Redacted = Readonly<{ text: string; restore(reply: string): string }>;

/** In order: an IBAN or a card is taken before its digits look like a phone number. Linear time: bounded repetitions, none nested in another. */
const KINDS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['EMAIL', /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}/g],
  ['IBAN', /\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g],
  ['CARD', /\b(?:[0-9]{4}[ -]?){3}[0-9]{1,7}\b/g],
  ['PHONE', /(?:\+[0-9]{1,3}|\b0)(?:[ .()-]{0,2}[0-9]){7,13}\b/g],
];

/** E-mail addresses, IBANs, card and phone numbers, and the words of the contact's own name in any case, as `[EMAIL_1]` and the like. */
export function redact(text: string, name?: string): Redacted {
  const found = new Map<string, string>();
  const place = (kind: string, value: string): string => {
    const known = [...found].find(([, original]) => original === value)?.[0];
    if (known !== undefined) return known;
    const placeholder = `[${kind}_${[...found.keys()].filter((key) => key.startsWith(`[${kind}_`)).length + 1}]`;
    found.set(placeholder, value);
    return placeholder;
  };
  let redacted = KINDS.reduce((rest, [kind, pattern]) => rest.replace(pattern, (value) => place(kind, value)), text);
  for (const part of (name ?? '').split(/\s+/).filter((word) => word.length > 2)) redacted = redacted.replace(wholeWord(part), (value) => place('NAME', value));
  return { text: redacted, restore: (reply) => [...found].reduce((rest, [placeholder, original]) => rest.replaceAll(placeholder, () => original), reply) };
}

const wholeWord = (word: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}_[])${word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\p{L}\\p{N}_])`, 'giu');
