import type { RankedSnippet } from '../domain/draft.ts';
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
  /** 1 when the sender asks how their own order, payment or file stands: no snippet knows that. */
  ownCase: number;
}>;

/** Words that nearly any business's knowledge holds: matching one proves little. */
const COMMON = new Set(['price', 'lead-time', 'duration', 'class', 'order', 'location', 'hours', 'sell', 'free', 'year', 'booking', 'group', 'online', 'minimum', 'kilo', 'age']);
const COMMON_WEIGHT = 0.4;
const SHORT_QUESTION_TERMS = 2;
const CONTEXT_WEIGHT = 0.4;
const LEXICAL_HALF = 8;
const STEM_PREFIX = 5;

type Weighted = Readonly<{ term: Term; weight: number }>;

/** Features of `ranked[0]`; all zero when nothing was found. */
export function supportFeatures(question: PreparedText, ranked: readonly RankedSnippet[]): SupportFeatures {
  const [best] = ranked;
  if (best === undefined) return { coverage: 0, unknown: 1, cosine: 0, lexical: 0, margin: 0, ownCase: 0 };
  const asked = weightedTerms(question);
  const held = ranked.map(heldBy);
  const total = sum(asked.map(({ weight }) => weight));
  const share = (holds: (term: Term) => boolean): number => (total === 0 ? 0 : sum(asked.filter(({ term }) => holds(term)).map(({ weight }) => weight)) / total);
  return {
    coverage: share((term) => held[0]?.(term) ?? false),
    unknown: total === 0 ? 1 : share((term) => !held.some((holds) => holds(term))),
    cosine: Math.max(0, best.cosine),
    lexical: best.lexical / (best.lexical + LEXICAL_HALF),
    margin: marginOf(ranked),
    ownCase: OWN_CASE.some((pattern) => pattern.test(question.normalized.slice(0, SCAN_MAX))) ? 1 : 0,
  };
}

const SCAN_MAX = 1_000;
/** "my parcel … arrived?", "ma commande … partie ?": a possessive, then within a few words the state asked after. */
const OWN_CASE: readonly RegExp[] = [
  /\b(?:ma|mon|mes|notre|nos) [^.!?\n]{2,40}\b(?:partie?s?|arrivee?s?|recue?s?|prete?s?|expediee?s?|validee?s?|traitee?s?|en est|ou en)\b/,
  /\bou (?:en )?(?:est|sont) (?:ma|mon|mes|notre|nos)\b/,
  /\b(?:has|have|is|are|did|was|where is|where are|where's) (?:you )?(?:receive |get )?(?:my|our)\b[^.!?\n]{0,40}(?:\b(?:left|arrived?|ready|done|shipped|received|processed|dispatched|finished|yet|last)\b|$)/,
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
    if (key === '' || seen.has(key) || /^[0-9]/.test(key)) return [];
    seen.add(key);
    const common = term.concept !== undefined && COMMON.has(term.concept);
    return [{ term, weight: scale * (common ? COMMON_WEIGHT : 1) }];
  });
}

/** A test for "this snippet holds the word". Stems of two languages meet in a shared beginning ("accessible", "accessibilité"). */
function heldBy({ snippet }: RankedSnippet): (term: Term) => boolean {
  const terms = contentTerms(prepareText({ text: `${snippet.title}\n${snippet.text}\n${snippet.tags.join(' ')}`, language: snippet.language }));
  const stems = new Set(terms.flatMap(({ stem, word }) => [stem, word, ...(stem.length >= STEM_PREFIX ? [stem.slice(0, Math.max(STEM_PREFIX, stem.length - 2))] : [])]));
  const concepts = new Set(terms.map(({ concept }) => concept));
  return ({ stem, word, concept }) =>
    (stem !== '' && (stems.has(stem) || stems.has(word) || (stem.length > STEM_PREFIX && stems.has(stem.slice(0, Math.max(STEM_PREFIX, stem.length - 2))))))
    || (concept !== undefined && concepts.has(concept));
}

/** The same fact written in another language is no rival, so only snippets of the best one's language count. */
function marginOf([best, ...others]: readonly RankedSnippet[]): number {
  const rival = others.find(({ snippet }) => snippet.language === best?.snippet.language);
  if (best === undefined || best.score <= 0) return 0;
  return Math.max(0, Math.min(1, (best.score - (rival?.score ?? 0)) / best.score));
}

/**
 * Logistic weights, fitted with a ridge on the 119 questions of `tests/fixtures/demo-questions.jsonl` (79 answerable) with
 * the hashed embedding; the target is "the best snippet answers the question".
 */
const BIAS = -3.9;
const WEIGHTS: Readonly<Record<keyof SupportFeatures, number>> = { coverage: 2.9, unknown: -1.5, cosine: 3.9, lexical: 2, margin: 0.6, ownCase: -1.8 };

/** Probability in [0, 1] that the best snippet answers the question. */
export function supportOf(features: SupportFeatures): number {
  const logit = (Object.keys(WEIGHTS) as (keyof SupportFeatures)[]).reduce((total, name) => total + WEIGHTS[name] * features[name], BIAS);
  return 1 / (1 + Math.exp(-logit));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
