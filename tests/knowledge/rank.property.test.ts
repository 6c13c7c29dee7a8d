import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildIndex, rank } from '../../src/knowledge/rank.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { embedded, newSnippet, vectorOf } from '../support/knowledge.ts';
import { nastyText } from '../support/nasty-text.ts';

const NOON = new Date('2026-06-15T12:00:00Z');

test('any question gives at most `limit` snippets, each once, in order, with finite scores', async () => {
  const index = buildIndex(await embedded(Array.from({ length: 12 }, (_, place) => newSnippet(`s${place}`, { text: `Le prix numéro ${place} de la livraison du mardi.` }))));

  await fc.assert(fc.asyncProperty(fc.oneof(nastyText(), fc.constantFrom('__proto__ constructor', 'prix', 'hasOwnProperty')), fc.nat(15), async (question, limit) => {
    const found = rank(index, { text: prepareText({ text: question }), embedding: await vectorOf(question) }, { limit, now: NOON });
    expect(found.length).toBeLessThanOrEqual(limit);
    expect(new Set(found.map(({ snippet }) => snippet.id)).size).toBe(found.length);
    expect(found.every(({ score, lexical, cosine }) => [score, lexical, cosine].every(Number.isFinite))).toBe(true);
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
  }));
});

test('any text can be a snippet and is found without harm', async () => {
  await fc.assert(fc.asyncProperty(nastyText(), nastyText(), async (title, text) => {
    const index = buildIndex(await embedded([newSnippet('a', { title, text })]));
    expect(rank(index, { text: prepareText({ text }), embedding: await vectorOf(text) }, { limit: 1, now: NOON }).length).toBeLessThanOrEqual(1);
  }));
});
