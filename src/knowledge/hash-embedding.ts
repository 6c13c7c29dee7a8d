import { EMBEDDING_DIMENSIONS, type EmbeddingModel } from '../domain/ports.ts';
import { prepareText } from '../text/prepare.ts';
import { CONCEPTS } from './concepts.ts';
import { type Term, termsOf } from './terms.ts';

/** Buckets of their own for the concepts, so that languages meet without collisions; the rest is hashed. */
const CONCEPT_BUCKETS = 128;
const STEM_BUCKETS = 160;
const GRAM_BUCKETS = EMBEDDING_DIMENSIONS - CONCEPT_BUCKETS - STEM_BUCKETS;
/** Shares of the squared length: what a word means, what it is, what it looks like. */
const SHARES = { concepts: 0.5, stems: 0.35, grams: 0.15 } as const;
const TEXT_MAX = 12_000;
const CONCEPT_INDEX: ReadonlyMap<string, number> = new Map(CONCEPTS.map((name, index) => [name, index % CONCEPT_BUCKETS]));
/** Words that nearly every question holds say little of what it is about. */
const COMMON = new Set(['price', 'lead-time', 'duration', 'class', 'order', 'location']);

/**
 * A stand-in for a sentence encoder, with neither weights nor start-up: hashed stems and letter trigrams, and one bucket
 * for each concept of a small multilingual list. Unit vectors, the same text always the same; text without a word gets a
 * fixed unit vector. About 0.3 ms a short text; resolves at once and never rejects.
 */
export function createHashEmbedding(): EmbeddingModel {
  return { name: 'hash-384/1', embed: async (texts) => texts.map(embedOne) };
}

function embedOne(text: string): Float32Array {
  const prepared = prepareText({ text: text.slice(0, TEXT_MAX) });
  const terms = termsOf(prepared.tokens, prepared.language.tag);
  const vector = new Float32Array(EMBEDDING_DIMENSIONS);
  add(vector, conceptPart(terms), { from: 0, share: SHARES.concepts });
  add(vector, stemPart(terms), { from: CONCEPT_BUCKETS, share: SHARES.stems });
  add(vector, gramPart(terms), { from: CONCEPT_BUCKETS + STEM_BUCKETS, share: SHARES.grams });
  const length = lengthOf(vector);
  // A text of punctuation alone points along one axis that no concept uses.
  if (length < 1e-6) vector[CONCEPT_BUCKETS - 1] = 1;
  else for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) / length;
  return vector;
}

function conceptPart(terms: readonly Term[]): Float64Array {
  const part = new Float64Array(CONCEPT_BUCKETS);
  for (const [concept, count] of counts(terms.flatMap((term) => (term.concept === undefined ? [] : [term.concept])))) {
    const bucket = CONCEPT_INDEX.get(concept) ?? 0;
    part[bucket] = (part[bucket] ?? 0) + damp(count) * (COMMON.has(concept) ? 0.6 : 1);
  }
  return part;
}

function stemPart(terms: readonly Term[]): Float64Array {
  const part = new Float64Array(STEM_BUCKETS);
  for (const [stem, count] of counts(terms.flatMap(({ stem: value }) => (value === '' ? [] : [value])))) scatter(part, stem, damp(count));
  return part;
}

function gramPart(terms: readonly Term[]): Float64Array {
  const part = new Float64Array(GRAM_BUCKETS);
  const grams = terms.filter(({ stem }) => stem !== '').flatMap(({ word }) => trigrams(word));
  for (const [gram, count] of counts(grams)) scatter(part, gram, damp(count));
  return part;
}

function trigrams(word: string): readonly string[] {
  const padded = `<${word.slice(0, 24)}>`;
  return Array.from({ length: Math.max(1, padded.length - 2) }, (_, index) => padded.slice(index, index + 3));
}

const damp = (count: number): number => 1 + Math.log(count);

function counts(keys: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const key of keys) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}

/** Adds a key at two hashed places with hashed signs: two different words rarely share both. */
function scatter(part: Float64Array, key: string, weight: number): void {
  for (const seed of [0x811c9dc5, 0x9e3779b1]) {
    const hash = fnv(key, seed);
    const place = (hash >>> 1) % part.length;
    part[place] = (part[place] ?? 0) + (hash & 1 ? weight : -weight);
  }
}

function fnv(key: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

const lengthOf = (part: ArrayLike<number>): number => Math.sqrt(Array.from(part).reduce((sum, value) => sum + value * value, 0));

function add(vector: Float32Array, part: Float64Array, { from, share }: Readonly<{ from: number; share: number }>): void {
  const length = lengthOf(part);
  if (length < 1e-9) return;
  const scale = Math.sqrt(share) / length;
  part.forEach((value, index) => {
    vector[from + index] = value * scale;
  });
}
