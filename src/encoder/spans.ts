import type { Span } from '../domain/message.ts';

/** A word of the text in its original offsets, with its tokens' logits of one label. */
export type RatedWord = Readonly<{ span: Span; sum: number; tokens: number }>;

/** Words at least so near to the strongest one carry the label with it. Chosen on dev rows: of the flagged ones most keep their flag by these words alone, and lose it without them. */
const SHARE_OF_TOP = 0.5;
const SPANS_MAX = 6;

/**
 * The stretches of a text that carry a label. A logit is the mean of its tokens' logits: the words whose own come near to the
 * strongest one's are marked, and joined over gaps of one word, for phrases can be read and scattered words cannot.
 *
 * @param words in the text's order.
 */
export function spansOf(words: readonly RatedWord[]): readonly Span[] {
  if (words.length === 0) return [];
  const values = words.map(({ sum, tokens }) => sum / tokens);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const top = Math.max(...values);
  // Where no word speaks for the label outright, those that stand out above the others do.
  const least = top > 0 ? top * SHARE_OF_TOP : mean + (top - mean) * SHARE_OF_TOP;
  return stretches(words, values.flatMap((value, index) => (value >= least ? [index] : [])), values);
}

/** Marked words, given in order, joined over gaps of one word, the strongest stretches kept. */
function stretches(words: readonly RatedWord[], marked: readonly number[], values: readonly number[]): readonly Span[] {
  const runs: { from: number; to: number; value: number }[] = [];
  for (const index of marked) {
    const last = runs.at(-1);
    if (last !== undefined && index - last.to <= 2) Object.assign(last, { to: index, value: Math.max(last.value, values[index] ?? 0) });
    else runs.push({ from: index, to: index, value: values[index] ?? 0 });
  }
  return runs.toSorted((a, b) => b.value - a.value).slice(0, SPANS_MAX).sort((a, b) => a.from - b.from)
    .map(({ from, to }) => ({ start: words[from]?.span.start ?? 0, end: words[to]?.span.end ?? 0 }));
}
