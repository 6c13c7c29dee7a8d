import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../src/text/fold.ts';
import { expensiveTexts, nastyText } from '../support/nasty-text.ts';

test('every folded unit leads back to a place in the original, in order, and one more entry names its end', () => {
  fc.assert(fc.property(nastyText(), (original) => {
    const { text, offsets } = fold(original);

    expect(offsets.length).toBe(text.length + 1);
    expect(offsets.at(-1)).toBe(original.length);
    expect(offsets.findIndex((offset, index) => offset < (offsets[index - 1] ?? 0) || (index < text.length && offset >= original.length))).toBe(-1);
  }), { numRuns: 1_000 });
});

test('a mark covers at least one unit of the original', () => {
  fc.assert(fc.property(nastyText(), (original) => {
    expect(fold(original).marks.filter(({ span }) => span.start < 0 || span.end <= span.start || span.end > original.length)).toEqual([]);
  }));
});

test('case and accents make no difference', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...'aàâäbcçdeéèêëfgiîïoôöuùûüñ0 .!'), { maxLength: 60 }).map((parts) => parts.join('')), (text) => {
    const { text: folded } = fold(text);

    expect(fold(text.toUpperCase()).text).toBe(folded);
    expect(fold(text.normalize('NFD')).text).toBe(folded);
    expect(fold(folded).text).toBe(folded);
  }));
});

test('ASCII letters are never lost and nothing printable is added to them', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 200 }), (text) => {
    expect(fold(text).text).toBe(text.toLowerCase());
  }));
});

test.each(expensiveTexts(10_000))('10,000 units of %s fold into a bounded multiple of that', (_name, text) => {
  const { text: folded, marks } = fold(text);

  expect(folded.length).toBeLessThanOrEqual(text.length * 3);
  expect(marks.length).toBeLessThanOrEqual(text.length);
});
