import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Suggestion } from '../../src/domain/draft.ts';
import { ServiceError } from '../../src/domain/failures.ts';
import { createDrafter } from '../../src/drafting/draft.ts';
import { splitSentences } from '../../src/drafting/sentences.ts';
import { createHashEmbedding } from '../../src/knowledge/hash-embedding.ts';
import { type NewSnippet, parseSnippets } from '../../src/knowledge/import.ts';
import { createKnowledge } from '../../src/knowledge/knowledge.ts';
import { createMemorySnippets } from '../../src/storage/memory-snippets.ts';
import { DEMO_BRAND, draftInput, moderated } from '../support/drafting.ts';
import { newSnippet } from '../support/knowledge.ts';

const DEMO = parseSnippets('snippets.jsonl', readFileSync('demo/snippets.jsonl', 'utf8')).snippets;

async function drafter(snippets: readonly NewSnippet[] = DEMO) {
  const knowledge = createKnowledge({ snippets: createMemorySnippets(), embedding: createHashEmbedding(), now: () => new Date('2026-06-15T12:00:00Z'), nowMs: () => 0 });
  await knowledge.put('demo', snippets);
  let count = 0;
  return createDrafter({ knowledge, newId: (prefix) => `${prefix}_${(count += 1)}` });
}

const drafts = async (...given: Parameters<typeof draftInput>): Promise<readonly Suggestion[]> => (await drafter())(draftInput(...given));

test('the acknowledgement comes first, then an answer in the business’s own sentences, each with its citation', async () => {
  const [first, second] = await drafts('Combien coûte le mug Estran ?');

  expect(first).toMatchObject({ status: 'draft', kind: 'acknowledgement', source: 'template', language: 'fr' });
  expect(second).toMatchObject({ status: 'draft', kind: 'answer', source: 'extractive', language: 'fr', autoSendEligible: false });
  if (second?.status !== 'draft') return expect.unreachable('an answer was expected');
  expect(second.text).toMatch(/^Bonjour,\n\nLe mug Estran contient 30 cl et coûte 26 €\./);
  expect(second.citations.map(({ snippetId, sentence }) => [snippetId, sentence])).toEqual([['mug-estran', 1], ['mug-estran', 2]]);
  expect(splitSentences(second.text)[1]).toBe('Le mug Estran contient 30 cl et coûte 26 €.');
  expect(second.checks.map(({ passed }) => passed)).toEqual([true, true, true, true, true]);
});

test('a snippet in another language is quoted, and that is said in the customer’s', async () => {
  const [, answer] = await drafts('Les chiens sont-ils acceptés ?', { language: 'fr' });

  expect(answer).toMatchObject({ status: 'draft', language: 'fr' });
  expect(answer).toHaveProperty('text', expect.stringContaining('Voici ce que nous avons à ce sujet, en anglais :\n« Dogs on a lead are welcome in the shop.'));
});

const LEAD = { score: 72, tier: 'warm', signals: [], missing: ['date'], nextQuestion: 'Pour quelle date en avez-vous besoin ?' } as const;

test('a sale that lacks something gets a question back, after the answer, in the brand’s voice and never sent by itself', async () => {
  const suggestions = await drafts('Combien coûte le mug Estran ?', { maxSuggestions: 3, reading: { lead: LEAD, moderation: moderated('allow') }, replies: { auto_send: true } });

  expect(suggestions.map((one) => one.kind)).toEqual(['acknowledgement', 'answer', 'clarification']);
  expect(suggestions[2]).toMatchObject({ status: 'draft', source: 'template', language: 'fr', citations: [], autoSendEligible: false, text: expect.stringContaining('\n\nPour quelle date en avez-vous besoin ?\n\n') });
});

test('the question back takes the place that an abstention leaves, and none that is taken', async () => {
  const asking = { lead: LEAD };

  expect((await drafts('Réparez-vous les montgolfières dirigeables ?', { reading: asking })).map(({ kind, status }) => `${kind} ${status}`)).toEqual(['acknowledgement draft', 'answer abstained', 'clarification draft']);
  expect((await drafts('Combien coûte le mug Estran ?', { reading: asking })).map(({ kind }) => kind)).toEqual(['acknowledgement', 'answer']);
});

test('who is no lead, or lacks nothing, is asked nothing', async () => {
  for (const lead of [{ ...LEAD, tier: 'none' as const }, { ...LEAD, nextQuestion: null }]) {
    expect((await drafts('Combien coûte le mug Estran ?', { maxSuggestions: 3, reading: { lead } })).map(({ kind }) => kind)).toEqual(['acknowledgement', 'answer']);
  }
});

test('a quick reply is used word for word', async () => {
  const [, answer] = await drafts("C'est où exactement, quelle adresse ?");

  expect(answer).toMatchObject({ source: 'quick_reply', text: 'Nous sommes au 7 quai des Filets à Portgrève, derrière la porte bleue, face à la criée.', citations: [{ snippetId: 'qr-adresse', sentence: 0 }] });
});

test('two questions are answered from two snippets', async () => {
  const [, answer] = await drafts('Quel est le prix du mug Estran ? Et les plats passent-ils au four ?');

  expect(answer).toHaveProperty('text', expect.stringContaining('26 €'));
  expect(answer).toHaveProperty('text', expect.stringContaining('220 °C'));
});

test('what stays open of several questions is said, and such an answer never goes out by itself', async () => {
  const [, answer] = await drafts('Quel est le prix du mug Estran ? Et réparez-vous les montgolfières dirigeables ?', { replies: { auto_send: true, answer_at_least: 0.5 }, reading: { moderation: moderated('allow') } });

  expect(answer).toMatchObject({ status: 'draft', autoSendEligible: false });
  expect(answer).toHaveProperty('text', expect.stringContaining('Pour le reste de votre message'));
});

test('without support there is an abstention with its reason and what came nearest', async () => {
  const [, second] = await drafts('Vendez-vous des trottinettes électriques pliables ?');

  expect(second).toMatchObject({ status: 'abstained', kind: 'answer', reason: 'no_support' });
  expect(second?.status === 'abstained' && second.nearest.length <= 3 && second.nearest.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
});

test.each([
  ['a message that is blocked', { moderation: moderated('block') }, 'unsafe_message'],
  ['a message that is hidden', { moderation: moderated('hide') }, 'unsafe_message'],
  ['an insult', { moderation: moderated('review', 'harassment') }, 'unsafe_message'],
  ['a person in distress', { moderation: moderated('review', 'self-harm') }, 'unsafe_message'],
  ['a prompt injection', { injection: { score: 0.9, flagged: true, threshold: 0.5, spans: [] } }, 'injection'],
] as const)('%s is acknowledged, and no answer is drafted although the shop knows it', async (_what, reading, reason) => {
  const found = await drafts('Combien coûte le mug Estran ?', { reading });

  expect(found.map(({ kind }) => kind)).toEqual(['acknowledgement', 'answer']);
  expect(found[1]).toMatchObject({ status: 'abstained', reason });
});

test('spam gets an abstention and nothing else', async () => {
  const found = await drafts('Combien coûte le mug Estran ?', { reading: { spam: { score: 0.99, flagged: true, kind: 'promotion', threshold: 0.5, symbols: [] } } });

  expect(found).toEqual([expect.objectContaining({ status: 'abstained', reason: 'unsafe_message' })]);
});

test('distress is answered with help lines, and never sent by itself', async () => {
  const [first] = await drafts("Je n'en peux plus, je veux mourir", { reading: { moderation: moderated('review', 'self-harm') }, replies: { auto_send: true } });

  expect(first).toMatchObject({ kind: 'acknowledgement', autoSendEligible: false, text: expect.stringContaining('3114') });
});

test.each(['Bonjour !', 'ok merci beaucoup', '👍', ''])('%j asks for nothing', async (text) => {
  expect((await drafts(text, { language: 'fr' }))[1]).toMatchObject({ reason: 'no_request' });
});

test('an answer goes out by itself only when the policy says so, the moderation ran clean and the support is high', async () => {
  const auto = async (reading: object, auto_send: boolean) => {
    const [, answer] = await drafts('Combien coûte le mug Estran ?', { reading, replies: { auto_send } });
    return answer?.status === 'draft' && answer.autoSendEligible;
  };

  expect(await auto({ moderation: moderated('allow') }, true)).toBe(true);
  expect(await auto({ moderation: moderated('allow') }, false)).toBe(false);
  expect(await auto({ moderation: moderated('review') }, true)).toBe(false);
  expect(await auto({}, true)).toBe(false);
});

test.each([[1, 1], [2, 2], [3, 2]])('at most %i drafts: %i', async (maxSuggestions, count) => {
  const found = await drafts('Combien coûte le mug Estran ?', { maxSuggestions });

  expect(found.filter(({ status }) => status === 'draft')).toHaveLength(count);
  expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
});

test('an answer that breaks the brand’s rules is withheld, and the reason says so', async () => {
  const draft = await drafter([newSnippet('prix', { title: 'Prix du bol', text: 'Le bol est à petit prix : 12 €.' })]);

  expect((await draft(draftInput('Quel est le prix du bol ?')))[1]).toMatchObject({ status: 'abstained', reason: 'checks_failed' });
});

test('a greeting that breaks the brand’s own rules is left out of the acknowledgement', async () => {
  const [first] = await drafts('Combien coûte le mug Estran ?', { brand: { ...DEMO_BRAND, greeting: { fr: 'No worries,' } } });

  expect(first).toMatchObject({ kind: 'acknowledgement', text: expect.stringMatching(/^Bonjour,/) });
});

test('knowledge that cannot be searched is unavailable, not without an answer', async () => {
  const draft = createDrafter({ knowledge: { search: () => Promise.reject(new ServiceError('storage_unavailable', 'gone')) }, newId: (prefix) => prefix });

  const found = await draft(draftInput('Combien coûte le mug Estran ?'));

  expect(found.map(({ status }) => status)).toEqual(['draft', 'abstained']);
  expect(found[1]).toMatchObject({ reason: 'unavailable' });
});

test('an aborted request stops before it searches', async () => {
  const draft = createDrafter({ knowledge: { search: () => expect.unreachable('nothing may be searched') }, newId: (prefix) => prefix });

  await expect(draft(draftInput('Combien coûte le mug Estran ?', { signal: AbortSignal.abort() }))).rejects.toThrow();
});

test('of a long snippet the sentences about the question are quoted, in their order', async () => {
  const filler = Array.from({ length: 12 }, (_, index) => `Remarque ${index} sur la couleur du ciel et de la mer au large.`).join(' ');
  const draft = await drafter([newSnippet('tout', { title: 'Livraison', text: `La livraison coûte 7 €. ${filler} Le parking est derrière la gare.` })]);

  const [, answer] = await draft(draftInput('Combien coûte la livraison ?'));

  expect(answer).toHaveProperty('text', expect.stringContaining('La livraison coûte 7 €.'));
  expect(answer).toHaveProperty('text', expect.not.stringContaining('Remarque 11'));
});
