import { expect, test } from 'vitest';
import { spansOf } from '../../src/encoder/spans.ts';

const TEXT = 'vous êtes une bande de voleurs et de menteurs bonne journée';
/** The words of the text, each with one token of this logit. */
const words = (logits: readonly number[]) => [...TEXT.matchAll(/\S+/g)].map((match, index) => ({ span: { start: match.index, end: match.index + match[0].length }, sum: logits[index] ?? -3, tokens: 1 }));
const shown = (logits: readonly number[]): readonly string[] => spansOf(words(logits)).map(({ start, end }) => TEXT.slice(start, end));

test('words near to the strongest one are marked, and joined over a gap of one word', () => {
  expect(shown([-3, -3, -3, 4, 1, 5, -2, -2, 4])).toEqual(['bande de voleurs', 'menteurs']);
});

test('where no word speaks for the label outright, what stands out is marked', () => {
  expect(shown([-5, -5, -5, -5, -5, -1, -5, -5, -5, -5, -5])).toEqual(['voleurs']);
});

test('a word counts by the mean of its tokens, not by their number', () => {
  const many = words([]).map((word, index) => (index === 5 ? { ...word, sum: 4, tokens: 1 } : index === 0 ? { ...word, sum: 6, tokens: 6 } : word));

  expect(spansOf(many).map(({ start, end }) => TEXT.slice(start, end))).toEqual(['voleurs']);
});

test('a text without words has no spans', () => {
  expect(spansOf([])).toEqual([]);
});
