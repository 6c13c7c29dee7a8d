/**
 * The checkable facts of a text in one spelling each: `url:`, `email:`, `phone:`, `time:18:30`, `price:58eur`, `percent:30`,
 * `month:12`, `day:6`, `number:14`. "18h30", "6.30pm" and "18:30" are one fact, as are "58 €", "€58" and "58 euros".
 */
export function factsIn(text: string): ReadonlySet<string> {
  const facts = new Set<string>();
  let rest = plain(text.slice(0, TEXT_MAX));
  for (const [pattern, read] of READERS) {
    rest = rest.replace(pattern, (...match: unknown[]) => {
      const fact = read(match.slice(0, -2).map((part) => (typeof part === 'string' ? part : '')));
      if (fact === undefined) return match[0] as string;
      facts.add(fact);
      return ' ; ';
    });
  }
  for (const word of rest.match(/[a-z]{2,20}/g) ?? []) {
    const named = NAMED.get(word);
    if (named !== undefined) facts.add(named);
  }
  return facts;
}

const TEXT_MAX = 20_000;
/** Lower case, no accents, plain blanks: offsets do not matter here, so Unicode's own folding will do. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('’', "'");

type Reader = readonly [pattern: RegExp, read: (match: readonly string[]) => string | undefined];

const CURRENCIES: Readonly<Record<string, string>> = {
  '€': 'eur', eur: 'eur', euro: 'eur', euros: 'eur', '£': 'gbp', gbp: 'gbp', pound: 'gbp', pounds: 'gbp', $: 'usd', usd: 'usd', dollar: 'usd', dollars: 'usd', chf: 'chf',
};
const SIGN = '€|£|\\$';
const AMOUNT = '[0-9]{1,3}(?:[ .,][0-9]{3}){1,3}(?![0-9])(?:[.,][0-9]{1,2})?|[0-9]{1,9}(?:[.,][0-9]{1,2})?';

/** In order: what a reader takes is gone for the next one. */
const READERS: readonly Reader[] = [
  [/(?:https?:\/\/|www\.)[^\s<>"]{1,500}/g, ([url = '']) => `url:${url.replace(/^https?:\/\//, '').replace(/^www\./, '').replace(/[.,;:!?)/]{1,5}$/, '')}`],
  [/[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/g, ([email = '']) => `email:${email}`],
  [/\b[a-z0-9-]{2,63}\.(?:com|fr|org|net|eu|uk|io|example)\b(?:\/[^\s]{0,200})?/g, ([url = '']) => `url:${url.replace(/[.,;:!?)/]{1,5}$/, '')}`],
  [/(?:\+[0-9]{1,3}|\b0)(?:[ .()-]{0,2}[0-9]){7,13}\b/g, ([phone = '']) => `phone:${phone.replace(/[^0-9]/g, '').slice(-9)}`],
  [/\b([0-2]?[0-9]) ?(?:h|:) ?([0-5][0-9])\b(?: ?(am|pm)\b)?/g, ([, hour = '', minute = '', half = '']) => time(hour, minute, half)],
  [/\b([0-1]?[0-9])(?:[.:]([0-5][0-9]))? ?(am|pm|a\.m|p\.m)\b/g, ([, hour = '', minute = '', half = '']) => time(hour, minute || '00', half.replace('.', ''))],
  [/\b([0-2]?[0-9]) ?(?:h|uhr|o'clock)\b/g, ([, hour = '']) => time(hour, '00', '')],
  [new RegExp(`(${SIGN}) ?(${AMOUNT})`, 'g'), ([, sign = '', amount = '']) => `price:${decimal(amount)}${CURRENCIES[sign] ?? ''}`],
  [
    new RegExp(`\\b(${AMOUNT}) ?(?:(${SIGN})|(euros?|eur|gbp|pounds?|usd|dollars?|chf)\\b)`, 'g'),
    ([, amount = '', sign = '', word = '']) => `price:${decimal(amount)}${CURRENCIES[sign || word] ?? ''}`,
  ],
  [/\b([0-9]{1,3}(?:[.,][0-9]{1,2})?) ?(?:%|percent|pour cent|prozent)/g, ([, share = '']) => `percent:${decimal(share)}`],
  [/\b[0-9]{1,3}(?:[ .,][0-9]{3}){1,3}(?![0-9])|\b[0-9]{1,12}(?:[.,][0-9]{1,3})?/g, ([number = '']) => `number:${decimal(number)}`],
];

/** Twenty-four hours; an hour that is none is a number and left to the next reader. */
function time(hour: string, minute: string, half: string): string | undefined {
  const read = Number(hour) % (half === '' ? 25 : 12) + (half === 'pm' ? 12 : 0);
  return read > 24 ? undefined : `time:${read}:${minute}`;
}

/** "1 500", "1.500" and "1,500" are fifteen hundred; "8,90" and "8.90" eight point nine. */
function decimal(spelled: string): string {
  const grouped = /^[0-9]{1,3}(?:[ .,][0-9]{3}){1,3}(?:[.,][0-9]{1,2})?$/.test(spelled);
  const plain = grouped ? spelled.replace(/[ .,](?=[0-9]{3})/g, '') : spelled;
  return String(Number(plain.replace(/ /g, '').replace(',', '.')));
}

const MONTHS = [
  'janvier january januar enero gennaio', 'fevrier february februar febrero febbraio', 'mars march marz marzo', 'avril april abril aprile', 'mai may mayo maggio',
  'juin june juni junio giugno', 'juillet july juli julio luglio', 'aout august agosto', 'septembre september septiembre settembre',
  'octobre october oktober octubre ottobre', 'novembre november noviembre', 'decembre december dezember diciembre dicembre',
];
const DAYS = [
  'lundi lundis monday mondays montag lunes lunedi', 'mardi mardis tuesday tuesdays dienstag martes martedi',
  'mercredi mercredis wednesday wednesdays mittwoch miercoles mercoledi', 'jeudi jeudis thursday thursdays donnerstag jueves giovedi',
  'vendredi vendredis friday fridays freitag viernes venerdi', 'samedi samedis saturday saturdays samstag sabado sabato',
  'dimanche dimanches sunday sundays sonntag domingo domenica',
];
/** Number words; those that mean something else in a language served are left out ("neuf" is new, "onze" Dutch for our, "seize" a verb). */
const NUMBERS: Readonly<Record<string, number>> = {
  deux: 2, two: 2, trois: 3, three: 3, quatre: 4, four: 4, cinq: 5, five: 5, six: 6, sept: 7, seven: 7, huit: 8, eight: 8, nine: 9, dix: 10, ten: 10, eleven: 11,
  douze: 12, twelve: 12, treize: 13, thirteen: 13, quatorze: 14, fourteen: 14, quinze: 15, fifteen: 15, sixteen: 16, vingt: 20, twenty: 20, trente: 30, thirty: 30,
  quarante: 40, forty: 40, cinquante: 50, fifty: 50, hundred: 100,
};

const named = (kind: string, lists: readonly string[]): [string, string][] =>
  lists.flatMap((list, index) => list.split(' ').map((word): [string, string] => [word, `${kind}:${index + 1}`]));
const NAMED: ReadonlyMap<string, string> = new Map([
  ...named('month', MONTHS).filter(([word]) => word !== 'may' && word !== 'mars' && word !== 'march'),
  ...named('day', DAYS),
  ...Object.entries(NUMBERS).map(([word, value]): [string, string] => [word, `number:${value}`]),
]);
