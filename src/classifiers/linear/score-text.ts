import type { PreparedText, Span } from '../../domain/message.ts';
import type { Evidence } from '../../domain/score.ts';
import type { SymbolHit } from '../classifier.ts';
import { contextBuckets, hashNgrams, windowBuckets } from './features.ts';
import { type LinearModel, logits, type Logits, probabilities, wordingOf } from './model.ts';

export type LinearScore = Readonly<{
  probabilities: Readonly<Record<string, number>>;
  /** Logits of the window that scored highest on the first output. */
  total: readonly number[];
  text: readonly number[];
  /** What was seen and the model knows; `fired[i]` is where hit i stands among the model's symbols. */
  hits: readonly SymbolHit[];
  fired: readonly number[];
}>;

const symbolIndexes = new WeakMap<LinearModel, ReadonlyMap<string, number>>();

function indexesOf(model: LinearModel): ReadonlyMap<string, number> {
  let found = symbolIndexes.get(model);
  if (found === undefined) {
    found = new Map(model.symbolNames.map((name, index) => [name, index]));
    symbolIndexes.set(model, found);
  }
  return found;
}

/** Scores every window of a text. Hits whose name the model does not know carry no weight and are left out. */
export function scoreText(model: LinearModel, text: PreparedText, found: readonly SymbolHit[]): LinearScore {
  const indexes = indexesOf(model);
  const hits: SymbolHit[] = [];
  const fired: number[] = [];
  for (const hit of found) {
    const index = indexes.get(hit.name);
    if (index === undefined) continue;
    hits.push(hit);
    fired.push(index);
  }
  const context = contextBuckets(text);
  const windows = windowBuckets(text).map((buckets) => logits(model, buckets, context, fired));
  const strongest = windows.reduce((best, window) => ((window.total[0] ?? 0) > (best.total[0] ?? 0) ? window : best));
  return { probabilities: probabilities(model, windows.map(totalOf)), total: strongest.total, text: strongest.text, hits, fired };
}

const totalOf = ({ total }: Logits): readonly number[] => total;

/** Symbols with their learned weight on one output, then the words and the prior: the weights add up to that output's logit. */
export function explain(model: LinearModel, { hits, fired, text }: LinearScore, output: number): readonly Evidence[] {
  const evidence = hits.map((hit, index) => evidenceOf(hit, model.symbols[(fired[index] ?? 0) * model.outputs + output] ?? 0));
  evidence.push({ id: 'WORDING', weight: text[output] ?? 0, detail: 'words and letter sequences' }, { id: 'PRIOR', weight: model.bias[output] ?? 0, detail: 'before reading' });
  return evidence;
}

function evidenceOf({ name, span, detail, value }: SymbolHit, weight: number): Evidence {
  const evidence: { -readonly [Key in keyof Evidence]: Evidence[Key] } = { id: name, weight };
  if (span !== undefined) evidence.span = span;
  if (detail !== undefined) evidence.detail = detail;
  if (value !== undefined) evidence.value = value;
  return evidence;
}

const SPAN_SHARE = 0.35;
const SPANS_MAX = 5;

/**
 * The words that speak most for one output, in the original's offsets, neighbours merged; at most `SPANS_MAX`.
 * A word's part is the sum of its own n-grams' weights: no gradient, no second pass over the model.
 */
export function spansFor(model: LinearModel, text: PreparedText, output: number, hits: readonly SymbolHit[] = []): readonly Span[] {
  const parts = text.tokens.slice(0, 2_000).map((token, index) =>
    token.kind === 'punctuation' ? 0 : wordingOf(model, hashNgrams(text.tokens, { from: index, to: index + 1 }), output));
  const top = Math.max(0, ...parts);
  const chosen = parts.flatMap((part, index) => (top > 0 && part >= top * SPAN_SHARE ? [index] : []));
  const spans = chosen.flatMap((index) => {
    const token = text.tokens[index];
    return token === undefined ? [] : [{ start: token.start, end: token.end }];
  });
  const named = hits.flatMap(({ span }) => (span === undefined ? [] : [span]));
  return merge([...spans, ...named]).slice(0, SPANS_MAX);
}

function merge(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && span.start <= last.end + 2) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}
