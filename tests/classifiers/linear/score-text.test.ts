import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextBuckets, hashNgrams } from '../../../src/classifiers/linear/features.ts';
import { logits } from '../../../src/classifiers/linear/model.ts';
import { explain, scoreText, spansFor } from '../../../src/classifiers/linear/score-text.ts';
import { findShape } from '../../../src/classifiers/linear/shape.ts';
import { abuse } from '../../../src/classifiers/abuse/index.ts';
import { spam } from '../../../src/classifiers/spam/index.ts';
import { prepareText } from '../../../src/text/prepare.ts';
import { handMadeModel } from '../../support/hand-made-model.ts';
import { nastyText } from '../../support/nasty-text.ts';
import { tinyModel } from '../../support/tiny-models.ts';

const model = handMadeModel();
const TURNS = [{ role: 'customer', text: 'bonjour' }] as const;

test('the weights of an explanation add up to the logit, for any text and any output', () => {
  fc.assert(fc.property(nastyText(600), fc.nat(4), (words, output) => {
    const text = prepareText({ text: words, turns: TURNS });
    const scored = scoreText(model, text, findShape(text));
    const sum = explain(model, scored, output).reduce((total, { weight }) => total + weight, 0);

    expect(sum).toBeCloseTo(scored.total[output] ?? Number.NaN, 6);
  }));
});

test('the weights of a real score add up to its value', async () => {
  const classifier = spam.create(tinyModel(spam));
  const { evidence, value } = await classifier.score(prepareText({ text: 'Gagnez 5000€ par jour https://bit.ly/x !!' }), new AbortController().signal);

  expect(evidence.map(({ id }) => id)).toEqual(expect.arrayContaining(['SHORT_LINK', 'MONEY', 'EXCLAMATIONS', 'WORDING', 'PRIOR']));
  expect(evidence.reduce((total, { weight }) => total + weight, 0)).toBeCloseTo(value ?? Number.NaN, 6);
});

test('a symbol that the model does not know carries no weight and is left out', () => {
  const text = prepareText({ text: 'combien ?' });
  const scored = scoreText(model, text, [{ name: 'QUESTION' }, { name: 'UNHEARD_OF' }]);

  expect(scored.hits.map(({ name }) => name)).toEqual(['QUESTION']);
  expect([...scored.total]).toEqual([...logits(model, scoreBuckets('combien ?'), contextBuckets(text), [1]).total]);
});

function scoreBuckets(words: string): readonly number[] {
  const text = prepareText({ text: words });
  return text.windows.map((window) => hashNgrams(text.tokens, window))[0] ?? [];
}

test('of a long text the window that speaks most for the first output is the one explained', () => {
  fc.assert(fc.property(nastyText(1_500), (words) => {
    const text = prepareText({ text: words });
    const windows = text.windows.map((window) => logits(model, hashNgrams(text.tokens, window), contextBuckets(text), []).total[0] ?? Number.NaN);

    expect(scoreText(model, text, []).total[0]).toBe(Math.max(...windows));
  }));
});

test('a sentence of abuse in the middle of a long calm text is found', async () => {
  const calm = 'bonjour où est mon colis merci '.repeat(60);
  const classifier = abuse.create(tinyModel(abuse));
  const abuseIn = async (words: string) => (await classifier.score(prepareText({ text: words }), new AbortController().signal)).probabilities['abuse'] ?? 0;

  expect(await abuseIn(`${calm} shut up you stupid idiot, t’es qu’un connard. ${calm}`)).toBeGreaterThan(await abuseIn(calm));
});

test('spans lie within the text, in order, apart from each other, and are five at the most', () => {
  fc.assert(fc.property(nastyText(800), fc.nat(4), (words, output) => {
    const text = prepareText({ text: words });
    const spans = spansFor(model, text, output, scoreText(model, text, findShape(text)).hits);

    expect(spans.length).toBeLessThanOrEqual(5);
    expect(spans.filter(({ start, end }, index) => !(start >= (spans[index - 1]?.end ?? 0) && start < end && end <= words.length))).toEqual([]);
  }));
});

test('of many places only the first five are pointed at, neighbours as one', () => {
  const text = prepareText({ text: '' });
  const hits = Array.from({ length: 9 }, (_hit, index) => ({ name: 'URL', span: { start: index * 10, end: index * 10 + 3 } }));

  expect(spansFor(model, text, 0, hits).map(({ start }) => start)).toEqual([0, 10, 20, 30, 40]);
  expect(spansFor(model, text, 0, [{ name: 'URL', span: { start: 0, end: 3 } }, { name: 'URL', span: { start: 4, end: 9 } }])).toEqual([{ start: 0, end: 9 }]);
});

test('spans point at the words that speak for the label', () => {
  const words = 'Bonjour, où est mon colis ? espèce de connard';
  const text = prepareText({ text: words });
  const spans = spansFor(tinyModel(abuse), text, 0);

  expect(spans.map(({ start, end }) => words.slice(start, end)).join(' | ')).toContain('connard');
});
