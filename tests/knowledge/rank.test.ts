import { expect, test } from 'vitest';
import type { Turn } from '../../src/domain/message.ts';
import type { NewSnippet } from '../../src/knowledge/import.ts';
import { buildIndex, rank } from '../../src/knowledge/rank.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { embedded, newSnippet, vectorOf } from '../support/knowledge.ts';

const NOON = new Date('2026-06-15T12:00:00Z');
const SHOP = [
  newSnippet('horaires', { title: 'Horaires', text: 'La boutique est ouverte du mardi au samedi de 10h à 19h.' }),
  newSnippet('livraison', { title: 'Livraison', text: 'La livraison coûte 6 € en France.' }),
  newSnippet('tasses', { title: 'Tasses', text: 'La tasse bleue coûte 18 € et contient 20 cl.' }),
  newSnippet('dogs', { title: 'Dogs', text: 'Dogs on a lead are welcome in the shop.', language: 'en' }),
];

async function search(question: string, { snippets = SHOP, language = 'fr', now = NOON, limit = 5, turns = [] }: Readonly<{ snippets?: readonly NewSnippet[]; language?: string; now?: Date; limit?: number; turns?: readonly Turn[] }> = {}) {
  return rank(buildIndex(await embedded(snippets)), { text: prepareText({ text: question, language, turns }), embedding: await vectorOf(question) }, { limit, now });
}

test('the snippet about the question comes first, with both parts of its score', async () => {
  const [best, second] = await search('À quelle heure ouvrez-vous samedi ?');

  expect(best?.snippet.id).toBe('horaires');
  expect(best?.lexical).toBeGreaterThan(0);
  expect(best?.cosine).toBeGreaterThan(0);
  expect(best?.score).toBeGreaterThan(second?.score ?? 0);
});

test('a typing slip still finds its word', async () => {
  expect((await search('vos horraires svp'))[0]?.snippet.id).toBe('horaires');
});

test('a question in one language finds the snippet of another', async () => {
  expect((await search('Mon chien peut-il entrer ?'))[0]?.snippet.id).toBe('dogs');
});

test('a scrap is read with the customer’s last turn', async () => {
  const turns = [{ role: 'customer', text: 'Combien coûte la livraison ?' }, { role: 'agent', text: 'Pour quel pays ?' }] as const;

  expect((await search('et pour Lyon ?', { turns }))[0]?.snippet.id).toBe('livraison');
});

test.each([
  ['before it begins', '2026-05-31T23:59:59Z', false], ['at its first instant', '2026-06-01T00:00:00Z', true],
  ['at its last instant', '2026-06-30T23:59:59Z', true], ['after it has ended', '2026-07-01T00:00:00Z', false],
])('a snippet with a validity, asked for %s', async (_when, now, comes) => {
  const snippets = [newSnippet('soldes', { title: 'Soldes', text: 'Les soldes ont lieu en juin.', validFrom: new Date('2026-06-01T00:00:00Z'), validUntil: new Date('2026-06-30T23:59:59Z') })];

  expect((await search('les soldes ?', { snippets, now: new Date(now) })).length > 0).toBe(comes);
});

test('no more snippets come than were asked for', async () => {
  expect(await search('combien coûte la livraison de la tasse', { limit: 2 })).toHaveLength(2);
  expect(await search('combien', { limit: 0 })).toEqual([]);
});

test('a stored vector of another length counts for nothing, and the words still find it', async () => {
  const [snippet] = await embedded([newSnippet('livraison', { title: 'Livraison', text: 'La livraison coûte 6 €.' })]);
  const index = buildIndex(snippet === undefined ? [] : [{ ...snippet, embedding: new Float32Array(3) }]);

  expect(rank(index, { text: prepareText({ text: 'livraison ?', language: 'fr' }), embedding: await vectorOf('livraison') }, { limit: 1, now: NOON })[0]).toMatchObject({ cosine: 0, snippet: { id: 'livraison' } });
});
