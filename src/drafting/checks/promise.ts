import { fold } from '../../text/fold.ts';
import { type Check, failed, passed } from './check.ts';
import { ownSentences } from './own-words.ts';

/** What a draft must not commit the business to, over folded text; alternatives are plain words, no nested repetition. */
const PROMISES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a deadline', /\b(?:sous|dans les|d'ici|within|in the next|innerhalb von|entro|en menos de|dentro de|binnen) (?:[a-z]{1,12} )?(?:[0-9]{1,3}|une?|deux|trois|quelques|an?|two|few|the next|ein(?:er|em)?|una?|um|een) ?(?:h\b|heures?|jours?|minutes?|hours?|days?|minuten|stunden|tagen?|horas?|dias?|ore|giorni|uur|dagen)/],
  ['a deadline', /\b(?:dans les plus brefs delais|au plus vite|tres vite|rapidement|as soon as possible|asap|right away|straight away|immediately|immediatement|shortly|cuanto antes|so schnell wie moglich|umgehend|il prima possibile|o mais rapido possivel|zo snel mogelijk)\b/],
  ['a call back', /\b(?:(?:je|nous|on) (?:vous|te) (?:rappelle|rappellerai|rappellerons|rappelons|rappellera|telephonerons|recontacterons)|(?:i|we)(?:'ll| will| shall) (?:call|ring|phone|text) (?:you|back)|wir rufen sie|le llamaremos|la richiameremo|ligaremos|we bellen)\b/],
  ['a guarantee', /\b(?:(?:je|nous) (?:vous |te )?(?:garantis|garantissons|promets|promettons)|(?:i|we) (?:guarantee|promise)|wir garantieren|wir versprechen|garantizamos|prometemos|garantiamo|promettiamo|garantimos|wij garanderen)\b/],
  ['a refund or a gift', /\b(?:(?:je|nous) (?:vous |te )?(?:rembours(?:e|ons|erai|erons)|offr(?:e|ons|irai|irons))|(?:i|we)(?:'ll| will| shall) (?:refund|reimburse|give you|offer you)|wir erstatten|le reembolsaremos|la rimborseremo)\b/],
  ['a date', /\b(?:(?:sera|seront|arrivera|arriveront|livree?s?|expediee?s?) (?:[a-z]{1,12} ){0,2}(?:demain|lundi|mardi|mercredi|jeudi|vendredi|samedi)|will (?:be (?:ready|there|sent|delivered)|arrive) (?:by |on )?(?:tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|today))\b/],
];

/** The draft's own words promise no time, call, refund or date. A published sentence that is quoted may state what is policy. */
export const promise: Check = {
  name: 'promise',
  check: (draft) => {
    const own = fold(ownSentences(draft).join('\n')).text;
    const found = PROMISES.find(([, pattern]) => pattern.test(own));
    return found === undefined ? passed : failed(found[0]);
  },
};
