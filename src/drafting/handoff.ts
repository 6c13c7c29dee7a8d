import type { Handoff, HandoffInput } from '../domain/decision.ts';
import type { Intent, LeadTier, Urgency } from '../domain/labels.ts';
import { redact } from './redact.ts';
import { splitSentences } from './sentences.ts';
import { filled, wordingOf } from './wording.ts';

/** UTF-16 units of the one-liner, at most. */
export const ONE_LINER_MAX = 140;
const SUMMARY_SENTENCE_MAX = 240;
const LAST_MESSAGES = 3;
const FACTS_MAX = 6;
const SCAN_MAX = 4_000;

type Words = Readonly<{
  intents: Readonly<Record<Intent, string>>;
  unread: string; empty: string; crisis: string;
  leads: Readonly<Partial<Record<LeadTier, string>>>;
  urgencies: Readonly<Partial<Record<Urgency, string>>>;
  request: string; numbers: string; dates: string; urgency: string; lead: string;
  passed: string; received: string;
}>;

const FR: Words = {
  intents: {
    pricing: 'Prix', availability: 'Disponibilité', booking: 'Réservation', purchase: 'Achat', product_question: 'Question produit',
    order_status: 'Suivi de commande', delivery_problem: 'Problème de livraison',
    return_refund: 'Retour ou remboursement', billing: 'Facturation', technical_support: 'Aide technique', account: 'Compte', complaint: 'Réclamation',
    feedback: 'Avis', privacy: 'Données personnelles',
    opt_out: 'Désinscription', human_request: 'Veut parler à une personne', job_application: 'Candidature', partnership: 'Partenariat', greeting: 'Salutation',
    other: 'Autre demande', spam: 'Indésirable', abuse: 'Propos injurieux',
  },
  unread: 'Message à lire', empty: 'sans texte', crisis: 'Personne en détresse',
  leads: { hot: 'prospect chaud', warm: 'prospect intéressé' }, urgencies: { critical: 'critique', high: 'urgent' },
  request: 'Demande', numbers: 'Chiffres', dates: 'Dates', urgency: 'Urgence', lead: 'Intérêt',
  passed: 'Merci pour votre message. Je le transmets à une personne de notre équipe, qui vous répondra ici.',
  received: 'Merci pour votre message, notre équipe l\'a bien reçu.',
};

const EN: Words = {
  intents: {
    pricing: 'Price', availability: 'Availability', booking: 'Booking', purchase: 'Purchase', product_question: 'Product question',
    order_status: 'Order status', delivery_problem: 'Delivery problem',
    return_refund: 'Return or refund', billing: 'Billing', technical_support: 'Technical help', account: 'Account', complaint: 'Complaint',
    feedback: 'Feedback', privacy: 'Personal data',
    opt_out: 'Opt-out', human_request: 'Wants to speak to a person', job_application: 'Job application', partnership: 'Partnership', greeting: 'Greeting',
    other: 'Other request', spam: 'Unsolicited', abuse: 'Abusive words',
  },
  unread: 'Message to read', empty: 'no text', crisis: 'Person in distress',
  leads: { hot: 'hot lead', warm: 'interested' }, urgencies: { critical: 'critical', high: 'urgent' },
  request: 'Request', numbers: 'Figures', dates: 'Dates', urgency: 'Urgency', lead: 'Interest',
  passed: 'Thank you for your message. I am passing it on to a person on our team, who will answer you here.',
  received: 'Thank you for your message, our team has received it.',
};

/**
 * The note for whoever takes over, made of the message's own words: one line, a summary of facts, the last three turns.
 * The line and the summary go into lists and notifications, so addresses, account and telephone numbers are masked there.
 * French for French, else English. A person is needed for an escalation, distress, urgency, a wish for a person, or when
 * no classifier answered at all.
 */
export function handOff(input: HandoffInput): Handoff {
  const { text, turns, messageId, language, flagged, missing } = input;
  const words = language === 'fr' ? FR : EN;
  const needed = isNeeded(input);
  const turn = { id: messageId, role: 'customer', text } as const;
  const shown = masked(text);
  const request = firstRequest(shown);
  return {
    needed,
    oneLiner: oneLinerOf(input, request, words),
    summary: summaryOf({ ...input, text: shown }, request, words),
    lastMessages: [...turns.slice(-(LAST_MESSAGES - 1)).map(({ id, role, text: said }) => ({ id: id ?? null, role, text: said })), turn],
    openQuestions: [...missing],
    customerMessage: flagged.distress ? crisisMessage(language) : needed ? words.passed : words.received,
  };
}

/** `[EMAIL]`, `[PHONE]` and the like in the place of what identifies somebody. */
const masked = (text: string): string => redact(text.slice(0, SCAN_MAX)).text.replace(/(\[[A-Z]{4,5})_[0-9]{1,4}\]/g, '$1]');

const isNeeded = ({ escalate, flagged, urgency, intent, leadTier }: HandoffInput): boolean =>
  escalate || flagged.distress || urgency === 'high' || urgency === 'critical' || intent === 'human_request'
  || (intent === null && urgency === null && leadTier === null);

const crisisMessage = (language: string): string =>
  wordingOf(language === 'fr' ? 'fr' : 'en').crisis.map((pattern) => filled(pattern, { formality: 'vous', name: '' })).join(' ');

function oneLinerOf({ intent, leadTier, urgency, flagged }: HandoffInput, request: string, words: Words): string {
  const label = flagged.distress ? words.crisis : flagged.spam ? words.intents.spam : intent === null ? words.unread : words.intents[intent];
  const marks = [urgency === null ? undefined : words.urgencies[urgency], leadTier === null ? undefined : words.leads[leadTier]].filter((mark) => mark !== undefined);
  const tail = marks.length === 0 ? '' : ` (${marks.join(', ')})`;
  const room = ONE_LINER_MAX - label.length - tail.length - 3;
  return `${label}${colonOf(words)}${cut(request === '' ? words.empty : request, room)}${tail}`;
}

const colonOf = (words: Words): string => (words === FR ? ' : ' : ': ');

function summaryOf({ text, urgency, leadTier }: HandoffInput, request: string, words: Words): string {
  const facts = factsIn(text.slice(0, SCAN_MAX));
  const parts: readonly (readonly [string, string | undefined])[] = [
    [words.request, request === '' ? words.empty : cut(request, SUMMARY_SENTENCE_MAX)],
    [words.dates, facts.dates.join(', ')],
    [words.numbers, facts.numbers.join(', ')],
    [words.urgency, urgency === null ? undefined : words.urgencies[urgency]],
    [words.lead, leadTier === null ? undefined : words.leads[leadTier]],
  ];
  const colon = colonOf(words);
  return parts.filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => `${name}${colon}${value ?? ''}`).join(' · ');
}

const ASKING = 'voudrais|voulons|veux|souhait\\p{L}{0,8}|besoin|cherch\\p{L}{0,5}|pouvez|peux|peut-on|merci de|would like|want|need|looking for|please|could you|can you'
  + '|quiero|necesito|möchte|vorrei|queria|wil graag';
const REQUEST = new RegExp(`[?؟]|(?:^|[^\\p{L}])(?:${ASKING})(?!\\p{L})`, 'iu');
const GREETING_ONLY = /^(?:[\p{L}'’-]{1,20}[ ,!.]{0,3}){1,3}$/u;

/** The first sentence that asks for something; else the first that is more than a greeting; on one line. */
function firstRequest(text: string): string {
  const sentences = splitSentences(text.slice(0, SCAN_MAX)).map(oneLine).filter((sentence) => sentence !== '');
  return sentences.find((sentence) => REQUEST.test(sentence)) ?? sentences.find((sentence) => !GREETING_ONLY.test(sentence)) ?? sentences[0] ?? '';
}

/** Blanks joined, characters that show nothing or break a line out, halves of pairs replaced. */
const oneLine = (text: string): string => text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').replace(/\s{1,400}/g, ' ').trim();

const MONTHS = 'janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre'
  + '|january|february|march|april|may|june|july|august|september|october|november|december';
const DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|aujourd'hui|aujourd’hui|ce soir"
  + '|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|tonight';
const DATES = [
  `\\b[0-9]{1,2}(?:er|st|nd|rd|th)? (?:${MONTHS})(?: [0-9]{4})?\\b`, `\\b(?:${MONTHS}) [0-9]{1,2}\\b`, '\\b[0-9]{1,2}[/.][0-9]{1,2}(?:[/.][0-9]{2,4})?\\b',
  '\\b[0-9]{4}-[0-9]{2}-[0-9]{2}\\b', `\\b(?:${DAYS})\\b`,
];
const DATE = new RegExp(DATES.join('|'), 'gi');
const NUMBER = /[€$£#]? ?[0-9][0-9.,/-]{0,20}(?: ?(?:€|\$|£|%|\p{L}{1,12}))?/gu;

function factsIn(text: string): Readonly<{ dates: readonly string[]; numbers: readonly string[] }> {
  const dates = [...new Set([...text.matchAll(DATE)].map(([match]) => oneLine(match)))].slice(0, FACTS_MAX);
  const rest = text.replace(DATE, ' ');
  const numbers = [...new Set([...rest.matchAll(NUMBER)].map(([match]) => oneLine(match).replace(/[.,/-]{1,5}$/, '')))].slice(0, FACTS_MAX);
  return { dates, numbers };
}

/** At most `room` units, at a blank where one is near, never between the halves of a surrogate pair. */
function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const end = Math.max(1, room - 1);
  const blank = text.lastIndexOf(' ', end);
  const at = blank > end / 2 ? blank : isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
  return `${text.slice(0, at).trimEnd()}…`;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
