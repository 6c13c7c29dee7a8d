import { expect, test } from 'vitest';
import { meanOverQueries, ndcgAt, recallAt, reciprocalRank } from '../../../src/eval/figures/retrieval.ts';

const relevance = new Map([['a', 1], ['b', 1], ['c', 0]]);

test('queries that failed, and those to which nothing is relevant, are left out of the mean', () => {
  const queries = [{ relevance, ranked: ['a', 'c', 'b'] }, { relevance, failed: true as const }, { relevance: new Map<string, number>(), ranked: ['a'] }];

  expect(meanOverQueries(queries, recallAt(1))).toBe(0.5);
  expect(meanOverQueries(queries, reciprocalRank)).toBe(1);
  expect(meanOverQueries(queries.slice(1), ndcgAt(3))).toBeUndefined();
});

test('a query that found nothing relevant counts as 0', () => {
  const queries = [{ relevance, ranked: ['c', 'd'] }, { relevance, ranked: [] }];

  expect([recallAt(5), reciprocalRank, ndcgAt(5)].map((figure) => meanOverQueries(queries, figure))).toEqual([0, 0, 0]);
});

test('a document that is listed twice counts once, at its first place', () => {
  const query = { relevance, ranked: ['a', 'a', 'b'] };

  expect(recallAt(2)(query)).toBe(0.5);
  expect(ndcgAt(3)(query)).toBeCloseTo((1 + 0.5) / (1 + 1 / Math.log2(3)), 12);
});
