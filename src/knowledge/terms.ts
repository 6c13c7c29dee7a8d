import stemmers from 'snowball-stemmers';
import stopwords from 'stopwords-iso/stopwords-iso.json' with { type: 'json' };
import type { PreparedText, Token } from '../domain/message.ts';
import { fold } from '../text/fold.ts';
import { LANGUAGES } from '../text/languages/index.ts';
import { conceptOf } from './concepts.ts';
import { memoized } from './memo.ts';

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

/** What a word comes to in a language: no term, one, or one a part. */
type Lexicon = (word: string) => readonly Term[];

const lexicons = new Map<string, Lexicon>();
const WORDS_MAX = 10_000;
/** Languages without a stemmer share one lexicon: only the courtesies are dropped, and words stay as they are. */
const OTHER = 'und';

function lexiconOf(tag: string): Lexicon {
  const own = ALGORITHMS[tag] === undefined ? OTHER : tag;
  let lexicon = lexicons.get(own);
  if (lexicon === undefined) {
    lexicon = memoized(WORDS_MAX, readerOf(own));
    lexicons.set(own, lexicon);
  }
  return lexicon;
}

function readerOf(tag: string): Lexicon {
  const stop = stopWordsOf(tag);
  const stem = stemmerOf(tag);
  return (text) => partsOf(text).flatMap((word): readonly Term[] => {
    const concept = conceptOf(word, tag);
    const dropped = stop.has(word) || (word.length < 2 && word < '\u3040');
    return dropped && concept === undefined ? [] : [{ word, stem: dropped ? '' : stem(word), concept }];
  });
}

function stopWordsOf(tag: string): ReadonlySet<string> {
  const iso: readonly string[] = ALGORITHMS[tag] === undefined ? [] : ((stopwords as Readonly<Record<string, readonly string[]>>)[tag] ?? []);
  const functionWords = LANGUAGES.find((pack) => pack.tag === tag)?.functionWords.filter((word) => word.length <= 3) ?? [];
  return new Set([...iso.map((word) => fold(word).text).filter((word) => !KEPT.has(word)), ...functionWords, ...COURTESY]);
}

const STEMMED_MAX = 40;

/** A word longer than any dictionary's is not worth a stemmer's time. */
function stemmerOf(tag: string): (word: string) => string {
  const algorithm = ALGORITHMS[tag];
  if (algorithm === undefined) return (word) => word;
  const stemmer = stemmers.newStemmer(algorithm);
  // The French stemmer knows the feminine participle by its accent, which folding took off.
  const prepared = (word: string): string => (tag === 'fr' ? word.replace(/ee(s?)$/, 'e$1') : word);
  return (word) => (word.length > STEMMED_MAX ? word.slice(0, STEMMED_MAX) : stemmer.stem(prepared(word)));
}

const TERMS_MAX = 4_000;
const CURRENCIES = new Set(['€', '£', '$']);

/**
 * Content words of tokens in a language: stop words and courtesies out, stemmed, with their concepts. Numbers stay as
 * written. A stop word that names a concept ("combien", "where") keeps its place with an empty stem.
 */
export function termsOf(tokens: readonly Token[], tag: string): readonly Term[] {
  const termsIn = lexiconOf(tag);
  const terms: Term[] = [];
  for (const { text, kind } of tokens) {
    if (terms.length >= TERMS_MAX) break;
    if (kind === 'word' || kind === 'mention') terms.push(...termsIn(text));
    else if (kind === 'number' || kind === 'url' || kind === 'email') terms.push({ word: text, stem: text, concept: undefined });
    else if (CURRENCIES.has(text)) terms.push({ word: text, stem: '', concept: 'price' });
  }
  return terms;
}

const partsOf = (word: string): readonly string[] => (/^[a-z0-9]+$/.test(word) ? [word] : word.replace(/^[@#]/, '').split(/[*@$!|€£_.]/).filter((part) => part !== ''));

const read = new WeakMap<PreparedText, readonly Term[]>();

/** Content words of a prepared text in its own language; read once, whoever asks. */
export function contentTerms(text: PreparedText): readonly Term[] {
  let terms = read.get(text);
  if (terms === undefined) {
    terms = termsOf(text.tokens, text.language.tag);
    read.set(text, terms);
  }
  return terms;
}
