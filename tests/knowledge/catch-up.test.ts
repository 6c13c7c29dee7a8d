import { expect, test, vi } from 'vitest';
import { ServiceError } from '../../src/domain/failures.ts';
import { EMBEDDED_AT_ONCE, type PassageEncoder } from '../../src/knowledge/catch-up.ts';
import { createHashEmbedding } from '../../src/knowledge/hash-embedding.ts';
import { createKnowledge } from '../../src/knowledge/knowledge.ts';
import { createMemorySnippets } from '../../src/storage/memory-snippets.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { newSnippet } from '../support/knowledge.ts';

/** The axis that a text's subject stands on: an encoder that knows what is meant and no words. */
const vectorOf = (text: string): Float32Array => Float32Array.from({ length: 384 }, (_, axis) => (axis === (/chien|dog/i.test(text) ? 1 : 0) ? 1 : 0));
const knowing = (embedPassages: PassageEncoder['embedPassages'] = async (texts) => texts.map(vectorOf)): PassageEncoder => ({ name: 'knowing/1', embedPassages });

const DOGS = newSnippet('dogs', { title: 'Pets', text: 'Your dog may come in on a lead.', language: 'en' });
const HOURS = newSnippet('hours', { title: 'Hours', text: 'We open at ten.', language: 'en' });
const QUESTION = prepareText({ text: 'toutou', language: 'fr' });
const MANY = Array.from({ length: EMBEDDED_AT_ONCE + 1 }, (_, place) => newSnippet(`s${place}`, { text: `Une phrase numéro ${place}.` }));

function open(encoder: PassageEncoder, snippets = createMemorySnippets(), clock = { ms: 0 }) {
  return { snippets, clock, knowledge: createKnowledge({ snippets, embedding: createHashEmbedding(), encoder, now: () => new Date('2026-06-15T12:00:00Z'), nowMs: () => clock.ms }) };
}

test('a question finds what it means without a word in common, by the encoder’s vectors', async () => {
  const { knowledge } = open(knowing());
  await knowledge.put('t', [HOURS, DOGS]);

  const [best] = await knowledge.search('t', QUESTION, 2, vectorOf('chien'));

  expect(best).toMatchObject({ snippet: { id: 'dogs' }, lexical: 0, cosine: 1, space: 'encoder' });
});

test('without a vector of the question words and hashed vectors decide, on the same snippets', async () => {
  const { knowledge } = open(knowing());
  await knowledge.put('t', [HOURS, DOGS]);

  expect((await knowledge.search('t', prepareText({ text: 'dog', language: 'en' }), 2))[0]).toMatchObject({ snippet: { id: 'dogs' }, space: 'hashed' });
});

test('a large import is stored at once and embedded afterwards; versions stay', async () => {
  const { knowledge, snippets } = open(knowing());
  await knowledge.put('t', MANY);
  const before = (await snippets.list('t')).map(({ embeddingModel }) => embeddingModel);
  await knowledge.search('t', QUESTION, 1);

  await knowledge.settled();

  expect(new Set(before)).not.toContain('knowing/1');
  expect((await snippets.list('t')).every(({ embeddingModel, version }) => embeddingModel === 'knowing/1' && version === 1)).toBe(true);
});

test('what an earlier encoder left is embedded anew, and an edit meanwhile is not overwritten', async () => {
  const earlier = open({ ...knowing(), name: 'earlier/1' });
  await earlier.knowledge.put('t', [HOURS, DOGS]);
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { knowledge, snippets } = open(knowing(async (texts) => {
    await gate;
    return texts.map(vectorOf);
  }), earlier.snippets);
  await knowledge.search('t', QUESTION, 1);
  await earlier.knowledge.put('t', [{ ...DOGS, text: 'No dogs.' }]);

  release();
  await knowledge.settled();

  expect((await snippets.list('t')).map(({ id, text, embeddingModel }) => [id, text, embeddingModel])).toEqual([['dogs', 'No dogs.', 'earlier/1'], ['hours', 'We open at ten.', 'knowing/1']]);
});

test('an encoder that fails leaves words and hashed vectors, is left alone for a minute, and is then asked again', async () => {
  const embedPassages = vi.fn<PassageEncoder['embedPassages']>().mockRejectedValue(new ServiceError('overloaded', 'busy'));
  const { knowledge, snippets, clock } = open(knowing(embedPassages));
  await knowledge.put('t', [DOGS]);
  const search = async () => {
    await knowledge.put('t', [HOURS]);
    const found = await knowledge.search('t', prepareText({ text: 'dog', language: 'en' }), 1);
    await knowledge.settled();
    return found[0]?.snippet.id;
  };

  expect(await search()).toBe('dogs');
  const asked = embedPassages.mock.calls.length;
  expect(await search()).toBe('dogs');
  expect(embedPassages).toHaveBeenCalledTimes(asked + 1);

  clock.ms = 61_000;
  embedPassages.mockImplementation(async (texts) => texts.map(vectorOf));
  await search();
  expect((await snippets.find('t', 'dogs'))?.embeddingModel).toBe('knowing/1');
});

test('closing ends the work in the background after the passage it is at', async () => {
  let passages = 0;
  const { knowledge } = open(knowing(async (texts) => {
    passages += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return texts.map(vectorOf);
  }));
  await knowledge.put('t', MANY);
  await knowledge.search('t', QUESTION, 1);

  await knowledge.close();
  const done = passages;
  await new Promise((resolve) => setTimeout(resolve, 20));

  expect(done).toBeLessThan(MANY.length);
  expect(passages).toBe(done);
});
