import { expect, test } from 'vitest';
import { isHurried, isLate } from '../../../src/eval/run/hurried.ts';

test.each([
  ['the encoder was late', [{ stage: 'encoder', reason: 'timeout', fail_mode: 'open' }], true], ['the encoder had too much to do', [{ stage: 'encoder', reason: 'overloaded' }], true],
  ['the encoder is not there', [{ stage: 'encoder', reason: 'unavailable' }], false], ['something else was late', [{ stage: 'suggestions', reason: 'timeout' }], false], ['nothing was', [], false],
])('an answer is hurried by the encoder alone: %s: %s', (_what, degraded, expected) => {
  expect(isHurried({ degraded })).toBe(expected);
  expect(isHurried({})).toBe(false);
});

test.each([
  ['a classifier was late', [{ stage: 'spam', reason: 'timeout' }], true], ['the encoder had too much to do', [{ stage: 'encoder', reason: 'overloaded' }], true],
  ['something broke', [{ stage: 'spam', reason: 'error' }], false], ['nothing was', [], false],
])('an answer is late by any of its parts: %s: %s', (_what, degraded, expected) => {
  expect(isLate({ degraded })).toBe(expected);
});
