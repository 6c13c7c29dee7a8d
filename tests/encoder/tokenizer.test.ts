import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTokenizer } from '../../src/encoder/tokenizer.ts';

const UNKNOWN = 3;
const tokenizer = createTokenizer([['<s>', 0], ['<pad>', 0], ['</s>', 0], ['<unk>', 0], ['▁', -2], ['▁bon', -3], ['jour', -3], ['▁bonjour', -5], ['b', -6], ['o', -6], ['n', -6], ['j', -6], ['u', -6], ['r', -6]], UNKNOWN);
const pieces = ['<s>', '<pad>', '</s>', '<unk>', '▁', '▁bon', 'jour', '▁bonjour', 'b', 'o', 'n', 'j', 'u', 'r'];
const read = (text: string): string[] => tokenizer.encode(text).ids.map((id) => pieces[id] ?? '?');

test('the likeliest segmentation wins', () => {
  expect(read('bonjour')).toEqual(['▁bonjour']);
  expect(read('bonbon')).toEqual(['▁bon', 'b', 'o', 'n']);
});

test('characters that no piece covers become one unknown token a run', () => {
  expect(read('bon日本')).toEqual(['▁bon', '<unk>']);
});

test('invisible marks part words as the pieces were learned', () => {
  expect(read('bon\u200bjour')).toEqual(['▁bon', '▁', 'jour']);
});

test('every token points at the word it came from, whatever the text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
    const { ids, spans } = tokenizer.encode(text);

    expect(spans).toHaveLength(ids.length);
    expect(spans.filter(({ start, end }) => start < 0 || end > text.length || end <= start)).toEqual([]);
  }));
});

test('a word of ten thousand letters is segmented', () => {
  expect(tokenizer.encode('bon'.repeat(3_334)).ids.length).toBeGreaterThan(3_000);
});
