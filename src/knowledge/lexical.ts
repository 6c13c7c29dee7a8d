import MiniSearch from 'minisearch';
import type { Snippet } from '../domain/draft.ts';
import { prepareText } from '../text/prepare.ts';
import { memoized } from './memo.ts';
import { nearWordsIn } from './spellings.ts';
import { contentTerms, type Term } from './terms.ts';

/**
 * BM25 of every snippet, by its place, for a question's terms with their weights: stems, `=word` as written, `#concept`.
 * 0 where nothing matches.
 */
export type LexicalIndex = (weights: ReadonlyMap<string, number>) => Float64Array;

/** Fields hold processed terms, blank-separated. */
type Entry = { id: number; title: string; body: string; tags: string; words: string; concepts: string };

const FIELDS = ['title', 'body', 'tags', 'words', 'concepts'] as const;
const BOOST = { title: 1.2, body: 1, tags: 0.6, words: 0.25, concepts: 1.8 } as const;

/** Builds the index; about 0.2 ms a snippet. Stop words, stems and concepts are those of each snippet's own language. */
export function buildLexicalIndex(snippets: readonly Snippet[]): LexicalIndex {
  const search = new MiniSearch<Entry>({
    fields: [...FIELDS],
    idField: 'id',
    tokenize: splitTerms,
    // Terms arrive folded and stemmed: the stemmer depends on the snippet's language, which a term alone does not tell.
    processTerm: (term) => (term === '' ? null : term),
  });
  const entries = snippets.map(entryOf);
  search.addAll(entries);
  const vocabulary = new Set(entries.flatMap((entry) => FIELDS.flatMap((field) => splitTerms(entry[field]))));
  const spellingsOf = spellingsIn(vocabulary, (term) => hitsIn(search, term));
  return (weights) => {
    const sums = new Float64Array(snippets.length);
    for (const [term, weight] of weights) {
      for (const { hits, share } of spellingsOf(term)) addHits(sums, hits, weight * share);
    }
    return sums;
  };
}

const splitTerms = (text: string): string[] => text.split(' ');

function entryOf({ title, text, tags, language }: Snippet, id: number): Entry {
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

/** Where a term of the snippets occurs and with which BM25 score. */
type Hits = Readonly<{ places: readonly number[]; scores: readonly number[] }>;

/** A term of the snippets that a question's term may stand for, and how much of its weight goes there. */
type Spelling = Readonly<{ hits: Hits; share: number }>;

const FUZZY_FROM = 5;
const FUZZY_UP_TO = 250;
/** Slips allowed, as a share of a term's letters, and at most. */
const SLIPS = 0.2;
const SLIPS_MAX = 6;
const FUZZY_SHARE = 0.4;
const TERMS_MAX = 1_500;
const NONE: readonly Spelling[] = [];

/**
 * Looks a question's terms up in the vocabulary of the snippets, slips of the pen included. Remembered are the hits of every
 * term of the vocabulary that was asked for, and what the last few thousand words of questions came to.
 */
function spellingsIn(vocabulary: ReadonlySet<string>, hitsOf: (term: string) => Hits): (term: string) => readonly Spelling[] {
  const nearWords = nearWordsIn(vocabulary);
  const itself = memoized(vocabulary.size, (term): readonly Spelling[] => [{ hits: hitsOf(term), share: 1 }]);
  const exact = (term: string): readonly Spelling[] => (vocabulary.has(term) ? itself(term) : NONE);
  const fuzzy = memoized(TERMS_MAX, (term): readonly Spelling[] => {
    const near = nearWords(term, Math.min(SLIPS_MAX, Math.round(term.length * SLIPS)));
    return [...exact(term), ...near.flatMap(({ word, distance }) => itself(word).map(({ hits }) => ({ hits, share: (FUZZY_SHARE * word.length) / (word.length + distance) })))];
  });
  return (term) => (term.length >= FUZZY_FROM && term.length <= FUZZY_UP_TO && isLetter(term.charCodeAt(0)) ? fuzzy(term) : exact(term));
}

const isLetter = (unit: number): boolean => unit >= 97 && unit <= 122;

function hitsIn(search: MiniSearch<Entry>, term: string): Hits {
  const hits = search.search(term, { boost: BOOST });
  return { places: hits.map(({ id }) => id as number), scores: hits.map(({ score }) => score) };
}

function addHits(sums: Float64Array, { places, scores }: Hits, weight: number): void {
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] ?? 0;
    sums[place] = (sums[place] ?? 0) + weight * (scores[index] ?? 0);
  }
}
