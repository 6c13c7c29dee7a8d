import type { RankedSnippet, Snippet } from '../domain/draft.ts';
import type { PreparedText } from '../domain/message.ts';
import { contextTerms } from '../knowledge/rank.ts';
import { contentTerms, type Term } from '../knowledge/terms.ts';
import { prepareText } from '../text/prepare.ts';

/** What a search says of its best snippet as an answer; each in [0, 1]. */
export type SupportFeatures = Readonly<{
  /** Share of the question's content words that the snippet holds, as a stem or as a concept. */
  coverage: number;
  /** Share that no snippet of the search holds: the question is about something we know nothing of. */
  unknown: number;
  cosine: number;
  /** BM25 on a bounded scale. */
  lexical: number;
  /** How far the best is ahead of the next one that says something else. */
  margin: number;
  /** The best one's fused score. */
  score: number;
  /** 1 when the sender asks how their own order, payment or file stands: no snippet knows that. */
  ownCase: number;
}>;

/** Words that nearly any business's knowledge holds: matching one proves little. */
const COMMON = new Set([
  'price', 'lead-time', 'duration', 'class', 'order', 'location', 'hours', 'sell', 'free', 'year', 'booking', 'group', 'online', 'minimum', 'kilo', 'age',
]);
const COMMON_WEIGHT = 0.4;
const SHORT_QUESTION_TERMS = 2;
const CONTEXT_WEIGHT = 0.4;
const LEXICAL_HALF = 8;
const STEM_PREFIX = 5;

type Weighted = Readonly<{ term: Term; beginning: string; weight: number }>;

/** What a question asks about, read once for all the snippets that are weighed as its answer. */
export type Asked = Readonly<{ terms: readonly Weighted[]; total: number; isOwnCase: boolean }>;

export function askedBy(question: PreparedText): Asked {
  const terms = weightedTerms(question);
  return { terms, total: terms.reduce((sum, { weight }) => sum + weight, 0), isOwnCase: isOwnCase(question) };
}

/** Features of `ranked[0]`; all zero when nothing was found. */
export function supportFeatures(asked: Asked, ranked: readonly RankedSnippet[]): SupportFeatures {
  const [best] = ranked;
  if (best === undefined) return { coverage: 0, unknown: 1, cosine: 0, lexical: 0, margin: 0, score: 0, ownCase: 0 };
  const held = ranked.map(({ snippet }) => heldOf(snippet));
  return { ...featuresOf(asked, best), unknown: shareOf(asked, (term) => !held.some((one) => holds(one, term)), 1), margin: marginOf(ranked) };
}

/** The features as they are with another of the snippets in front, but for the margin. */
export const featuresAs = (asked: Asked, features: SupportFeatures, candidate: RankedSnippet): SupportFeatures => ({ ...features, ...featuresOf(asked, candidate) });

function featuresOf(asked: Asked, { snippet, cosine, lexical, score }: RankedSnippet): Pick<SupportFeatures, 'coverage' | 'cosine' | 'lexical' | 'score' | 'ownCase'> {
  const held = heldOf(snippet);
  return { coverage: shareOf(asked, (term) => holds(held, term), 0), cosine: Math.max(0, cosine), lexical: lexical / (lexical + LEXICAL_HALF), score, ownCase: asked.isOwnCase ? 1 : 0 };
}

/** Share of the question's weight that lies on such terms; of a question without any, what is given. */
function shareOf({ terms, total }: Asked, among: (term: Weighted) => boolean, ofNothing: number): number {
  if (total === 0) return ofNothing;
  let weight = 0;
  for (const term of terms) if (among(term)) weight += term.weight;
  return weight / total;
}

const SCAN_MAX = 1_000;

/** Something that arrived broken is a case of its own too, but one that a policy answers. */
const isOwnCase = (question: PreparedText): boolean =>
  OWN_CASE.some((pattern) => pattern.test(question.normalized.slice(0, SCAN_MAX)))
  && !contentTerms(question).some(({ concept }) => concept === 'broken' || concept === 'refund');

const STATE = '(?:\\b(?:left|arrived?|ready|done|shipped|received|processed|dispatched|finished|yet|last)\\b|$)';
/** "my parcel … arrived?", "ma commande … partie ?": a possessive, then within a few words the state asked after. */
const OWN_CASE: readonly RegExp[] = [
  /\b(?:ma|mon|mes|notre|nos) [^.!?\n]{2,40}\b(?:partie?s?|arrivee?s?|recue?s?|prete?s?|expediee?s?|validee?s?|traitee?s?|en est|ou en)\b/,
  /\bou (?:en )?(?:est|sont) (?:ma|mon|mes|notre|nos)\b/,
  new RegExp(`\\b(?:has|have|is|are|did|was|where is|where are|where's) (?:you )?(?:receive |get )?(?:my|our)\\b[^.!?\\n]{0,40}${STATE}`),
];

function weightedTerms(question: PreparedText): readonly Weighted[] {
  const own = contentTerms(question);
  const earlier = own.length <= SHORT_QUESTION_TERMS ? contextTerms(question) : [];
  return [...weighed(own, 1), ...weighed(earlier, CONTEXT_WEIGHT)];
}

/** A number asks for nothing by itself ("8 people"); a word counts in full once, a common concept less. */
function weighed(terms: readonly Term[], scale: number): readonly Weighted[] {
  const seen = new Set<string>();
  return terms.flatMap((term): Weighted[] => {
    const key = term.concept ?? term.stem;
    if (key === '' || seen.has(key) || isDigit(key.charCodeAt(0))) return [];
    seen.add(key);
    const common = term.concept !== undefined && COMMON.has(term.concept);
    return [{ term, beginning: beginning(term.stem), weight: scale * (common ? COMMON_WEIGHT : 1) }];
  });
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;

type Held = Readonly<{ stems: ReadonlySet<string>; concepts: ReadonlySet<string | undefined> }>;
const heldBySnippet = new WeakMap<Snippet, Held>();

/** The words of a snippet, read once: an index hands out the same objects until it is rebuilt. */
function heldOf(snippet: Snippet): Held {
  const known = heldBySnippet.get(snippet);
  if (known !== undefined) return known;
  const terms = contentTerms(prepareText({ text: `${snippet.title}\n${snippet.text}\n${snippet.tags.join(' ')}`, language: snippet.language }));
  const held = { stems: new Set(terms.flatMap(({ stem, word }) => [stem, word, beginning(stem)])), concepts: new Set(terms.map(({ concept }) => concept)) };
  heldBySnippet.set(snippet, held);
  return held;
}

/** Stems of two languages meet in a shared beginning ("accessible", "accessibilité"); of a short one it is all. */
const beginning = (stem: string): string => (stem.length <= STEM_PREFIX ? stem : stem.slice(0, Math.max(STEM_PREFIX, stem.length - 2)));

const holds = ({ stems, concepts }: Held, { term: { stem, word, concept }, beginning: start }: Weighted): boolean =>
  (stem !== '' && (stems.has(stem) || stems.has(word) || stems.has(start))) || (concept !== undefined && concepts.has(concept));

/** The same fact written in another language is no rival, so only snippets of the best one's language count. */
function marginOf([best, ...others]: readonly RankedSnippet[]): number {
  const rival = others.find(({ snippet }) => snippet.language === best?.snippet.language);
  if (best === undefined || best.score <= 0) return 0;
  return Math.max(0, Math.min(1, (best.score - (rival?.score ?? 0)) / best.score));
}

type Weights = Readonly<{ bias: number } & Record<keyof SupportFeatures, number>>;

/**
 * Logistic weights by the vectors that found the snippet; the target is "the best snippet answers the question".
 *
 * `hashed`: fitted with a ridge on the 119 questions of `tests/fixtures/demo-questions.jsonl` (79 answerable, 28 of them across
 * languages). Ten-fold: AUROC 0.91, Brier 0.12.
 * `encoder`: `npm run train:support`, on the 450 questions of the dev businesses. On businesses that the fit has not seen: AUROC 0.77, Brier 0.195.
 * Another encoder needs another fit.
 */
const WEIGHTS: Readonly<Record<RankedSnippet['space'], Weights>> = {
  hashed: { bias: -3.6, coverage: 2.8, unknown: -1.6, cosine: 3.7, lexical: 2.1, margin: 0.3, score: 0, ownCase: -2.5 },
  encoder: { bias: -3.78, coverage: 1.39, unknown: 0.26, cosine: 2.38, lexical: 0.09, margin: 0.84, score: 2.66, ownCase: -0.68 },
};

/** Probability in [0, 1] that the best snippet, found by these vectors, answers the question. */
export function supportOf({ coverage, unknown, cosine, lexical, margin, score, ownCase }: SupportFeatures, space: RankedSnippet['space'] = 'hashed'): number {
  const of = WEIGHTS[space];
  const logit = of.bias + of.coverage * coverage + of.unknown * unknown + of.cosine * cosine + of.lexical * lexical + of.margin * margin + of.score * score + of.ownCase * ownCase;
  return 1 / (1 + Math.exp(-logit));
}
