import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logits, probabilities, sigmoid } from '../../../src/classifiers/linear/model.ts';
import { HAND_MADE_WEIGHTS, handMadeModel } from '../../support/hand-made-model.ts';

const model = handMadeModel();
const NONE = new Uint32Array(0);
const buckets = fc.array(fc.nat(2 ** 18 - 1), { maxLength: 40 }).map((list) => Uint32Array.from(list));
const totals = fc.array(fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 5, maxLength: 5 }).map((list) => Float64Array.from(list)),
  { minLength: 1, maxLength: 6 });

/** The formula of the docstring, word for word. */
function expectedLogit(list: readonly number[], output: number): number {
  const sum = list.reduce((total, bucket) => total + (HAND_MADE_WEIGHTS[(bucket % 256) * 5 + output] ?? 0), 0);
  return (sum * (model.weightScale[output] ?? 0)) / Math.sqrt(Math.max(1, list.length));
}

test('a logit is the bias, the scaled mean of the weights over √n, and the symbols', () => {
  fc.assert(fc.property(buckets, buckets, fc.subarray([0, 1]), (own, context, fired) => {
    const { total, text } = logits(model, own, context, fired);
    const expectedText = [0, 1, 2, 3, 4].map((output) => expectedLogit([...own], output) + expectedLogit([...context], output));

    expect([...text]).toEqual(expectedText.map((value) => expect.closeTo(value, 6)));
    expect([...total]).toEqual(expectedText.map((value, output) => expect.closeTo(value + (model.bias[output] ?? 0) + fired.reduce((sum,
      symbol) => sum + (model.symbols[symbol * 5 + output] ?? 0), 0), 5)));
  }));
});

test('a model without context does not look at it', () => {
  const blind = handMadeModel({ usesContext: false });

  expect(logits(blind, Uint32Array.of(1, 2), Uint32Array.of(3, 4), [])).toEqual(logits(blind, Uint32Array.of(1, 2), NONE, []));
});

test('buckets of a larger hash space are masked to the model', () => {
  expect(logits(model, Uint32Array.of(5 + 256 * 9), NONE, [])).toEqual(logits(model, Uint32Array.of(5), NONE, []));
});

test.each([[-1], [2], [1_000]])('the symbol %i, which there is not, is the mistake of the caller', (symbol) => {
  expect(() => logits(model, NONE, NONE, [symbol])).toThrow(/outside \[0, 2\)/);
});

test('10,000 buckets of the strongest weights do not overflow', () => {
  const loud = handMadeModel({ weights: new Int8Array(256 * 5).fill(127) });

  expect(logits(loud, new Uint32Array(10_000), NONE, []).text[0]).toBeCloseTo(127 * 0.5 * 100, 6);
});

test('every label of every head has a probability, and a distribution adds up to one', () => {
  fc.assert(fc.property(totals, (windows) => {
    const found = probabilities(model, windows);

    expect(Object.keys(found)).toEqual(['a', 'b', 'x', 'y', 'z']);
    expect(Object.values(found).every((value) => value >= 0 && value <= 1)).toBe(true);
    expect((found['x'] ?? 0) + (found['y'] ?? 0) + (found['z'] ?? 0)).toBeCloseTo(1, 12);
  }));
});

test('a sigmoid label takes its strongest window, a distribution the mean of the windows', () => {
  const first = Float64Array.of(2, -4, 1, 0, 0);
  const second = Float64Array.of(-2, 4, 3, 0, 0);
  const found = probabilities(model, [first, second]);

  expect(found['a']).toBeCloseTo(sigmoid(2), 12);
  expect(found['b']).toBeCloseTo(sigmoid(2 * 4 - 1), 12);
  expect(found['x']).toBeCloseTo(Math.E / (Math.E + 2), 12);
});

test('one more window never lowers a sigmoid label', () => {
  fc.assert(fc.property(totals, totals, (windows, more) => {
    const [before, after] = [probabilities(model, windows), probabilities(model, [...windows, ...more])];

    expect((after['a'] ?? 0) >= (before['a'] ?? 0) && (after['b'] ?? 0) >= (before['b'] ?? 0)).toBe(true);
  }));
});

test('the order of the windows makes no difference', () => {
  fc.assert(fc.property(totals, (windows) => {
    const reversed = probabilities(model, windows.toReversed());

    expect(probabilities(model, windows)).toEqual(Object.fromEntries(Object.entries(reversed).map(([label, value]) => [label, expect.closeTo(value, 9)])));
  }));
});

test('logits far beyond what an exponential can hold still give probabilities', () => {
  expect(probabilities(model, [Float64Array.of(-1e4, 1e4, 1e4, -1e4, 0)])).toMatchObject({ a: 0, b: 1, x: 1, y: 0, z: 0 });
});
