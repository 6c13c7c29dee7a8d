import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitPlatt, fitTemperature, IDENTITY, type Judged } from '../../../src/classifiers/linear/calibrate.ts';
import { sigmoid } from '../../../src/classifiers/linear/model.ts';
import { seededRandom } from '../../../src/eval/train/random.ts';

/** Logits spread evenly over [−6, 6]; labels drawn from σ(scale·logit + shift). */
function drawn(count: number, scale: number, shift: number): readonly Judged[] {
  const random = seededRandom(11);
  return Array.from({ length: count }, (_row, index) => {
    const logit = (index / count) * 12 - 6;
    return { logit, label: random() < sigmoid(scale * logit + shift) ? 1 : 0 };
  });
}

test.each([[1, 0], [0.5, 0], [2, -1], [0.3, 1.5]])('of 20,000 rows the scale %d and the shift %d are found again', (scale, shift) => {
  const found = fitPlatt(drawn(20_000, scale, shift));

  expect(Math.abs(found.scale - scale)).toBeLessThan(0.08);
  expect(Math.abs(found.shift - shift)).toBeLessThan(0.12);
});

test('with one label alone nothing can be learnt', () => {
  expect(fitPlatt([])).toEqual(IDENTITY);
  expect(fitPlatt([{ logit: 3, label: 1 }, { logit: -2, label: 1 }])).toEqual(IDENTITY);
});

test('a handful of rows, however telling, does not bend the scale far', () => {
  const { scale } = fitPlatt([{ logit: 4, label: 1 }, { logit: 3, label: 1 }, { logit: -3, label: 0 }, { logit: -4, label: 0 }]);

  expect(scale).toBeGreaterThan(0.8);
  expect(scale).toBeLessThan(2);
});

test('a weight of two is the same as the row twice', () => {
  const rows = drawn(200, 0.7, 0.2);
  const once = fitPlatt([...rows, ...rows]);
  const weighted = fitPlatt(rows.map((row) => ({ ...row, weight: 2 })));

  expect(weighted.scale).toBeCloseTo(once.scale, 9);
  expect(weighted.shift).toBeCloseTo(once.shift, 9);
});

/** What is minimised, as the docstring says it: cross-entropy and the pull towards the identity. */
const lossOf = (rows: readonly Judged[], scale: number, shift: number): number => rows.reduce((sum, { logit, label, weight = 1 }) => {
  const z = (scale * logit + shift) * (label === 1 ? -1 : 1);
  return sum + weight * (z > 30 ? z : Math.log1p(Math.exp(z)));
}, (scale - 1) ** 2 + 0.05 * shift ** 2);

const row: fc.Arbitrary<Judged> = fc.record({ logit: fc.double({ min: -40, max: 40, noNaN: true }), label: fc.constantFrom(0 as const, 1 as const),
  weight: fc.double({ min: 0.01, max: 50, noNaN: true }) });

test('calibration never turns the order of scores around, and never runs away, whatever the rows', () => {
  fc.assert(fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
    const { scale, shift } = fitPlatt(rows);

    expect(scale > 0 && scale < 20 && Math.abs(shift) < 200).toBe(true);
  }), { numRuns: 500 });
});

test('the fit is the best there is: no neighbour of it is better', () => {
  fc.assert(fc.property(fc.array(row, { minLength: 3, maxLength: 40 }), (rows) => {
    const { scale, shift } = fitPlatt(rows);
    fc.pre(scale !== IDENTITY.scale);
    const found = lossOf(rows, scale, shift);
    const around = [[0.01, 0], [-0.01, 0], [0, 0.01], [0, -0.01]].map(([a = 0, b = 0]) => lossOf(rows, scale + a, shift + b));

    expect(Math.min(...around)).toBeGreaterThanOrEqual(found - 1e-6 * Math.abs(found));
  }), { numRuns: 300 });
});

test.each([[0.5], [1], [2.5]])('of 5,000 rows the temperature factor %d is found again', (factor) => {
  const random = seededRandom(5);
  const rows = Array.from({ length: 5_000 }, () => {
    const values = [random() * 6 - 3, random() * 6 - 3, random() * 6 - 3];
    const powers = values.map((value) => Math.exp(value * factor));
    let rest = random() * powers.reduce((sum, power) => sum + power, 0);
    const label = powers.findIndex((power) => (rest -= power) < 0);
    return { logits: values, label };
  });

  expect(Math.abs(fitTemperature(rows) - factor)).toBeLessThan(0.12 * factor);
});

test('without rows the temperature leaves the logits as they are', () => {
  expect(fitTemperature([])).toBe(1);
});
