import { expect, test } from 'vitest';
import { fitBinary, fitDistribution, type TwoTiers } from '../../../src/eval/train/fit-blend.ts';

const rows = (count: number, of: (index: number) => TwoTiers): TwoTiers[] => Array.from({ length: count }, (_value, index) => of(index));

test('a tier that knows the truth gets the weight, one that guesses gets none', () => {
  const noise = (index: number): number => ((index * 7919) % 13) / 3 - 2;
  const { encoder, linear } = fitBinary(rows(400, (index) => ({ gold: index % 2 === 0, language: 'fr', encoder: (index % 2 === 0 ? 1 : -1) + noise(index) / 4, linear: noise(index + 5) })));

  expect(encoder).toBeGreaterThan(1);
  expect(linear).toBeLessThan(0.3);
});

test('a prior that is too eager is shifted down', () => {
  const { shift } = fitBinary(rows(400, (index) => ({ gold: index % 10 === 0, language: 'en', encoder: index % 10 === 0 ? 2 : 1, linear: 0 })));

  expect(shift.en).toBeLessThan(0);
});

test('without both answers among the rows nothing is learned', () => {
  expect(fitBinary(rows(10, () => ({ gold: false, language: 'fr', encoder: 1, linear: 1 })))).toEqual({ encoder: 1, linear: 0, shift: { fr: 0, en: 0, other: 0 } });
});

test('weights are never negative: more of either tier never means less', () => {
  const { encoder, linear } = fitBinary(rows(200, (index) => ({ gold: index % 2 === 0, language: 'fr', encoder: index % 2 === 0 ? -1 : 1, linear: index % 2 === 0 ? -1 : 1 })));

  expect(encoder).toBeGreaterThanOrEqual(0);
  expect(linear).toBeGreaterThanOrEqual(0);
});

test('a distribution takes the factors under which the right labels are likeliest', () => {
  const { encoder, linear } = fitDistribution(Array.from({ length: 60 }, (_value, index) => ({ gold: index % 3, encoder: [0, 1, 2].map((label) => (label === index % 3 ? 1 : 0)), linear: [0, 0, 0] })));

  expect(encoder).toBeGreaterThan(2);
  expect(linear).toBeGreaterThanOrEqual(0);
});
