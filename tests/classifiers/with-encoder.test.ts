import { expect, test } from 'vitest';
import type { Blend } from '../../src/classifiers/blend.ts';
import type { ClassifierSpec } from '../../src/classifiers/classifier.ts';
import { blendScore } from '../../src/classifiers/with-encoder.ts';
import type { EncodedText } from '../../src/domain/ports.ts';
import type { Score } from '../../src/domain/score.ts';
import { prepareText } from '../../src/text/prepare.ts';

const NO_SHIFT = { fr: 0, en: 0, other: 0 };
const text = prepareText({ text: 'bonjour', language: 'fr' });
const encoded = (logits: Readonly<Record<string, number>>): EncodedText => ({ model: 'e', embedding: new Float32Array(384), logits, known: 1, spansFor: () => [{ start: 0, end: 7 }] });
const spec = (heads: ClassifierSpec['heads'], scaleOf?: ClassifierSpec['scaleOf']): ClassifierSpec =>
  ({ name: 'x', heads, symbols: [], findSymbols: () => [], usesContext: false, bits: 8, create: () => expect.unreachable(), ...(scaleOf === undefined ? {} : { scaleOf }) });
const linear = (probabilities: Readonly<Record<string, number>>, evidence: Score['evidence'] = []): Score => ({ classifier: 'x', modelVersion: 'l', probabilities, evidence, spans: [] });
const SPAM = [{ name: 'spam', kind: 'sigmoid', labels: ['spam'] }] as const;
const TIER = [{ name: 'tier', kind: 'softmax', labels: ['none', 'hot'] }] as const;
const blend: Blend = { encoder: 'e', binary: { spam: { encoder: 1, linear: 0.5, shift: { ...NO_SHIFT, fr: -1 } } }, distribution: { tier: { encoder: 1, linear: 0 } } };

test('a yes/no label is the fitted sum of both logits and the language\'s shift', () => {
  const { probabilities } = blendScore(spec(SPAM), linear({ spam: 0.5 }), { blend, encoded: encoded({ spam: 3 }), text });

  expect(probabilities['spam']).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
});

test('evidence still adds up to the logit behind the answer', () => {
  const evidence = [{ id: 'URL', weight: 0.7 }, { id: 'PRIOR', weight: -2 }];

  const score = blendScore(spec(SPAM), linear({ spam: 0.3 }, evidence), { blend, encoded: encoded({ spam: 1.5 }), text });

  const sum = score.evidence.reduce((total, { weight }) => total + weight, 0);
  expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(score.probabilities['spam'] ?? 0, 6);
});

test('a distribution sums to one and brings its own scale along', () => {
  const score = blendScore(spec(TIER, (probabilities) => Math.round((probabilities['hot'] ?? 0) * 100)), linear({ none: 0.9, hot: 0.1 }), { blend, encoded: encoded({ 'lead/none': 0, 'lead/hot': 2 }), text });

  expect((score.probabilities['none'] ?? 0) + (score.probabilities['hot'] ?? 0)).toBeCloseTo(1, 9);
  expect(score.value).toBe(88);
});

test('a label that the blend does not know keeps the linear tier\'s probability', () => {
  const score = blendScore(spec(SPAM), linear({ spam: 0.42 }), { blend: { ...blend, binary: {} }, encoded: encoded({ spam: 9 }), text });

  expect(score.probabilities['spam']).toBe(0.42);
});

test('spans come where the label is likely and nowhere else', () => {
  const spansAt = (z: number) => blendScore(spec(SPAM), linear({ spam: 0.5 }), { blend, encoded: encoded({ spam: z }), text }).spans;

  expect(spansAt(5)).toEqual([{ start: 0, end: 7 }]);
  expect(spansAt(-5)).toEqual([]);
});
