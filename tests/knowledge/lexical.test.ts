import { expect, test } from 'vitest';
import { buildLexicalIndex } from '../../src/knowledge/lexical.ts';
import { newSnippet } from '../support/knowledge.ts';

const SHOP = [
  newSnippet('livraison', { title: 'Livraison', text: 'La livraison coûte 6 € en France.' }),
  newSnippet('tasses', { title: 'Tasses', text: 'La tasse bleue contient 20 cl et la grande tasse 40 cl.' }),
  newSnippet('dogs', { title: 'Dogs', text: 'Dogs are welcome.', language: 'en' }),
].map((snippet) => ({ ...snippet, version: 1 }));
const scoresOf = buildLexicalIndex(SHOP);
const scores = (weights: Readonly<Record<string, number>>): readonly number[] => [...scoresOf(new Map(Object.entries(weights)))];

test('a term scores where it occurs and nowhere else, by its weight', () => {
  const [delivery = 0, ...others] = scores({ '=livraison': 1 });

  expect(delivery).toBeGreaterThan(0);
  expect(others).toEqual([0, 0]);
  expect(scores({ '=livraison': 0.5 })[0]).toBeCloseTo(delivery / 2, 10);
});

test('terms add up, whichever question asked for them before', () => {
  const [, cup = 0] = scores({ tass: 1 });
  const [, content = 0] = scores({ contient: 1 });

  expect(scores({ tass: 1, contient: 1 })[1]).toBeCloseTo(cup + content, 10);
  expect(scores({ tass: 1 })).toEqual([0, cup, 0]);
});

test('a slip of the pen counts less than the word, and a short word must be spelled right', () => {
  const [right = 0] = scores({ livraison: 1 });
  const [slip = 0] = scores({ livrason: 1 });

  expect(slip).toBeGreaterThan(0);
  expect(slip).toBeLessThan(right);
  expect(scores({ dogz: 1 })).toEqual([0, 0, 0]);
});

test('terms that no snippet holds, of any shape, score nothing', () => {
  expect(scores({ constructor: 1, __proto: 1, '=': 1, '#price-nowhere': 1, '': 1, ['z'.repeat(400)]: 1 })).toEqual([0, 0, 0]);
});

test('an index without snippets has no scores', () => {
  expect([...buildLexicalIndex([])(new Map([['livraison', 1]]))]).toEqual([]);
});
