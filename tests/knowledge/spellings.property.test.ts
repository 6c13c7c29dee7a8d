import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearWordsIn } from '../../src/knowledge/spellings.ts';

/** Levenshtein's distance as it is defined. Slow and plain. */
function distanceOf(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [restA, restB] = [a.slice(1), b.slice(1)];
  return a[0] === b[0] ? distanceOf(restA, restB) : 1 + Math.min(distanceOf(restA, restB), distanceOf(restA, b), distanceOf(a, restB));
}

const word = fc.array(fc.constantFrom('a', 'b', 'c', 'é', '=', '#', '1', 'ж'), { maxLength: 7 }).map((letters) => letters.join(''));

test('near words are those within the slips, each with its distance, the word itself excepted', () => {
  fc.assert(fc.property(fc.uniqueArray(word, { maxLength: 30 }), word, fc.nat(3), (vocabulary, asked, slips) => {
    const expected = vocabulary.map((other) => ({ word: other, distance: distanceOf(asked, other) })).filter(({ distance }) => distance > 0 && distance <= slips);
    const byWord = (a: { word: string }, b: { word: string }): number => (a.word < b.word ? -1 : 1);

    expect([...nearWordsIn(new Set(vocabulary))(asked, slips)].sort(byWord)).toEqual(expected.sort(byWord));
  }));
});

test('a vocabulary without a word holds nothing near, and words longer than any are near to none', () => {
  expect(nearWordsIn(new Set())('bonjour', 3)).toEqual([]);
  expect(nearWordsIn(new Set(['mug', 'tasse']))('x'.repeat(250), 6)).toEqual([]);
});
