import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../src/text/fold.ts';
import { tokenize } from '../../src/text/tokenize.ts';
import { expensiveTexts, nastyText } from '../support/nasty-text.ts';

/** Tokens and marks that lead nowhere, overlap the one before or have no text. */
function misplaced(original: string): readonly unknown[] {
  const { tokens, marks } = tokenize(fold(original));
  return [
    ...tokens.filter(({ start, end, text }, index) => text === '' || start < (tokens[index - 1]?.end ?? 0) || end > original.length || original.slice(start,
      end) === ''),
    ...marks.filter(({ span }) => span.start < 0 || span.end > original.length || original.slice(span.start, span.end) === ''),
  ];
}

test('tokens stand in order, never overlap and never lead to an empty place', () => {
  fc.assert(fc.property(nastyText(), (original) => {
    expect(misplaced(original)).toEqual([]);
  }), { numRuns: 1_000 });
});

test('no visible character is lost: whatever no token covers is a blank or shows nothing', () => {
  fc.assert(fc.property(nastyText(), (original) => {
    const { tokens } = tokenize(fold(original));
    let rest = '';
    let from = 0;
    for (const { start, end } of tokens) {
      rest += original.slice(from, start);
      from = end;
    }
    rest += original.slice(from);

    expect(fold(rest).text.trim()).toBe('');
  }));
});

test('an innocent sentence keeps its words', () => {
  const word = fc.constantFrom('bonjour', 'je', 'voudrais', 'une', 'table', 'pour', 'deux', 'personnes', 'samedi', 'merci', 'size', 'large', 'order');
  fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (sentence) => {
    const { tokens, marks } = tokenize(fold(sentence.join(' ')));

    expect(tokens.map(({ text }) => text)).toEqual(sentence);
    expect(marks).toEqual([]);
  }));
});

test('a word spelt with any one separator is that word again', () => {
  const word = fc.array(fc.constantFrom(...'abcdefghijkmnopqrtuvwz'), { minLength: 5, maxLength: 20 }).map((letters) => letters.join(''))
    .filter((text) => !/(.)\1\1/.test(text) && ![...text].every((_letter, index) => index === 0 || text.charCodeAt(index) === text.charCodeAt(index - 1) + 1));
  fc.assert(fc.property(word, fc.constantFrom(' ', '  ', '.', '-', '_', '*', '/', ' - ', '~', '\u200b'), (text, separator) => {
    expect(tokenize(fold([...text].join(separator))).tokens.map((token) => token.text)).toEqual([text]);
  }));
});

test.each(expensiveTexts(10_000))('10,000 units of %s give bounded tokens, each of bounded length', (_name, text) => {
  const { tokens, marks } = tokenize(fold(text));

  expect(tokens.length).toBeLessThanOrEqual(text.length);
  expect(Math.max(0, ...tokens.map((token) => token.text.length))).toBeLessThanOrEqual(2_100);
  expect(marks.length).toBeLessThanOrEqual(2 * text.length);
  expect(misplaced(text)).toEqual([]);
});
