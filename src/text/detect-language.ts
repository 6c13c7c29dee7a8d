import type { Language, Token } from '../domain/message.ts';
import { LANGUAGES } from './languages/index.ts';
import { listWord, UNLISTED, wordNumbers } from './vocabulary.ts';

/** A library's guess over any of its languages; called only when our own word lists do not settle it. */
export type LanguageIdentifier = (text: string) => Readonly<{ tag: string; confidence: number }>;

const SERVED = new Set(LANGUAGES.map(({ tag }) => tag));
const CHAT_WORD_WEIGHT = 1.6;

/** By a word's number: [language index, weight] pairs; a word of three languages counts a third in each. */
const WEIGHTS = buildWeights();

function buildWeights(): readonly (readonly (readonly [number, number])[] | undefined)[] {
  const found: [number, number][][] = [];
  LANGUAGES.forEach(({ functionWords, chatWords }, index) => {
    const chat = new Set(chatWords);
    for (const word of new Set([...functionWords, ...chatWords])) (found[listWord(word)] ??= []).push([index, chat.has(word) ? CHAT_WORD_WEIGHT : 1]);
  });
  return found.map((entries) => entries.map(([index, weight]) => [index, weight / entries.length ** 1.5] as const));
}

/** Scripts that name their language, or at least say that it is none we were trained on. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]/, 'ar'],
  [/[\u0400-\u052f]/, 'ru'], [/[\u0370-\u03ff\u1f00-\u1fff]/, 'el'], [/[\u0590-\u05ff]/, 'he'], [/[\u0e00-\u0e7f]/, 'th'],
  [/[\u3040-\u30ff]/, 'ja'], [/[\u1100-\u11ff\uac00-\ud7af]/, 'ko'], [/[\u4e00-\u9fff]/, 'zh'], [/[\u0900-\u097f]/, 'hi'],
  [/[\u0530-\u058f]/, 'hy'], [/[\u10a0-\u10ff]/, 'ka'], [/[\u0980-\u09ff]/, 'bn'],
];

/** Other languages of a script: a library or the caller may name one of these instead. */
const SHARED_SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  ar: ['fa', 'ur', 'ps', 'ckb', 'azb', 'pnb', 'sd', 'ug'], ru: ['uk', 'bg', 'sr', 'mk', 'be', 'kk', 'ky', 'tg', 'mn', 'tt'], zh: ['ja'],
  hi: ['mr', 'ne', 'sa', 'bh', 'mai'], he: ['yi'], bn: ['as', 'bpy'], ka: ['xmf'],
};

export type LanguageClues = Readonly<{
  /** The caller's own word for it: taken unless the script contradicts it. */
  given?: string | undefined;
  /** Language of the conversation so far: tips the balance of a scrap. */
  prior?: string | undefined;
  identify?: LanguageIdentifier | undefined;
}>;

/** BCP 47 primary tag with confidence; `und` when nothing points anywhere. */
export function detectLanguage(original: string, tokens: readonly Token[], clues: LanguageClues = {}): Language {
  const words = tokens.filter((token) => token.kind === 'word');
  const script = scriptOf(words);
  const given = clues.given?.split('-')[0]?.toLowerCase();
  if (script !== undefined) return language(languageOfScript(script, original, given, clues.identify), 0.95);
  if (given !== undefined && /^[a-z]{2,3}$/.test(given) && given !== 'und') return language(given, 0.99);
  const scores = scoreWords(tokens, clues.prior);
  const { best, margin, total } = leader(scores);
  const tag = LANGUAGES[best]?.tag ?? 'und';
  if (total > 0 && (margin >= 1.5 || (margin >= 0.6 && words.length <= 3))) {
    return language(tag, Math.min(0.99, 0.6 + margin / (margin + 3) / 2 + margin / 40));
  }
  return libraryGuess(original, words.length, clues, { tag: margin > 0 ? tag : undefined, margin });
}

function languageOfScript(script: string, original: string, given: string | undefined, identify: LanguageIdentifier | undefined): string {
  const others = SHARED_SCRIPTS[script] ?? [];
  if (given !== undefined && (given === script || others.includes(given))) return given;
  const guess = others.length === 0 ? undefined : identify?.(excerpt(original));
  return guess !== undefined && guess.confidence >= 0.5 && others.includes(guess.tag) ? guess.tag : script;
}

const excerpt = (original: string): string => original.slice(0, 600).replaceAll('\n', ' ');

function libraryGuess(
  original: string,
  wordCount: number,
  { identify, prior }: LanguageClues,
  own: Readonly<{ tag: string | undefined; margin: number }>,
): Language {
  if (wordCount === 0) return prior === undefined ? language('und', 0) : language(prior, 0.4);
  const guess = identify?.(excerpt(original));
  // A language that we do not serve is often a served one's neighbour (Afrikaans for Dutch): it needs more than half.
  const trusted = guess !== undefined && guess.confidence >= (wordCount >= 4 && (own.tag === undefined || SERVED.has(guess.tag)) ? 0.35 : 0.5);
  if (trusted && (own.tag === undefined || own.margin < 1 || guess.confidence > 0.8)) {
    return prior !== undefined && wordCount < 4 && guess.confidence < 0.8 ? language(prior, 0.6) : language(guess.tag, guess.confidence);
  }
  if (own.tag !== undefined) return language(own.tag, 0.5 + Math.min(0.3, own.margin / 5));
  if (prior !== undefined) return language(prior, 0.5);
  return guess === undefined || guess.confidence < 0.2 ? language('und', 0) : language(guess.tag, guess.confidence);
}

const language = (tag: string, confidence: number): Language => ({ tag, confidence: Math.round(confidence * 100) / 100, served: SERVED.has(tag) });

const WORDS_SCORED_MAX = 120;

function scoreWords(tokens: readonly Token[], prior: string | undefined): readonly number[] {
  const scores: number[] = LANGUAGES.map(() => 0);
  const numbers = wordNumbers(tokens);
  let words = 0;
  for (let index = 0; index < tokens.length && words < WORDS_SCORED_MAX; index += 1) {
    if (tokens[index]?.kind !== 'word') continue;
    words += 1;
    const number = numbers[index] ?? UNLISTED;
    const entries = number === UNLISTED ? undefined : WEIGHTS[number];
    if (entries === undefined) continue;
    for (const [of, weight] of entries) scores[of] = (scores[of] ?? 0) + weight;
  }
  const priorIndex = LANGUAGES.findIndex(({ tag }) => tag === prior);
  if (priorIndex >= 0) scores[priorIndex] = (scores[priorIndex] ?? 0) + 0.5;
  return scores;
}

function leader(scores: readonly number[]): { best: number; margin: number; total: number } {
  let best = 0;
  let total = 0;
  scores.forEach((score, index) => {
    total += score;
    if (score > (scores[best] ?? 0)) best = index;
  });
  const second = scores.reduce((highest, score, index) => (index !== best && score > highest ? score : highest), 0);
  return { best, margin: (scores[best] ?? 0) - second, total };
}

const SCRIPT_WORDS_MAX = 200;
/** Below this begins no other script than Latin. */
const OTHER_SCRIPTS = 0x370;

/** The script of most letters, unless it is Latin. */
function scriptOf(words: readonly Token[]): string | undefined {
  const looked = words.slice(0, SCRIPT_WORDS_MAX);
  const others = looked.filter(({ text }) => text.charCodeAt(0) >= OTHER_SCRIPTS);
  if (others.length === 0) return undefined;
  const latin = looked.reduce((sum, { text }) => sum + (text.charCodeAt(0) < OTHER_SCRIPTS ? text.length : 0), 0);
  const counts = new Map<string, number>();
  for (const { text } of others) {
    const tag = SCRIPTS.find(([pattern]) => pattern.test(text))?.[1];
    if (tag !== undefined) counts.set(tag, (counts.get(tag) ?? 0) + text.length);
  }
  // Japanese is written with kanji too: any kana decides.
  if (counts.has('ja') && counts.has('zh')) counts.set('ja', (counts.get('ja') ?? 0) + (counts.get('zh') ?? 0) + 1);
  const [top] = [...counts].sort((a, b) => b[1] - a[1]);
  return top !== undefined && top[1] > latin ? top[0] : undefined;
}
