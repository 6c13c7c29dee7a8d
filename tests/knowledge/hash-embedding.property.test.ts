import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMBEDDING_DIMENSIONS } from '../../src/domain/ports.ts';
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
