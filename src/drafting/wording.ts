import type { BrandCard } from '../domain/draft.ts';

/** `{formal|informal}` marks stand where a language has two forms of address; `{name}` for the business. */
type Pattern = string;

type LanguageWording = Readonly<{
  greeting: Pattern;
  signOff: Pattern;
  /** Two sentences for a person in distress: that they are heard, and whom to call now. */
  crisis: readonly [Pattern, Pattern];
  /** Says that what follows is quoted; `{language}` is the other language's name. */
  quoted: Pattern;
  /** Follows an answer that leaves one of several questions open. */
  remainder: Pattern;
  quotes: readonly [string, string];
}>;

/** Crisis wording with the national help lines; whoever deploys this checks them for the countries it serves. */
const WORDING: Readonly<Record<string, LanguageWording>> = {
  fr: {
    greeting: 'Bonjour,', signOff: "L'équipe {name}",
    crisis: ['Merci de nous l\'avoir écrit : ce que {vous vivez|tu vis} compte, et une personne de notre équipe va lire {votre|ton} message.',
      '{Vous pouvez|Tu peux} appeler le 3114, gratuit, jour et nuit ; en cas de danger immédiat, {appelez|appelle} le 15 ou le 112.'],
    quoted: 'Voici ce que nous avons à ce sujet, en {language} :', remainder: 'Pour le reste de {votre|ton} message, une personne de notre équipe prend le relais.',
    quotes: ['« ', ' »'],
  },
  en: {
    greeting: 'Hello,', signOff: 'The {name} team',
    crisis: ['Thank you for telling us: what you are going through matters, and a person on our team will read your message.',
      'You can call Samaritans on 116 123 in the UK and Ireland or 988 in the US, at any hour; if you are in danger right now, please call your local emergency number.'],
    quoted: 'Here is what we have on this, in {language}:', remainder: 'As for the rest of your message, a person on our team will take over.', quotes: ['“', '”'],
  },
  es: {
    greeting: 'Hola:', signOff: 'El equipo de {name}',
    crisis: ['Gracias por contárnoslo: lo que {está|estás} viviendo importa, y una persona de nuestro equipo va a leer {su|tu} mensaje.',
      'En España {puede|puedes} llamar gratis al 024, a cualquier hora; si hay peligro inmediato, {llame|llama} al 112.'],
    quoted: 'Esto es lo que tenemos al respecto, en {language}:', remainder: 'Del resto de {su|tu} mensaje se ocupa una persona de nuestro equipo.', quotes: ['«', '»'],
  },
  de: {
    greeting: 'Guten Tag,', signOff: 'Das Team von {name}',
    crisis: ['Danke, dass {Sie uns das schreiben|du uns das schreibst}: Das ist uns wichtig, und ein Mensch aus unserem Team wird {Ihre|deine} Nachricht lesen.',
      'In Deutschland {erreichen Sie|erreichst du} die Telefonseelsorge kostenlos und rund um die Uhr unter 0800 111 0 111; '
        + 'bei unmittelbarer Gefahr {wählen Sie|wähle} bitte die 112.'],
    quoted: 'Dazu haben wir diese Angaben auf {language}:',
    remainder: 'Um den Rest {Ihrer|deiner} Nachricht kümmert sich ein Mensch aus unserem Team.', quotes: ['„', '“'],
  },
  it: {
    greeting: 'Buongiorno,', signOff: 'Il team di {name}',
    crisis: ['Grazie per avercelo scritto: quello che {sta|stai} vivendo è importante, e una persona del nostro team leggerà {il Suo|il tuo} messaggio.',
      'In Italia {può|puoi} chiamare Telefono Amico allo 02 2327 2327; in caso di pericolo immediato {chiami|chiama} il 112.'],
    quoted: 'Ecco le informazioni che abbiamo, in {language}:',
    remainder: 'Del resto {del Suo|del tuo} messaggio si occupa una persona del nostro team.', quotes: ['«', '»'],
  },
  pt: {
    greeting: 'Olá,', signOff: 'A equipa {name}',
    crisis: ['Obrigado por nos contar: o que está a viver é importante, e uma pessoa da nossa equipa vai ler a {sua|tua} mensagem.',
      'Em Portugal {pode|podes} ligar para o SNS 24, 808 24 24 24, e no Brasil para o CVV, 188; em perigo imediato, {ligue|liga} para o 112.'],
    quoted: 'Aqui está a informação que temos, em {language}:', remainder: 'Do resto da {sua|tua} mensagem trata uma pessoa da nossa equipa.', quotes: ['«', '»'],
  },
  nl: {
    greeting: 'Goedendag,', signOff: 'Het team van {name}',
    crisis: ['Dank {u|je} dat {u|je} ons dit schrijft: het is belangrijk voor ons, en een mens uit ons team gaat {uw|je} bericht lezen.',
      'In Nederland {kunt u|kun je} gratis en dag en nacht bellen met 113; bij direct gevaar {belt u|bel je} 112.'],
    quoted: 'Dit is de informatie die wij hebben, in het {language}:', remainder: 'De rest van {uw|je} bericht neemt iemand uit ons team over.', quotes: ['“', '”'],
  },
  ar: {
    greeting: 'مرحبا،', signOff: 'فريق {name}',
    crisis: ['شكرا لأنك كتبت إلينا: ما تمر به مهم بالنسبة لنا، وسيقرأ رسالتك شخص من فريقنا.',
      'إذا كنت في خطر الآن، اتصل من فضلك برقم الطوارئ في بلدك، أو بالرقم 112 في أوروبا.'],
    quoted: 'هذه هي المعلومات المتوفرة لدينا باللغة {language}:', remainder: 'أما بقية رسالتك فسيتولاها شخص من فريقنا.', quotes: ['«', '»'],
  },
};

/** The language a draft is written in: the customer's if we can, else the brand's, else English. */
export function draftLanguage(tag: string, { locale }: Pick<BrandCard, 'locale'>): string {
  const own = locale.split('-')[0] ?? 'en';
  return [tag, own].find((candidate) => WORDING[candidate] !== undefined) ?? 'en';
}

export const wordingOf = (language: string): LanguageWording => WORDING[language] ?? english;
const english = WORDING['en'] as LanguageWording;

/** Fills a pattern's marks for one form of address and one business. */
export function filled(pattern: string, { formality, name }: Pick<BrandCard, 'formality' | 'name'>): string {
  return pattern
    .replace(/\{([^{}|]{0,60})\|([^{}|]{0,60})\}/g, (_mark, formal: string, informal: string) => (formality === 'vous' ? formal : informal))
    .replaceAll('{name}', () => name);
}

/** The brand's own greeting in a language, else the ordinary one. */
export const greetingOf = (brand: BrandCard, language: string): string => brand.greeting[language] ?? filled(wordingOf(language).greeting, brand);
export const signOffOf = (brand: BrandCard, language: string): string => brand.signOff[language] ?? filled(wordingOf(language).signOff, brand);

const names = new Map<string, Intl.DisplayNames>();

/** A language's name in another one that drafts are written in, as ICU spells it: `en` in French is "anglais". */
export function languageName(tag: string, inside: string): string {
  let spelled = names.get(inside);
  if (spelled === undefined) {
    spelled = new Intl.DisplayNames([inside], { type: 'language', fallback: 'code' });
    names.set(inside, spelled);
  }
  return spelled.of(tag) ?? tag;
}
