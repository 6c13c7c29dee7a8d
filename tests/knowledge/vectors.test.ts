import { expect, test } from 'vitest';
import { cosinesTo, createVectors, standardised, vectorAt } from '../../src/knowledge/vectors.ts';

const unit = (axis: number): Float32Array => Float32Array.from({ length: 384 }, (_, index) => (index === axis ? 1 : 0));

test('cosines are those of the vectors, whatever their lengths; a missing one is not a number and a foreign one says nothing', () => {
  const both = unit(0).map((value, index) => value + (unit(1)[index] ?? 0));

  const cosines = cosinesTo(createVectors([unit(0).map((value) => value * 7), unit(1), both, undefined, new Float32Array(3), new Float32Array(384)]), unit(0));

  expect(cosines.slice(0, 2)).toEqual(Float64Array.of(1, 0));
  expect(cosines[2]).toBeCloseTo(Math.SQRT1_2, 6);
  expect(cosines[3]).toBeNaN();
  expect(cosines.slice(4)).toEqual(Float64Array.of(0, 0));
});

test('standard scores follow the order, do not depend on the level, and a snippet without a vector is neither near nor far', () => {
  const many = Array.from({ length: 400 }, (_, place) => Math.sin(place) / 10);
  const low = standardised(Float64Array.from([...many, 0.6, Number.NaN]));
  const high = standardised(Float64Array.from([...many.map((value) => value + 0.3), 0.9, Number.NaN]));

  expect(low[400]).toBeGreaterThan(Math.max(...low.slice(0, 400)));
  expect(high[400]).toBeCloseTo(low[400] ?? 0, 0);
  expect([low[401], high[401]]).toEqual([0, 0]);
});

test('one snippet alone has a score of its own: near is above far', () => {
  const [near = 0] = standardised(Float64Array.of(0.7));
  const [far = 0] = standardised(Float64Array.of(0.05));

  expect(near).toBeGreaterThan(1);
  expect(far).toBeLessThan(0.5);
});

test('fewer vectors than texts, or shorter ones, are a fault of the model and never a vector', () => {
  expect(() => vectorAt([], 0)).toThrow(TypeError);
  expect(() => vectorAt([new Float32Array(3)], 0)).toThrow(TypeError);
});
