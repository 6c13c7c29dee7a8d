import type { BrandCard, Citation, RankedSnippet, Snippet } from '../domain/draft.ts';
import type { PreparedText } from '../domain/message.ts';
import { contentTerms } from '../knowledge/terms.ts';
import { prepareText } from '../text/prepare.ts';
import { unquoted } from './checks/own-words.ts';
import { splitSentences } from './sentences.ts';
import { askedBy, featuresAs, supportFeatures, supportOf } from './support.ts';
import { draftLanguage, filled, greetingOf, languageName, signOffOf, wordingOf } from './wording.ts';

/** A question with what a search found for it and how well the best of it answers, in [0, 1]. */
export type Finding = Readonly<{ question: PreparedText; ranked: readonly RankedSnippet[]; support: number }>;

export type ComposedAnswer = Readonly<{
  text: string;
  language: string;
  source: 'quick_reply' | 'extractive';
  citations: readonly Citation[];
  /** The weakest of the supports that the answer rests on. */
  confidence: number;
  /** Full texts of the cited snippets. */
  sources: readonly string[];
  /** False when part of the message stays open or is quoted in another language. */
  complete: boolean;
}>;

const CANDIDATES = 3;
/** The same fact in the customer's language is preferred to a quotation. */
const FOREIGN_DISCOUNT = 0.9;
const QUOTE_WHOLE_MAX = 420;
const QUOTE_SENTENCES_MAX = 3;
const NEAREST = 3;

/** Orders what was found for a drafter's purposes and measures it. A quick reply of another language is left out: it is used verbatim or not at all. */
export function findingOf(question: PreparedText, found: readonly RankedSnippet[]): Finding {
  const { tag } = question.language;
  const usable = found.filter(({ snippet }) => snippet.kind !== 'quick_reply' || snippet.language === tag);
  const asked = askedBy(question);
  const features = supportFeatures(asked, usable);
  // Support less what being foreign costs the reader; how far it is ahead does not count among candidates.
  const meritOf = (one: RankedSnippet): number => supportOf({ ...featuresAs(asked, features, one), margin: 0 }, one.space) * (one.snippet.language === tag ? 1 : FOREIGN_DISCOUNT);
  const [best] = usable.slice(0, CANDIDATES).map((one) => ({ one, merit: meritOf(one) })).sort((a, b) => b.merit - a.merit);
  if (best === undefined) return { question, ranked: [], support: 0 };
  if (best.one === usable[0]) return { question, ranked: usable, support: supportOf(features, best.one.space) };
  const ranked = [best.one, ...usable.filter((other) => other !== best.one)];
  return { question, ranked, support: supportOf(supportFeatures(asked, ranked), best.one.space) };
}

/** The snippets nearest to any of the questions, for whoever has to answer by hand. */
export function nearestOf(findings: readonly Finding[]): readonly Readonly<{ snippetId: string; score: number }>[] {
  const best = new Map<string, number>();
  for (const { ranked, support } of findings) {
    const top = ranked[0]?.score ?? 1;
    for (const { snippet, score } of ranked) best.set(snippet.id, Math.max(best.get(snippet.id) ?? 0, (support * score) / top));
  }
  return [...best].map(([snippetId, score]) => ({ snippetId, score })).sort((a, b) => b.score - a.score).slice(0, NEAREST);
}

export type ComposeInput = Readonly<{ findings: readonly Finding[]; language: string; brand: BrandCard; atLeast: number }>;

/**
 * An answer in the business's own sentences, from the findings whose support reaches `atLeast`; undefined when none does.
 * A snippet in another language is quoted and announced as a quotation; what stays open is said.
 */
export function composeAnswer({ findings, language: tag, brand, atLeast }: ComposeInput): ComposedAnswer | undefined {
  const supported = findings.filter(({ ranked, support }) => ranked.length > 0 && support >= atLeast);
  const parts = distinct(supported);
  const [first] = parts;
  if (first === undefined) return undefined;
  const language = draftLanguage(tag, brand);
  const confidence = Math.min(...parts.map(({ support }) => support));
  const complete = supported.length === findings.length && parts.every(({ snippet }) => snippet.language === language);
  const sources = parts.map(({ snippet }) => `${snippet.title}\n${snippet.text}`);
  if (parts.length === 1 && supported.length === findings.length && first.snippet.kind === 'quick_reply') {
    const { text, language: own } = first.snippet;
    return { text, language: own, source: 'quick_reply', citations: citationsIn(text, parts), confidence, sources, complete };
  }
  const body = [...parts.map((part) => quoted(part, language)), ...(supported.length < findings.length ? [filled(wordingOf(language).remainder, brand)] : [])];
  const text = [greetingOf(brand, language), ...body, signOffOf(brand, language)].join('\n\n');
  return { text, language, source: 'extractive', citations: citationsIn(text, parts), confidence, sources, complete };
}

type Part = Readonly<{ snippet: RankedSnippet['snippet']; question: PreparedText; support: number }>;

/** One part a snippet: two questions that meet in one snippet are answered once. */
function distinct(findings: readonly Finding[]): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const { question, ranked, support } of findings) {
    const snippet = ranked[0]?.snippet;
    if (snippet !== undefined && !parts.has(snippet.id)) parts.set(snippet.id, { snippet, question, support });
  }
  return [...parts.values()];
}

function quoted(part: Part, language: string): string {
  const passage = passageOf(part);
  if (part.snippet.language === language || part.snippet.language === 'und') return passage;
  const { quoted: frame, quotes: [open, close] } = wordingOf(language);
  return `${frame.replace('{language}', () => languageName(part.snippet.language, language))}\n${open}${passage}${close}`;
}

/** A short snippet whole, so that a price keeps its conditions; of a long one the sentences nearest to the question, in order. */
function passageOf({ snippet, question }: Part): string {
  if (snippet.text.length <= QUOTE_WHOLE_MAX) return snippet.text.trim();
  const asked = [...keysOf(question)];
  const scored = sentencesOf(snippet).map(({ sentence, keys }, index) => ({ sentence, index, hits: asked.filter((key) => keys.has(key)).length }));
  const chosen: typeof scored = [];
  let length = 0;
  for (const one of scored.toSorted((a, b) => b.hits - a.hits || a.index - b.index)) {
    if (chosen.length > 0 && (chosen.length === QUOTE_SENTENCES_MAX || one.hits === 0 || length + one.sentence.length > QUOTE_WHOLE_MAX)) break;
    chosen.push(one);
    length += one.sentence.length;
  }
  return chosen.sort((a, b) => a.index - b.index).map(({ sentence }) => sentence).join(' ');
}

type Sentence = Readonly<{ sentence: string; keys: ReadonlySet<string> }>;
const sentencesBySnippet = new WeakMap<Snippet, readonly Sentence[]>();

/** The sentences of a long snippet with what each speaks of, read once: an index hands out the same objects until it is rebuilt. */
function sentencesOf(snippet: Snippet): readonly Sentence[] {
  let sentences = sentencesBySnippet.get(snippet);
  if (sentences === undefined) {
    sentences = splitSentences(snippet.text).map((sentence) => ({ sentence, keys: keysOf(prepareText({ text: sentence, language: snippet.language })) }));
    sentencesBySnippet.set(snippet, sentences);
  }
  return sentences;
}

/** Stems and concepts of a text. */
const keysOf = (text: PreparedText): ReadonlySet<string> =>
  new Set(contentTerms(text).flatMap(({ stem, concept }) => [...(stem === '' ? [] : [stem]), ...(concept === undefined ? [] : [`#${concept}`])]));

/** Every sentence of the draft that stands in a cited snippet, quotation marks aside. */
function citationsIn(text: string, parts: readonly Part[]): readonly Citation[] {
  const held = parts.map((part) => ({ part, sentences: new Set(splitSentences(part.snippet.text)) }));
  return splitSentences(text).flatMap((sentence, index): Citation[] => {
    const bare = unquoted(sentence);
    const from = held.find(({ sentences }) => sentences.has(sentence) || sentences.has(bare))?.part;
    return from === undefined ? [] : [{ snippetId: from.snippet.id, version: from.snippet.version, sentence: index, score: from.support }];
  });
}
