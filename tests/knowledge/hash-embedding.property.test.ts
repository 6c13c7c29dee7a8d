import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMBEDDING_DIMENSIONS } from '../../src/domain/ports.ts';
import { createHashEmbedding } from '../../src/knowledge/hash-embedding.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { vectorOf } from '../support/knowledge.ts';
import { nastyText } from '../support/nasty-text.ts';

test('any text gives a unit vector without NaN, and the same one again', async () => {
  await fc.assert(fc.asyncProperty(nastyText(), async (text) => {
    const vector = await vectorOf(text);
    expect(vector).toHaveLength(EMBEDDING_DIMENSIONS);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
    expect(await vectorOf(text)).toEqual(vector);
  }));
});

test('a text that was read already, in whatever language, gets the vector that it gets by itself', async () => {
  await fc.assert(fc.asyncProperty(nastyText(), fc.constantFrom('fr', 'en', 'und', 'ja'), async (text, language) => {
    expect(await createHashEmbedding().embedPrepared?.(prepareText({ text, language }))).toEqual(await vectorOf(text));
  }));
});
