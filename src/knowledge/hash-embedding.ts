import type { PreparedText } from '../domain/message.ts';
import { EMBEDDING_DIMENSIONS, type EmbeddingModel } from '../domain/ports.ts';
import { detectLanguage } from '../text/detect-language.ts';
import { prepareText } from '../text/prepare.ts';
import { CONCEPTS } from './concepts.ts';
import { contentTerms, type Term, termsOf } from './terms.ts';

/** Buckets of their own for the concepts, so that languages meet without collisions; what is left after the stems' is for trigrams, both hashed. */
const CONCEPT_BUCKETS = 128;
const STEM_BUCKETS = 160;
const GRAMS_FROM = CONCEPT_BUCKETS + STEM_BUCKETS;
/** Shares of the squared length: what a word means, what it is, what it looks like. */
const SHARES = { concepts: 0.5, stems: 0.35, grams: 0.15 } as const;
const TEXT_MAX = 12_000;
const CONCEPT_INDEX: ReadonlyMap<string, number> = new Map(CONCEPTS.map((name, index) => [name, index % CONCEPT_BUCKETS]));
/** Words that nearly every question holds say little of what it is about. */
const COMMON = new Set(['price', 'lead-time', 'duration', 'class', 'order', 'location']);

/**
 * A stand-in for a sentence encoder, with neither weights nor start-up: hashed stems and letter trigrams, and one bucket
 * for each concept of a small multilingual list. Unit vectors, the same text always the same; text without a word gets a
 * fixed unit vector. Some 0.1 ms a short text; resolves at once and never rejects.
 */
export function createHashEmbedding(): EmbeddingModel {
  return {
    name: 'hash-384/1',
    embed: async (texts) => texts.map((text) => embedText(text)),
    embedPrepared: async (text) => (text.original.length > TEXT_MAX ? embedText(text.original) : embedTerms(termsAlone(text))),
  };
}

const embedText = (text: string): Float32Array => embedTerms(contentTerms(prepareText({ text: text.slice(0, TEXT_MAX) })));

/** The terms of a text as if it came by itself, in the language that its words alone name: the same text must get the same vector. */
function termsAlone(text: PreparedText): readonly Term[] {
  const { tag } = detectLanguage(text.original, text.tokens);
  return tag === text.language.tag ? contentTerms(text) : termsOf(text.tokens, tag);
}

function embedTerms(terms: readonly Term[]): Float32Array {
  const vector = new Float32Array(EMBEDDING_DIMENSIONS);
  const parts = new Float64Array(EMBEDDING_DIMENSIONS);
  const concepts = parts.subarray(0, CONCEPT_BUCKETS);
  const stems = parts.subarray(CONCEPT_BUCKETS, GRAMS_FROM);
  const grams = parts.subarray(GRAMS_FROM);
  addConcepts(concepts, terms);
  scatter(stems, countedStems(terms));
  scatter(grams, countedTrigrams(terms));
  scale(concepts, SHARES.concepts);
  scale(stems, SHARES.stems);
  scale(grams, SHARES.grams);
  vector.set(parts);
  const length = lengthOf(vector);
  // A text of punctuation alone points along one axis that no concept uses.
  if (length < 1e-6) vector[CONCEPT_BUCKETS - 1] = 1;
  else for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) / length;
  return vector;
}

type Counts = Map<string, number>;

const count = (counts: Counts, key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);

const damp = (times: number): number => 1 + Math.log(times);

function addConcepts(part: Float64Array, terms: readonly Term[]): void {
  const counts: Counts = new Map();
  for (const { concept } of terms) if (concept !== undefined) count(counts, concept);
  for (const [concept, times] of counts) {
    const bucket = CONCEPT_INDEX.get(concept) ?? 0;
    part[bucket] = (part[bucket] ?? 0) + damp(times) * (COMMON.has(concept) ? 0.6 : 1);
  }
}

function countedStems(terms: readonly Term[]): Counts {
  const counts: Counts = new Map();
  for (const { stem } of terms) if (stem !== '') count(counts, stem);
  return counts;
}

const WORD_MAX = 24;

function countedTrigrams(terms: readonly Term[]): Counts {
  const counts: Counts = new Map();
  for (const { word, stem } of terms) {
    if (stem === '') continue;
    const padded = `<${word.slice(0, WORD_MAX)}>`;
    for (let index = 0; index === 0 || index < padded.length - 2; index += 1) count(counts, padded.slice(index, index + 3));
  }
  return counts;
}

const SEEDS = [0x811c9dc5, 0x9e3779b1];

/** Adds each key at two hashed places with hashed signs: two different words rarely share both. */
function scatter(part: Float64Array, counts: Counts): void {
  for (const [key, times] of counts) {
    const weight = damp(times);
    for (const seed of SEEDS) {
      const hash = fnv(key, seed);
      const place = (hash >>> 1) % part.length;
      part[place] = (part[place] ?? 0) + (hash & 1 ? weight : -weight);
    }
  }
}

function fnv(key: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

function lengthOf(part: Float32Array | Float64Array): number {
  let square = 0;
  for (let index = 0; index < part.length; index += 1) square += (part[index] ?? 0) ** 2;
  return Math.sqrt(square);
}

/** Makes a part's squared length its share of the whole; a part without anything stays so. */
function scale(part: Float64Array, share: number): void {
  const length = lengthOf(part);
  if (length < 1e-9) return;
  const factor = Math.sqrt(share) / length;
  for (let index = 0; index < part.length; index += 1) part[index] = (part[index] ?? 0) * factor;
}
