import { readFileSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import { StartupError } from '../domain/failures.ts';
import type { Span } from '../domain/message.ts';

/** Token ids without the sentence marks, each with the stretch of the original it came from. */
export type Encoding = Readonly<{ ids: readonly number[]; spans: readonly Span[] }>;

export type Tokenizer = Readonly<{
  encode(text: string): Encoding;
  bos: number;
  eos: number;
  unknown: number;
  size: number;
}>;

type Vocabulary = readonly (readonly [string, number])[];

const SPACE = '▁';
const UNKNOWN_PENALTY = 10;
const WORD_LENGTH_MAX = 400;
const CACHE_MAX = 20_000;
const REMEDY = 'Restore the models/ folder from the release.';

/**
 * SentencePiece Unigram over whitespace-separated words, as the file describes it: since pieces never cross a blank, each word is
 * segmented by itself (Viterbi over its own few pieces) and remembered, which is what makes a text cost microseconds.
 *
 * @throws StartupError when the file is not such a tokenizer.
 * @see Kudo 2018, "Subword Regularization".
 */
export function loadTokenizer(path: string): Tokenizer {
  try {
    const { vocabulary, unknown } = readVocabulary(readFileSync(path, 'utf8'));
    return createTokenizer(vocabulary, unknown);
  } catch (cause) {
    throw new StartupError('The encoder\'s tokenizer.json cannot be read.', REMEDY, { cause });
  }
}

/** Checked by hand: tens of thousands of pieces are looked at in every start. */
function readVocabulary(text: string): Readonly<{ vocabulary: Vocabulary; unknown: number }> {
  const { model } = JSON.parse(text) as Readonly<{ model?: Readonly<{ type?: unknown; unk_id?: unknown; vocab?: unknown }> }>;
  const { type, unk_id: unknown, vocab } = model ?? {};
  if ((type !== undefined && type !== 'Unigram') || !Number.isInteger(unknown) || !Array.isArray(vocab)) throw new TypeError('no Unigram tokenizer');
  const isPiece = (entry: unknown): boolean => Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string' && typeof entry[1] === 'number';
  if (!vocab.every(isPiece)) throw new TypeError('a piece is not a text and a number');
  return { vocabulary: vocab as Vocabulary, unknown: unknown as number };
}

export function createTokenizer(vocabulary: Vocabulary, unknown: number): Tokenizer {
  const pieces = new Map<string, number>();
  const scores = new Float64Array(vocabulary.length);
  for (const [id, [piece, score]] of vocabulary.entries()) {
    pieces.set(piece, id);
    scores[id] = score;
  }
  const longest = vocabulary.reduce((length, [piece]) => Math.max(length, piece.length), 1);
  const lowest = scores.reduce((score, value) => Math.min(score, value), 0);
  const unknownScore = lowest - UNKNOWN_PENALTY;
  const cache = new LRUCache<string, readonly number[]>({ max: CACHE_MAX });
  const idsOf = (word: string): readonly number[] => {
    const known = cache.get(word);
    if (known !== undefined) return known;
    const ids = segment(SPACE + word, { pieces, scores, longest, unknown, unknownScore });
    cache.set(word, ids);
    return ids;
  };
  return {
    encode: (text) => {
      const ids: number[] = [];
      const spans: Span[] = [];
      for (const { word, span } of wordsOf(text)) {
        for (const id of idsOf(word)) {
          ids.push(id);
          spans.push(span);
        }
      }
      return { ids, spans };
    },
    bos: 0, eos: 2, unknown, size: vocabulary.length,
  };
}

/** Words of a text after compatibility folding; one that folds into several keeps the place of all of it. */
function* wordsOf(text: string): Iterable<Readonly<{ word: string; span: Span }>> {
  for (const match of text.matchAll(/[^\s\u2581]+/gu)) {
    const span = { start: match.index, end: match.index + match[0].length };
    for (const word of clean(match[0]).split(/[\s\u2581]+/u)) {
      for (let from = 0; from < word.length; from += WORD_LENGTH_MAX) yield { word: word.slice(from, from + WORD_LENGTH_MAX), span };
    }
  }
}

/** The folding that the pieces were learned with: compatibility forms unified, invisible marks read as blanks. */
const clean = (word: string): string => word.replace(/[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, ' ').normalize('NFKC').trim();

type Lattice = Readonly<{ pieces: ReadonlyMap<string, number>; scores: Float64Array; longest: number; unknown: number; unknownScore: number }>;

/** The likeliest segmentation of one word; characters no piece covers become one unknown token a run. */
function segment(word: string, { pieces, scores, longest, unknown, unknownScore }: Lattice): readonly number[] {
  const length = word.length;
  const best = new Float64Array(length + 1).fill(-Infinity);
  const from = new Int32Array(length + 1);
  const idAt = new Int32Array(length + 1);
  best[0] = 0;
  for (let start = 0; start < length; start += 1) {
    const here = best[start] as number;
    if (here === -Infinity) continue;
    const width = isHighSurrogate(word, start) ? 2 : 1;
    let covered = false;
    for (let end = start + width; end <= Math.min(length, start + longest); end += 1) {
      const id = pieces.get(word.slice(start, end));
      if (id === undefined) continue;
      if (end === start + width) covered = true;
      const score = here + (scores[id] as number);
      if (score > (best[end] as number)) relax(best, from, idAt, { start, end, score, id });
    }
    const end = start + width;
    if (!covered && here + unknownScore > (best[end] as number)) relax(best, from, idAt, { start, end, score: here + unknownScore, id: unknown });
  }
  const ids: number[] = [];
  for (let at = length; at > 0; at = from[at] as number) {
    const id = idAt[at] as number;
    if (id !== unknown || ids.at(-1) !== unknown) ids.push(id);
  }
  return ids.reverse();
}

function relax(best: Float64Array, from: Int32Array, idAt: Int32Array, { start, end, score, id }: Readonly<{ start: number; end: number; score: number; id: number }>): void {
  best[end] = score;
  from[end] = start;
  idAt[end] = id;
}

const isHighSurrogate = (word: string, index: number): boolean => {
  const unit = word.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff && index + 1 < word.length;
};
