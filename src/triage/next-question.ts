import type { BrandCard } from '../domain/draft.ts';

type Wording = Readonly<Record<string, string>>;

/** One polite question a missing element; French in both forms of address. */
const QUESTIONS: Readonly<Record<string, Wording>> = {
  quantity: {
    'fr:vous': 'Quelle quantité souhaitez-vous, ou pour combien de personnes ?', 'fr:tu': 'Tu en voudrais combien, ou pour combien de personnes ?',
    en: 'How many would you like, or for how many people?', es: '¿Qué cantidad necesita, o para cuántas personas?', de: 'Welche Menge wünschen Sie, oder für wie viele Personen?',
    it: 'Quanti ne desidera, o per quante persone?', pt: 'Que quantidade pretende, ou para quantas pessoas?', nl: 'Hoeveel wilt u er, of voor hoeveel personen?',
  },
  date: {
    'fr:vous': 'Pour quelle date en avez-vous besoin ?', 'fr:tu': 'Tu en as besoin pour quelle date ?', en: 'Which date do you have in mind?',
    es: '¿Para qué fecha lo necesita?', de: 'Für welches Datum brauchen Sie es?', it: 'Per quale data le serve?', pt: 'Para que data precisa?', nl: 'Voor welke datum heeft u het nodig?',
  },
  budget: {
    'fr:vous': 'Avez-vous un budget en tête ?', 'fr:tu': 'Tu as un budget en tête ?', en: 'Do you have a budget in mind?',
    es: '¿Tiene un presupuesto en mente?', de: 'Haben Sie ein Budget im Kopf?', it: 'Ha in mente un budget?', pt: 'Tem um orçamento em mente?', nl: 'Heeft u een budget in gedachten?',
  },
  contact: {
    'fr:vous': 'À quel numéro ou quelle adresse peut-on vous joindre ?', 'fr:tu': 'À quel numéro ou quelle adresse peut-on te joindre ?', en: 'What is the best number or e-mail to reach you on?',
    es: '¿En qué número o correo podemos contactarle?', de: 'Unter welcher Nummer oder E-Mail erreichen wir Sie?', it: 'A quale numero o indirizzo possiamo contattarla?', pt: 'Em que número ou e-mail podemos contactá-lo?', nl: 'Op welk nummer of e-mailadres bent u bereikbaar?',
  },
};

/** The question that asks for the first missing element of a sale, in the customer's language; null when nothing is missing. */
export function nextQuestion(missing: readonly string[], language: string, { formality, locale }: Pick<BrandCard, 'formality' | 'locale'>): string | null {
  const wording = missing[0] === undefined ? undefined : QUESTIONS[missing[0]];
  if (wording === undefined) return null;
  const own = locale.split('-')[0] ?? 'en';
  return [language, own, 'en'].map((tag) => wording[`${tag}:${formality}`] ?? wording[tag]).find((question) => question !== undefined) ?? null;
}
