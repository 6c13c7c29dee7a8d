import stemmers from 'snowball-stemmers';
import stopwords from 'stopwords-iso/stopwords-iso.json' with { type: 'json' };
import type { PreparedText, Token } from '../domain/message.ts';
import { fold } from '../text/fold.ts';
import { LANGUAGES } from '../text/languages/index.ts';
import { conceptOf } from './concepts.ts';

/** One content word as an index sees it: its stem in its language and the concept it names, if we know one. */
export type Term = Readonly<{ word: string; stem: string; concept: string | undefined }>;

const ALGORITHMS: Readonly<Record<string, string>> = {
  fr: 'french', en: 'english', es: 'spanish', de: 'german', it: 'italian', pt: 'portuguese', nl: 'dutch', ar: 'arabic',
};

/** Words that stopwords-iso drops although a shop is asked about them. */
const KEPT = new Set(('open opened opening opens order ordered ordering orders group groups room rooms part parts half member members long longer large small '
  + 'smaller big number case cases change changes clear cost free full home mail name page pages place places price problem problems site size '
  + 'test top work working year years young old new today hour hours week contact copy date cher chers chere cheres ouvert ouverte ouverts essai '
  + 'personne personnes piece exterieur neuf retour naturel demi mois jour jours heure heures semaine prix telephone adresse fire fired firing '
  + 'throw').split(' '));

/** Polite and empty words of a chat, in the languages served: they ask for nothing. */
const COURTESY = ('bonjour bonsoir salut coucou hello hi hey hiya bjr slt cc merci thanks thank thx please svp stp plait cordialement madame monsieur dear sir '
  + 'madam team equipe hola buenos buenas dias tardes gracias favor hallo guten tag morgen danke bitte ciao buongiorno buonasera grazie prego ola '
  + 'obrigado obrigada goedemorgen goedemiddag bedankt ok okay oui non yes no super parfait perfect great nickel cool top beau journee soiree '
  + 'weekend bonne bon nice day evening regards kind best cheers ta lovely alright dac daccord voudrais voudrait aimerais souhaite souhaiterais '
  + 'souhaiterait cherche looking wonder wondering want wanted like love know savoir sais dire tell possible besoin need question renseignement '
  + 'renseignements info infos information quelque chose something anything est-ce puis-je peut-on avez-vous faites-vous avez faites propose '
  + 'proposez proposent offer offers provide').split(' ');

type Lexicon = Readonly<{ stop: ReadonlySet<string>; stem(word: string): string }>;
const lexicons = new Map<string, Lexicon>();

/** Stop words and stemmer of a language; an unknown one has only the courtesies and leaves words as they are. */
function lexiconOf(tag: string): Lexicon {
  const known = lexicons.get(tag);
  if (known !== undefined) return known;
  const algorithm = ALGORITHMS[tag];
  const iso: readonly string[] = algorithm === undefined ? [] : ((stopwords as Readonly<Record<string, readonly string[]>>)[tag] ?? []);
  const functionWords = new Set(LANGUAGES.find((pack) => pack.tag === tag)?.functionWords.filter((word) => word.length <= 3));
  const stop = new Set([...iso.map((word) => fold(word).text).filter((word) => !KEPT.has(word)), ...functionWords, ...COURTESY]);
  const stemmer = algorithm === undefined ? undefined : stemmers.newStemmer(algorithm);
  // The French stemmer knows the feminine participle by its accent, which folding took off.
  const prepared = (word: string): string => (tag === 'fr' ? word.replace(/ee(s?)$/, 'e$1') : word);
  const lexicon: Lexicon = { stop, stem: stemmer === undefined ? (word) => word : memoized((word) => stemmer.stem(prepared(word))) };
  // Only languages with a stemmer are kept, so a stream of odd tags cannot grow the map.
  if (algorithm !== undefined) lexicons.set(tag, lexicon);
  return lexicon;
}

const STEMS_MAX = 20_000;

function memoized(stem: (word: string) => string): (word: string) => string {
  const seen = new Map<string, string>();
  return (word) => {
    const known = seen.get(word);
    if (known !== undefined) return known;
    // A word longer than any dictionary's is not worth a stemmer's time.
    const stemmed = word.length > 40 ? word.slice(0, 40) : stem(word);
    if (seen.size >= STEMS_MAX) seen.clear();
    seen.set(word, stemmed);
    return stemmed;
  };
}

const TERMS_MAX = 4_000;

/**
 * Content words of tokens in a language: stop words and courtesies out, stemmed, with their concepts. Numbers stay as
 * written. A stop word that names a concept ("combien", "where") keeps its place with an empty stem.
 */
export function termsOf(tokens: readonly Token[], tag: string): readonly Term[] {
  const { stop, stem } = lexiconOf(tag);
  const terms: Term[] = [];
  for (const { text, kind } of tokens) {
    if (terms.length >= TERMS_MAX) break;
    if (kind === 'number' || kind === 'url' || kind === 'email') terms.push({ word: text, stem: text, concept: undefined });
    if (/^[€£$]$/.test(text)) terms.push({ word: text, stem: '', concept: 'price' });
    if (kind !== 'word' && kind !== 'mention') continue;
    for (const word of partsOf(text)) {
      const concept = conceptOf(word, tag);
      const dropped = stop.has(word) || (word.length < 2 && word < '\u3040');
      if (!dropped || concept !== undefined) terms.push({ word, stem: dropped ? '' : stem(word), concept });
    }
  }
  return terms;
}

const partsOf = (word: string): readonly string[] => (/^[a-z0-9]+$/.test(word) ? [word] : word.replace(/^[@#]/, '').split(/[*@$!|€£_.]/).filter((part) => part !== ''));

/** Content words of a prepared text in its own language. */
export const contentTerms = (text: PreparedText): readonly Term[] => termsOf(text.tokens, text.language.tag);
