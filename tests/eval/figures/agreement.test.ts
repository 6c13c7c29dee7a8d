import { expect, test } from 'vitest';
import { cohenKappa, discordantRows, mcnemar } from '../../../src/eval/figures/agreement.ts';
import { confusionOf } from '../../../src/eval/figures/confusion.ts';
import { meanAbsoluteError, pairTable, quadraticKappa, spearman } from '../../../src/eval/figures/ordinal.ts';

test('McNemar is exact below 25 discordant rows and says so', () => {
  expect(mcnemar({ onlyBase: 24, onlyHead: 0 })).toMatchObject({ method: 'exact', discordant: 24 });
  expect(mcnemar({ onlyBase: 24, onlyHead: 1 })).toMatchObject({ method: 'continuity-corrected', discordant: 25 });
  expect(mcnemar({ onlyBase: 0, onlyHead: 0 })).toEqual({ method: 'exact', discordant: 0, pValue: 1 });
  expect(mcnemar({ onlyBase: 30, onlyHead: 30 }).pValue).toBe(1);
  expect(mcnemar({ onlyBase: 0, onlyHead: 6 }).pValue).toBe(1 / 32);
});

test('discordant rows are those that one system alone got right; failures of either are dropped, not errors', () => {
  const [right, wrong, failed] = [{ gold: 'a', label: 'a' }, { gold: 'a', label: 'b' }, { gold: 'a', failed: true as const }];

  expect(discordantRows([right, right, wrong, wrong, right, failed], [right, wrong, right, wrong, failed, right])).toEqual({ onlyBase: 1, onlyHead: 1, dropped: 2 });
});

test('κ is 1 for full agreement, 0 for chance, and undefined when both give one label throughout', () => {
  const [yes, no, across, back] = [{ gold: 'y', label: 'y' }, { gold: 'n', label: 'n' }, { gold: 'y', label: 'n' }, { gold: 'n', label: 'y' }];

  expect(cohenKappa(confusionOf([yes, no]))).toBe(1);
  expect(cohenKappa(confusionOf([yes, no, across, back]))).toBe(0);
  expect(cohenKappa(confusionOf([across, back]))).toBe(-1);
  expect([cohenKappa(confusionOf([yes, yes])), cohenKappa(confusionOf([]))]).toEqual([undefined, undefined]);
});

test('on an ordered scale a far miss counts more than a near one', () => {
  const scale = ['none', 'cold', 'warm', 'hot'];
  const exact = scale.map((label) => ({ gold: label, label }));
  const [near, far] = [confusionOf([...exact, { gold: 'none', label: 'cold' }], scale), confusionOf([...exact, { gold: 'none', label: 'hot' }], scale)];

  expect([meanAbsoluteError(near), meanAbsoluteError(far)]).toEqual([0.2, 0.6]);
  expect(quadraticKappa(near)).toBeGreaterThan(quadraticKappa(far) ?? Number.NaN);
  expect(meanAbsoluteError(confusionOf([], scale))).toBeUndefined();
});

test('Spearman is undefined when one side takes a single value, and leaves failed rows out', () => {
  const rows = [{ gold: 0, score: 10 }, { gold: 1, score: 50 }, { gold: 3, score: 80 }];

  expect(spearman(pairTable([...rows, { gold: 3, failed: true }]).table)).toBe(1);
  expect(spearman(pairTable(rows.map(({ gold }) => ({ gold, score: 7 }))).table)).toBeUndefined();
  expect(spearman(pairTable([]).table)).toBeUndefined();
});
