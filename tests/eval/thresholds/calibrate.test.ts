import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyCalibration } from '../../../src/classifiers/calibration.ts';
import { seededRandom } from '../../../src/eval/train/random.ts';
import { crossFit, fitCalibration } from '../../../src/eval/thresholds/calibrate.ts';

/** Scores whose logit is `sharpness` times what it should be. */
function overSure(sharpness: number, n = 4_000) {
  const random = seededRandom(11);
  return Array.from({ length: n }, () => {
    const z = 4 * (random() - 0.5);
    return { gold: random() < 1 / (1 + Math.exp(-z)), score: 1 / (1 + Math.exp(-sharpness * z)) };
  });
}

test('the temperature is the factor by which scores are too sure', () => {
  const fitted = fitCalibration(overSure(3), 'temperature');

  expect(fitted.method === 'temperature' && fitted.temperature).toBeCloseTo(3, 0);
});

test.each(['temperature', 'isotonic'] as const)('%s makes scores that are too sure truer, on rows it was not fitted to', (method) => {
  const gain = crossFit(overSure(3), method);

  expect(gain?.after.ece).toBeLessThan((gain?.before.ece ?? 0) / 2);
  expect(gain?.after.brier).toBeLessThan(gain?.before.brier ?? 0);
});

test('isotonic points are the shares of pooled neighbours', () => {
  const rows = [{ gold: false, score: 0.1 }, { gold: true, score: 0.2 }, { gold: false, score: 0.3 }, { gold: true, score: 0.9 }];

  expect(fitCalibration(rows, 'isotonic')).toEqual({ method: 'isotonic', points: [[0.1, 0], [0.2, 0.5], [0.3, 0.5], [0.9, 1]] });
});

test('a calibration never turns the order of two scores, and stays within [0, 1]', () => {
  const rows = fc.array(fc.record({ gold: fc.boolean(), score: fc.double({ min: 0, max: 1, noNaN: true }) }), { minLength: 2, maxLength: 40 }).filter((all) => all.some(({ gold }) => gold) && all.some(({ gold }) => !gold));
  fc.assert(fc.property(rows, fc.constantFrom('isotonic' as const, 'temperature' as const), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (all, method, a, b) => {
    const fitted = fitCalibration(all, method);
    const [low, high] = [applyCalibration(fitted, Math.min(a, b)), applyCalibration(fitted, Math.max(a, b))];

    expect(low).toBeLessThanOrEqual(high + 1e-12);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1);
  }));
});

test('one class alone cannot be calibrated, and is said so', () => {
  expect(() => fitCalibration([{ gold: true, score: 0.5 }], 'isotonic')).toThrow(RangeError);
  expect(crossFit([{ gold: true, score: 0.5 }, { gold: true, score: 0.7 }], 'temperature')).toBeUndefined();
});
