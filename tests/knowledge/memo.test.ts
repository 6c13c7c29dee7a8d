import { expect, test } from 'vitest';
import { memoized } from '../../src/knowledge/memo.ts';

function counted(max: number) {
  const made: string[] = [];
  const lengthOf = memoized(max, (text) => {
    made.push(text);
    return { length: text.length };
  });
  return { lengthOf, made };
}

test('what was made of a text is made once and handed out again', () => {
  const { lengthOf, made } = counted(10);

  expect(lengthOf('mug')).toBe(lengthOf('mug'));
  expect([lengthOf('').length, lengthOf('mugs').length]).toEqual([0, 4]);
  expect(made).toEqual(['mug', '', 'mugs']);
});

test('a stream of new texts is forgotten, and what is forgotten comes out the same', () => {
  const { lengthOf, made } = counted(2);
  const texts = ['a', 'bb', 'ccc', 'dddd', 'eeeee', 'a'];

  expect(texts.map((text) => lengthOf(text).length)).toEqual([1, 2, 3, 4, 5, 1]);
  expect(made).toEqual(texts);
});

test('what is asked for between the new ones is never forgotten', () => {
  const { lengthOf, made } = counted(2);
  for (const text of ['a', 'bb', 'a', 'ccc', 'a', 'dddd', 'a', 'eeeee', 'a']) lengthOf(text);

  expect(made).toEqual(['a', 'bb', 'ccc', 'dddd', 'eeeee']);
});
