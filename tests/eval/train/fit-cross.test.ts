import { expect, test } from 'vitest';
import { blendedLogits } from '../../../src/classifiers/blend.ts';
import { type CrossRow, fitCross } from '../../../src/eval/train/fit-cross.ts';

const TWO = { encoder: 1, linear: 0 };
const noise = (index: number, of: number): number => (((index * 7919 + of * 104_729) % 97) / 97 - 0.5) * 2;
const rows = (count: number, of: (index: number) => Pick<CrossRow, 'gold' | 'encoder' | 'flags'>): CrossRow[] =>
  Array.from({ length: count }, (_, index) => ({ linear: [0, 0, 0], group: `g${index}`, ...of(index) }));

test('what one label’s evidence says of another is learnt, and rows that were not seen gain by it', () => {
  const { cross, losses } = fitCross(rows(600, (index) => ({ gold: index % 3, encoder: [noise(index, 1), noise(index, 2), noise(index, 3)], flags: [index % 3 === 2 ? 3 : -3] })), TWO);

  expect(cross?.weights).toHaveLength(3);
  const [none, , ...ridges] = losses;
  expect(Math.min(...ridges.map(({ loss }) => loss))).toBeLessThan((none?.loss ?? 0) - 0.2);
  const third = blendedLogits({ ...TWO, ...(cross === undefined ? {} : { cross }) }, { encoder: [0, 0, 0], linear: [0, 0, 0], flags: [3] });
  expect(third[2]).toBeGreaterThan(Math.max(third[0] ?? 0, third[1] ?? 0));
});

test('a label that is claimed too seldom is given a bias', () => {
  const { cross } = fitCross(rows(600, (index) => ({ gold: index % 10 === 0 ? 0 : 1, encoder: [noise(index, 1), noise(index, 2), noise(index, 3)], flags: [0] })), TWO);

  expect(cross?.bias[1]).toBeGreaterThan((cross?.bias[0] ?? 0) + 1);
});

test('where the tiers say all there is, nothing is added', () => {
  const truth = (index: number): readonly number[] => [0, 1, 2].map((label) => (label === index % 3 ? 6 : 0));

  const { cross, losses } = fitCross(rows(300, (index) => ({ gold: index % 3, encoder: truth(index), flags: [noise(index, 4)] })), TWO);

  expect(losses.map(({ of }) => of)).toEqual(['none', 'bias', 'ridge 100', 'ridge 30', 'ridge 10']);
  expect(cross === undefined || Math.max(...cross.bias.map(Math.abs)) < 0.5).toBe(true);
});
