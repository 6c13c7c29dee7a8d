import { distance } from 'ml-distance';
import type { EmbeddedSnippet, RankedSnippet, Snippet } from '../domain/draft.ts';
import type { PreparedText } from '../domain/message.ts';
import { buildLexicalIndex, type LexicalIndex } from './lexical.ts';
import { contentTerms, type Term, termsOf } from './terms.ts';

/** A tenant's snippets with their inverted index. Immutable; built once a revision. */
export type KnowledgeIndex = Readonly<{
  snippets: readonly EmbeddedSnippet[];
  /** The same snippets without their vectors: the very objects that every search hands out. */
  plain: readonly Snippet[];
  /** Squared lengths of the snippets' vectors. */
  squares: readonly number[];
  lexical: LexicalIndex;
}>;

export type RankQuery = Readonly<{ text: PreparedText; embedding: Float32Array }>;
export type RankOptions = Readonly<{ limit: number; now: Date }>;

const QUERY_TERMS_MAX = 60;
/** Words that half of all questions hold count less than what the question is about. */
const COMMON_CONCEPTS = new Set(['price', 'lead-time', 'duration', 'class', 'order', 'location', 'hours', 'sell']);
/** A question this short leans on what was said before it. */
const SHORT_QUESTION_TERMS = 3;
const CONTEXT_WEIGHT = 0.4;
const STEM_OF_CONCEPT = 0.35;
const COMMON_WEIGHT = 0.5;

/** Builds the index; about 0.2 ms a snippet. What depends on the snippets alone is computed here, not at each search. */
export function buildIndex(snippets: readonly EmbeddedSnippet[]): KnowledgeIndex {
  const plain = snippets.map(withoutVector);
  return { snippets, plain, squares: snippets.map(({ embedding }) => distance.innerProduct(embedding, embedding)), lexical: buildLexicalIndex(plain) };
}

/** Below this a best BM25 score is weak in itself, and is not blown up to full marks. */
const LEXICAL_FLOOR = 6;
const LEXICAL_SHARE = 0.55;

/**
 * The snippets nearest to a question, best first, at most `limit`. `score` joins BM25, relative to the best of this
 * search, with the cosine; both parts are returned. A snippet outside its validity never comes.
 */
export function rank({ snippets, plain, squares, lexical }: KnowledgeIndex, { text, embedding }: RankQuery, { limit, now }: RankOptions): readonly RankedSnippet[] {
  const bm25 = lexical(queryTerms(text));
  const best = Math.max(LEXICAL_FLOOR, bm25.reduce((highest, one) => (one > highest ? one : highest), 0));
  const cosineTo = cosinesOf(embedding);
  const top: RankedSnippet[] = [];
  let least = 0;
  snippets.forEach((snippet, place) => {
    const found = plain[place];
    if (found === undefined || !isValid(snippet, now)) return;
    const words = bm25[place] ?? 0;
    const cosine = cosineTo(snippet.embedding, squares[place] ?? 0);
    const score = LEXICAL_SHARE * (words / best) + (1 - LEXICAL_SHARE) * Math.max(0, cosine);
    if (score <= 0 || score < least) return;
    keepBest(top, { snippet: found, score, lexical: words, cosine }, limit);
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

const isValid = ({ validFrom, validUntil }: EmbeddedSnippet, now: Date): boolean =>
  (validFrom === undefined || validFrom <= now) && (validUntil === undefined || now <= validUntil);

/** Cosines between one vector and others, given with their squared lengths. A stored vector of another length or of zeros is no evidence either way. */
function cosinesOf(query: Float32Array): (stored: Float32Array, square: number) => number {
  // Most axes of a short text's hashed vector are 0 and add nothing.
  const axes: number[] = [];
  const values: number[] = [];
  let own = 0;
  for (let axis = 0; axis < query.length; axis += 1) {
    const value = query[axis] ?? 0;
    if (value === 0) continue;
    axes.push(axis);
    values.push(value);
    own += value * value;
  }
  return (stored, square) => {
    if (stored.length !== query.length) return 0;
    let product = 0;
    for (let index = 0; index < axes.length; index += 1) product += (values[index] ?? 0) * (stored[axes[index] ?? 0] ?? 0);
    const cosine = product / Math.sqrt(square * own);
    return Number.isFinite(cosine) ? Math.max(-1, Math.min(1, cosine)) : 0;
  };
}

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
