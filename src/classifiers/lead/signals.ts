import type { PreparedText } from '../../domain/message.ts';
import type { SymbolHit } from '../classifier.ts';

/** Concrete elements of a purchase, by shape rather than by word. */
export const SIGNALS = ['QUANTITY', 'BUDGET', 'DATE', 'TIME', 'CONTACT_PHONE', 'CONTACT_EMAIL', 'PLACE', 'PEOPLE', 'ORDER_NUMBER'] as const;
export type Signal = (typeof SIGNALS)[number];

const MONTH = 'janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january|february|march|april|june|july|august|september|october|november|december|jan|feb|oct|nov|dec|enero|febrero|abril|mayo|junio|julio|agosto|januar|februar|marz|juni|juli|oktober|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre';
const DAY = 'lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|miercoles|jueves|viernes|sabado|montag|dienstag|mittwoch|donnerstag|freitag|samstag|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|demain|tomorrow|manana|morgen|domani|amanha|weekend|week end|ce soir|tonight';
const PEOPLE_WORD = 'personnes?|pers|convives|invites|adultes?|enfants|couverts|salaries|collaborateurs|guests?|people|persons?|pax|adults?|kids|employees|staff|seats|users?|licences?|licenses?|postes|personas|personen|persone|pessoas';
const UNIT = 'pieces?|pcs|exemplaires?|unites?|cartons?|boites?|paires?|lots?|kg|kilos?|litres?|m2|metres?|units?|boxes|pairs?|copies|packs?|cases|t-shirts?|tshirts?|mugs?|flyers?|affiches|bouteilles?|bottles?|stuck|unidades|pezzi|stuks';

/** Each runs once over the folded text; alternatives are plain words, no nested repetition. */
const PATTERNS: readonly (readonly [Signal, RegExp])[] = [
  ['BUDGET', /(?:budget[^0-9\n]{0,20})[0-9][0-9 .,]{0,12}|[0-9][0-9 .,]{0,12}(?:€|\$|£| ?eur(?:os?)?\b| ?k€| ?balles\b| ?pounds?\b| ?quid\b| ?dollars?\b)|[€$£] ?[0-9][0-9 .,]{0,12}/],
  ['PEOPLE', new RegExp(`[0-9]{1,4} ?(?:${PEOPLE_WORD})\\b|\\b(?:on est|on sera|nous sommes|we are|party of|table for|pour|for) [0-9]{1,3}\\b`)],
  ['QUANTITY', new RegExp(`\\b[0-9]{1,6} ?(?:x |${UNIT}\\b)|\\b(?:x|par|of|de) ?[0-9]{1,5}\\b|\\b(?:une dizaine|une vingtaine|une trentaine|une centaine|dozens?|hundreds?|deux|trois|quatre|cinq|dix|vingt|two|three|four|five|ten|twenty|fifty)\\b|\\b[2-9][0-9]{0,4} [a-z]{4,}`)],
  ['DATE', new RegExp(`\\b(?:${DAY})\\b|\\b[0-9]{1,2}(?:er|st|nd|rd|th)? ?(?:of )?(?:${MONTH})\\b|\\b(?:${MONTH}) [0-9]{1,2}\\b|\\b[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?\\b|\\ble [0-9]{1,2}(?:er)?(?: (?:${MONTH}))?\\b|\\b(?:semaine|mois|week|month) (?:prochaine|prochain|pro)\\b|\\bnext (?:week|month)\\b`)],
  ['TIME', /\b[0-9]{1,2} ?(?:h|:)[0-9]{0,2}\b|\b[0-9]{1,2} ?(?:am|pm|uhr)\b|\b(?:midi|noon)\b/],
  ['CONTACT_PHONE', /\b(?:0[1-9]|\+[0-9]{2,3})[0-9 .-]{7,16}[0-9]/],
  ['CONTACT_EMAIL', /[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}\.[a-z]{2,}/],
  ['ORDER_NUMBER', /\b(?:commande|order|cmd|facture|invoice|pedido|bestellung|ordine|ref|dossier)\.? ?(?:n°|no|num|nr|#|number|numero)? ?:?#? ?[a-z]{0,4}-?[0-9]{3,12}\b|#[0-9]{3,12}\b/],
  ['PLACE', /\b(?:a|sur|vers|near|in|to) (?:paris|lyon|marseille|toulouse|lille|nantes|bordeaux|nice|rennes|strasbourg|montreal|bruxelles|geneve|lausanne|dakar|abidjan|london|leeds|manchester|dublin|bristol|glasgow|edinburgh|birmingham|liverpool)\b|\b[0-9]{5} [a-z]{3,}/],
];

const SCAN_MAX = 4_000;

/** First place of each signal, in the original's offsets, with the matched words. */
export function findSignals({ normalized, offsets }: PreparedText): readonly SymbolHit[] {
  const scanned = normalized.slice(0, SCAN_MAX);
  return PATTERNS.flatMap(([name, pattern]) => {
    const match = pattern.exec(scanned);
    if (match === null) return [];
    const last = match.index + match[0].length - 1;
    const span = { start: offsets[match.index] ?? 0, end: (offsets[last] ?? 0) + 1 };
    return [{ name, span, value: match[0].trim().slice(0, 60) }];
  });
}
