import MiniSearch from 'minisearch';
import { similarity } from 'ml-distance';
import type { EmbeddedSnippet, RankedSnippet, Snippet } from '../domain/draft.ts';
import type { PreparedText } from '../domain/message.ts';
import { prepareText } from '../text/prepare.ts';
import { contentTerms, type Term, termsOf } from './terms.ts';

/** A tenant's snippets with their inverted index. Immutable; built once a revision. */
export type KnowledgeIndex = Readonly<{
  snippets: readonly EmbeddedSnippet[];
  /** The same snippets without their vectors: the very objects that every search hands out. */
  plain: readonly Snippet[];
  search: MiniSearch<Entry>;
}>;

export type RankQuery = Readonly<{ text: PreparedText; embedding: Float32Array }>;
export type RankOptions = Readonly<{ limit: number; now: Date }>;

/** Fields hold processed terms, blank-separated: stems, `=word` as written, `#concept`. */
type Entry = { id: number; title: string; body: string; tags: string; words: string; concepts: string };

const FIELDS = ['title', 'body', 'tags', 'words', 'concepts'] as const;
const BOOST = { title: 1.2, body: 1, tags: 0.6, words: 0.25, concepts: 1.8 } as const;
const FUZZY_FROM = 5;
const QUERY_TERMS_MAX = 60;
/** Words that half of all questions hold count less than what the question is about. */
const COMMON_CONCEPTS = new Set(['price', 'lead-time', 'duration', 'class', 'order', 'location', 'hours', 'sell']);
/** A question this short leans on what was said before it. */
const SHORT_QUESTION_TERMS = 3;
const CONTEXT_WEIGHT = 0.4;
const STEM_OF_CONCEPT = 0.35;
const COMMON_WEIGHT = 0.5;

/** Builds the index; about 0.2 ms a snippet. Stop words, stems and concepts are those of each snippet's own language. */
export function buildIndex(snippets: readonly EmbeddedSnippet[]): KnowledgeIndex {
  const search = new MiniSearch<Entry>({
    fields: [...FIELDS],
    idField: 'id',
    tokenize: (text) => text.split(' '),
    // Terms arrive folded and stemmed: the stemmer depends on the snippet's language, which a term alone does not tell.
    processTerm: (term) => (term === '' ? null : term),
  });
  search.addAll(snippets.map(entryOf));
  return { snippets, plain: snippets.map(withoutVector), search };
}

function entryOf({ title, text, tags, language }: EmbeddedSnippet, id: number): Entry {
  const [titleTerms, bodyTerms, tagTerms] = [title, text, tags.join(' ')].map((part) => contentTerms(prepareText({ text: part, language })));
  const all = [...(titleTerms ?? []), ...(bodyTerms ?? []), ...(tagTerms ?? [])];
  const stems = (terms: readonly Term[] = []): string => terms.map(({ stem }) => stem).join(' ');
  return {
    id,
    title: stems(titleTerms),
    body: stems(bodyTerms),
    tags: stems(tagTerms),
    words: all.map(({ word, stem }) => (stem === '' ? '' : `=${word}`)).join(' '),
    concepts: [...new Set(all.flatMap(({ concept }) => (concept === undefined ? [] : [`#${concept}`])))].join(' '),
  };
}

/** Below this a best BM25 score is weak in itself, and is not blown up to full marks. */
const LEXICAL_FLOOR = 6;
const LEXICAL_SHARE = 0.55;

/**
 * The snippets nearest to a question, best first, at most `limit`. `score` joins BM25, relative to the best of this
 * search, with the cosine; both parts are returned. A snippet outside its validity never comes.
 */
export function rank({ snippets, plain, search }: KnowledgeIndex, { text, embedding }: RankQuery, { limit, now }: RankOptions): readonly RankedSnippet[] {
  const lexical = lexicalScores(search, queryTerms(text));
  const best = Math.max(LEXICAL_FLOOR, ...lexical.values());
  return snippets
    .flatMap((snippet, index): RankedSnippet[] => {
      const found = plain[index];
      if (found === undefined || !isValid(snippet, now)) return [];
      const bm25 = lexical.get(index) ?? 0;
      const cosine = cosineOf(snippet.embedding, embedding);
      const score = LEXICAL_SHARE * (bm25 / best) + (1 - LEXICAL_SHARE) * Math.max(0, cosine);
      return score > 0 ? [{ snippet: found, score, lexical: bm25, cosine }] : [];
    })
    .sort((a, b) => b.score - a.score || (a.snippet.id < b.snippet.id ? -1 : 1))
    .slice(0, Math.max(0, limit));
}

const isValid = ({ validFrom, validUntil }: EmbeddedSnippet, now: Date): boolean =>
  (validFrom === undefined || validFrom <= now) && (validUntil === undefined || now <= validUntil);

/** A stored vector of another length or of zeros is no evidence either way. */
function cosineOf(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 0;
  const value = similarity.cosine(a, b);
  return Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0;
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

function lexicalScores(search: MiniSearch<Entry>, weights: ReadonlyMap<string, number>): ReadonlyMap<number, number> {
  if (weights.size === 0) return new Map();
  const hits = search.search([...weights.keys()].join(' '), {
    combineWith: 'OR',
    boost: BOOST,
    fuzzy: (term) => (/^[a-z]/.test(term) && term.length >= FUZZY_FROM ? 0.2 : false),
    weights: { fuzzy: 0.4, prefix: 0.3 },
    boostTerm: (term) => weights.get(term) ?? 1,
  });
  // MiniSearch multiplies by the number of matched query terms; BM25 proper is the sum alone.
  return new Map(hits.map(({ id, score, queryTerms }) => [id as number, score / Math.max(1, queryTerms.length)]));
}
