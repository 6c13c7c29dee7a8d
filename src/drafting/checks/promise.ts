import { fold } from '../../text/fold.ts';
import { type Check, failed, passed } from './check.ts';
import { ownWords } from './own-words.ts';

/** One pattern of alternatives, each a plain phrase or one with a bounded gap; over folded text, whole words. */
const any = (...phrases: readonly string[]): RegExp => new RegExp(`\\b(?:${phrases.join('|')})\\b`);

const WITHIN = "(?:sous|dans les|d'ici|within|in the next|innerhalb von|entro|en menos de|dentro de|binnen)";
const COUNT = '(?:[0-9]{1,3}|une?|deux|trois|quelques|an?|two|few|the next|ein(?:er|em)?|una?|um|een)';
const UNIT = '(?:h|heures?|jours?|minutes?|hours?|days?|minuten|stunden|tagen?|horas?|dias?|ore|giorni|uur|dagen)';
const WEEKDAY = '(?:demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|today)';

/** What a draft must not commit the business to. */
const PROMISES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a deadline', any(
    `${WITHIN} (?:[a-z]{1,12} )?${COUNT} ?${UNIT}`, '(?:in|within) the (?:next )?(?:hour|day|week)s?', "(?:dans|d'ici) (?:l'heure|la journee|la semaine|la fin de)",
    'dans les plus brefs delais', 'au plus vite', 'tres vite', 'rapidement', 'immediatement',
    'as soon as possible', 'asap', 'right away', 'straight away', 'immediately', 'shortly',
    'cuanto antes', 'so schnell wie moglich', 'umgehend', 'il prima possibile', 'o mais rapido possivel', 'zo snel mogelijk',
  )],
  ['a call back', any(
    '(?:je|nous|on) (?:vous|te) (?:rappelle|rappellerai|rappellerons|rappelons|rappellera|telephonerons|recontacterons)',
    "(?:i|we)(?:'ll| will| shall) (?:call|ring|phone|text) (?:you|back)",
    'wir rufen sie', 'le llamaremos', 'la richiameremo', 'ligaremos', 'we bellen',
  )],
  ['a guarantee', any(
    '(?:je|nous) (?:vous |te )?(?:garantis|garantissons|promets|promettons)', '(?:i|we) (?:guarantee|promise)', 'wir garantieren', 'wir versprechen',
    'garantizamos', 'prometemos', 'garantiamo', 'promettiamo', 'garantimos', 'wij garanderen',
  )],
  ['a refund or a gift', any(
    '(?:je|nous) (?:vous |te )?(?:rembours(?:e|ons|erai|erons)|offr(?:e|ons|irai|irons))', "(?:i|we)(?:'ll| will| shall) (?:refund|reimburse|give you|offer you)",
    'wir erstatten', 'le reembolsaremos', 'la rimborseremo',
  )],
  ['a date', any(
    `(?:sera|seront|arrivera|arriveront|livree?s?|expediee?s?) (?:[a-z]{1,12} ){0,2}${WEEKDAY}`,
    `will (?:be (?:ready|there|sent|delivered)|arrive) (?:by |on )?${WEEKDAY}`,
  )],
];

/** The draft's own words promise no time, call, refund or date. A published sentence that is quoted may state what is policy. */
export const promise: Check = {
  name: 'promise',
  check: (draft) => {
    const own = fold(ownWords(draft).sentences.join('\n')).text;
    const found = PROMISES.find(([, pattern]) => pattern.test(own));
    return found === undefined ? passed : failed(found[0]);
  },
};
