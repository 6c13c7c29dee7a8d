import { expect, test } from 'vitest';
import { agreement } from '../../src/eval/agree.ts';
import type { Row } from '../../src/eval/dataset.ts';

const DRAWING = { seed: 7, rounds: 200 };
const row = (id: number, labels: Row['labels']): Row => ({ id: `r${id}`, text: 'x', labels });
const named = (found: ReturnType<typeof agreement>, label: string) => found.find((one) => one.label === label);

test('κ is what is left of the agreement when chance is taken off, and the rows in dispute are named', () => {
  // 20 yes–yes, 5 yes–no, 10 no–yes, 15 no–no: observed 0.7, expected 0.5.
  const pairs = [...Array.from({ length: 20 }, () => [true, true]), ...Array.from({ length: 5 }, () => [true, false]), ...Array.from({ length: 10 }, () => [false, true]), ...Array.from({ length: 15 }, () => [false, false])];

  const spam = named(agreement(pairs.map(([a], at) => row(at, { spam: a })), pairs.map(([, b], at) => row(at, { spam: b })), DRAWING), 'spam');

  expect(spam?.kappa).toBeCloseTo(0.4, 12);
  expect(spam).toMatchObject({ n: 50, same: 0.7, weighted: undefined });
  expect(spam?.low).toBeLessThan(0.4);
  expect(spam?.high).toBeGreaterThan(0.4);
  expect(spam?.disputes).toHaveLength(15);
  expect(spam?.disputes[0]).toEqual({ id: 'r20', label: 'spam', a: 'yes', b: 'no' });
});

test('an ordered label also has a weighted κ, by which a near miss costs less', () => {
  const a = [row(1, { lead: 'none' }), row(2, { lead: 'hot' }), row(3, { lead: 'warm' }), row(4, { lead: 'none' })];
  const b = [row(1, { lead: 'none' }), row(2, { lead: 'warm' }), row(3, { lead: 'warm' }), row(4, { lead: 'none' })];

  const lead = named(agreement(a, b, DRAWING), 'lead');

  expect(lead?.weighted).toBeGreaterThan(lead?.kappa ?? 1);
});

test('rows and labels that only one of the two has count nowhere, and a category that nobody gives is left out', () => {
  const found = agreement([row(1, { spam: true, abuse_categories: ['hate'] }), row(2, { spam: false }), row(3, { spam: true })], [row(1, { spam: true, abuse_categories: [] }), row(2, { lead: 'hot' })], DRAWING);

  expect(found.map(({ label, n }) => [label, n])).toEqual([['spam', 1], ['hate', 1]]);
  expect(named(found, 'spam')?.kappa).toBeUndefined();
});
