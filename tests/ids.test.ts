import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNewId } from '../src/ids.ts';

test('an id is its prefix and 26 characters that nobody misreads', () => {
  const newId = createNewId(() => Date.UTC(2026, 10, 21));

  expect(newId('tri')).toMatch(/^tri_[0-9A-HJKMNP-TV-Z]{26}$/);
});

test('ids of later milliseconds sort later', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { minLength: 2, maxLength: 20 }), (times) => {
    const ids = times.toSorted((a, b) => a - b).map((time) => createNewId(() => time)('x'));
    expect(ids.toSorted()).toEqual(ids);
  }));
});

test('100,000 ids of one millisecond are all different', () => {
  const newId = createNewId(() => 0);

  expect(new Set(Array.from({ length: 100_000 }, () => newId('x'))).size).toBe(100_000);
});
