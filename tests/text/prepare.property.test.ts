import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prepareText } from '../../src/text/prepare.ts';
import { expensiveTexts, nastyText } from '../support/nasty-text.ts';

/** Token indices that no window covers, and windows that are empty or out of order. */
function uncovered({ tokens, windows }: ReturnType<typeof prepareText>): readonly unknown[] {
  const gaps = windows.filter(({ from, to }, index) => from > (windows[index - 1]?.to ?? 0) || to > tokens.length || (to <= from && tokens.length > 0));
  return [...gaps, ...(windows.at(-1)?.to === tokens.length ? [] : ['end'])];
}

test('windows cover every token of any text', () => {
  fc.assert(fc.property(nastyText(2_000), (text) => {
    const prepared = prepareText({ text });

    expect(prepared.original).toBe(text);
    expect(uncovered(prepared)).toEqual([]);
  }));
});

test('neither the turns nor the given language change what is read in the message itself', () => {
  fc.assert(fc.property(nastyText(), nastyText(), fc.constantFrom('fr', 'en', 'zz', ''), (text, turn, language) => {
    const alone = prepareText({ text });
    const among = prepareText({ text, language, turns: [{ role: 'customer', text: turn }, { role: 'agent', text: turn }] });

    expect({ ...among, context: [], language: alone.language }).toEqual(alone);
  }));
});

test('a language has a confidence between 0 and 1', () => {
  fc.assert(fc.property(nastyText(), fc.option(nastyText(10), { nil: undefined }), (text, given) => {
    const { tag, confidence } = prepareText({ text, ...(given === undefined ? {} : { language: given }) }).language;

    expect(tag).toMatch(/^[a-z]{2,3}$/);
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1);
  }));
});

test.each(expensiveTexts(10_000))('10,000 units of %s are prepared whole, in a bounded number of windows', (_name, text) => {
  const prepared = prepareText({ text });

  expect(uncovered(prepared)).toEqual([]);
  expect(prepared.windows.length).toBeLessThanOrEqual(Math.ceil(prepared.tokens.length / 100) + 1);
});
