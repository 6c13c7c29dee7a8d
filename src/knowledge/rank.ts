import type { EmbeddedSnippet, RankedSnippet, Snippet } from '../domain/draft.ts';
import type { PreparedText } from '../domain/message.ts';
import { buildLexicalIndex, type LexicalIndex } from './lexical.ts';
import { contentTerms, type Term, termsOf } from './terms.ts';
import { cosinesTo, createVectors, standardised, type Vectors } from './vectors.ts';

/** A tenant's snippets with their inverted index. Immutable; built once a revision. */
export type KnowledgeIndex = Readonly<{
  /** The very objects that every search hands out. */
  snippets: readonly Snippet[];
  /** The snippets' in each space; of the encoder's none where there is no encoder. */
  vectors: Readonly<Record<RankedSnippet['space'], Vectors>>;
  lexical: LexicalIndex;
}>;

/** `space`: which of the index's vectors the question's are to be compared with. */
export type RankQuery = Readonly<{ text: PreparedText; embedding: Float32Array; space?: RankedSnippet['space'] }>;
export type RankOptions = Readonly<{ limit: number; now: Date }>;

const QUERY_TERMS_MAX = 60;
/** Words that half of all questions hold count less than what the question is about. */
const COMMON_CONCEPTS = new Set(['price', 'lead-time', 'duration', 'class', 'order', 'location', 'hours', 'sell']);
/** A question this short leans on what was said before it. */
const SHORT_QUESTION_TERMS = 3;
const CONTEXT_WEIGHT = 0.4;
const STEM_OF_CONCEPT = 0.35;
const COMMON_WEIGHT = 0.5;

/** Builds the index; about 0.2 ms a snippet. What depends on the snippets alone is computed here, not at each search. `encoded`: the encoder's vectors, by place. */
export function buildIndex(snippets: readonly EmbeddedSnippet[], encoded: readonly (Float32Array | undefined)[] = []): KnowledgeIndex {
  const plain = snippets.map(withoutVector);
  return {
    snippets: plain, lexical: buildLexicalIndex(plain),
    vectors: { hashed: createVectors(snippets.map(({ embedding }) => embedding)), encoder: createVectors(encoded) },
  };
}

/** Below this a best BM25 score is weak in itself, and is not blown up to full marks. */
const LEXICAL_FLOOR = 6;
/** Share of the words in the score. The encoder's vectors say more than hashed ones; their share was chosen on `datasets/businesses/dev`. */
const LEXICAL_SHARE = { hashed: 0.55, encoder: 0.2 } as const;
/** So many standard deviations above the others are full marks. */
const OUTSTANDING = 3.5;

/**
 * The snippets nearest to a question, best first, at most `limit`. `score` in [0, 1] joins BM25, relative to the best of this
 * search, with the cosine: as it is for hashed vectors, as a standard score among this search's for the encoder's. Both parts are
 * returned. A snippet outside its validity never comes.
 */
export function rank({ snippets, lexical, vectors }: KnowledgeIndex, { text, embedding, space = 'hashed' }: RankQuery, { limit, now }: RankOptions): readonly RankedSnippet[] {
  const bm25 = lexical(queryTerms(text));
  const best = Math.max(LEXICAL_FLOOR, bm25.reduce((highest, one) => (one > highest ? one : highest), 0));
  const cosines = cosinesTo(vectors[space], embedding);
  const near = space === 'encoder' ? standardised(cosines).map((value) => value / OUTSTANDING) : cosines;
  const share = LEXICAL_SHARE[space];
  const top: RankedSnippet[] = [];
  let least = 0;
  snippets.forEach((snippet, place) => {
    if (!isValid(snippet, now)) return;
    const words = bm25[place] ?? 0;
    const score = share * (words / best) + (1 - share) * Math.max(0, Math.min(1, near[place] ?? 0));
    if (score <= 0 || score < least) return;
    const cosine = cosines[place] ?? 0;
    keepBest(top, { snippet, score, lexical: words, cosine: Number.isNaN(cosine) ? 0 : cosine, space }, limit);
    if (top.length === limit) least = top.at(-1)?.score ?? 0;
  });
  return top;
}

/** Puts one where it belongs in a list that is sorted, best first, and holds at most `limit`. */
function keepBest(top: RankedSnippet[], one: RankedSnippet, limit: number): void {
  let place = top.length;
  while (place > 0 && isBefore(one, top[place - 1] ?? one)) place -= 1;
  if (place >= limit) return;
  top.splice(place, 0, one);
  if (top.length > limit) top.pop();
}

const isBefore = (a: RankedSnippet, b: RankedSnippet): boolean => a.score > b.score || (a.score === b.score && a.snippet.id < b.snippet.id);

const isValid = ({ validFrom, validUntil }: Snippet, now: Date): boolean =>
  (validFrom === undefined || validFrom <= now) && (validUntil === undefined || now <= validUntil);

export const withoutVector = ({ embedding: _embedding, embeddingModel: _model, ...snippet }: EmbeddedSnippet): Snippet => snippet;

/** Query terms with their weights: own words in full, the customer's last turn less when the question is a scrap. */
function queryTerms(text: PreparedText): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  const own = contentTerms(text);
  addTerms(weights, own, 1);
  if (own.length <= SHORT_QUESTION_TERMS) addTerms(weights, contextTerms(text), CONTEXT_WEIGHT);
  return weights;
}

/** Content words of the customer's last turn, read in the message's language. */
export function contextTerms({ context, language }: PreparedText): readonly Term[] {
  const last = context.findLast(({ role }) => role === 'customer');
  return last === undefined ? [] : termsOf(last.tokens, language.tag);
}

function addTerms(weights: Map<string, number>, terms: readonly Term[], weight: number): void {
  for (const { word, stem, concept } of terms) {
    if (weights.size >= QUERY_TERMS_MAX) return;
    // A word that names a concept is counted as one for the most part: it must not outweigh the same word of another language.
    const literal = weight * (concept === undefined ? 1 : STEM_OF_CONCEPT);
    if (stem !== '') raise(weights, stem, literal);
    if (stem !== '' && word.length >= 4) raise(weights, `=${word}`, literal);
    if (concept !== undefined) raise(weights, `#${concept}`, weight * (COMMON_CONCEPTS.has(concept) ? COMMON_WEIGHT : 1));
  }
}

const raise = (weights: Map<string, number>, key: string, weight: number): unknown => weights.set(key, Math.max(weights.get(key) ?? 0, weight));
