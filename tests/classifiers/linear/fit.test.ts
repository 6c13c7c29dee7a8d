import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Example, fit, type FitOptions, quantise } from '../../../src/classifiers/linear/fit.ts';
import { type LinearModel, logits, probabilities } from '../../../src/classifiers/linear/model.ts';
import { unpackWeights } from '../../../src/classifiers/linear/weights.ts';
import { urgency } from '../../../src/classifiers/urgency/index.ts';
import { seededRandom } from '../../../src/eval/train/random.ts';
import { handMadeModel } from '../../support/hand-made-model.ts';
import { tinyModel } from '../../support/tiny-models.ts';

const HEADS = [{ name: 'flag', kind: 'sigmoid', labels: ['a', 'b'] }, { name: 'kind', kind: 'softmax', labels: ['x', 'y'] }] as const satisfies FitOptions['heads'];
const options = (change: Partial<FitOptions> = {}): FitOptions => ({
  epochs: 30, learningRate: 0.2, l2: 1e-6, bits: 8, heads: HEADS, symbolNames: ['S'], usesContext: false, random: seededRandom(1), onEpoch: () => undefined, ...change,
});
const example = (bucket: number, targets: readonly number[], symbols: readonly number[] = []): Example =>
  ({ buckets: Uint32Array.of(bucket), context: Uint32Array.of(200), symbols, targets: Float32Array.from(targets), weight: 1 });

/** Bucket 1 means a and x, bucket 2 means neither and y, the symbol means b. */
const ROWS = [example(1, [1, 0, 1, 0]), example(2, [0, 0, 0, 1]), example(1, [1, 1, 1, 0], [0]), example(2, [0, 1, 0, 1], [0])];

function read(fitted: ReturnType<typeof fit>, bucket: number, symbols: readonly number[]): Readonly<Record<string, number>> {
  const model: LinearModel = {
    ...handMadeModel(), outputs: 4, symbolNames: ['S'], heads: HEADS.map((head) => ({ ...head, scale: head.labels.map(() => 1), shift: head.labels.map(() => 0) })),
      ...quantise(fitted.weights, 4), symbols: fitted.symbols, bias: fitted.bias,
  };
  return probabilities(model, [logits(model, Uint32Array.of(bucket), new Uint32Array(0), symbols).total]);
}

test('what the rows say is what the model learns, words and symbols apart', () => {
  const fitted = fit(ROWS, options());

  expect(Object.values(read(fitted, 1, [])).map(Math.round)).toEqual([1, 0, 1, 0]);
  expect(Object.values(read(fitted, 2, [0])).map(Math.round)).toEqual([0, 1, 0, 1]);
});

test('the loss falls', () => {
  const losses: number[] = [];
  fit(ROWS, options({ epochs: 200, onEpoch: (_epoch, loss) => losses.push(loss) }));

  expect(losses).toHaveLength(200);
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 3);
});

test('a label that a row does not carry teaches nothing', () => {
  const silent = fit([example(3, [Number.NaN, Number.NaN, Number.NaN, Number.NaN])], options());

  expect([...silent.weights, ...silent.symbols, ...silent.bias].every((weight) => weight === 0)).toBe(true);
});

test('a row of weight zero teaches nothing either', () => {
  expect([...fit([{ ...example(3, [1, 1, 1, 0]), weight: 0 }], options()).bias]).toEqual([0, 0, 0, 0]);
});

test('earlier turns teach only where the classifier reads them', () => {
  const learnt = (usesContext: boolean): boolean => fit(ROWS, options({ usesContext })).weights.slice(200 * 4, 201 * 4).some((weight) => weight !== 0);

  expect([learnt(true), learnt(false)]).toEqual([true, false]);
});

test('the same seed gives the same model, bit for bit', () => {
  expect(tinyModel(urgency)).toEqual(tinyModel(urgency));
});

test('rounding to eight bits is off by half a step at most, except where an outlier is clipped', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -10, max: 10, noNaN: true }).map((weight) => Math.round(weight * 1e4) / 1e4), { minLength: 2, maxLength: 60 }),
    (list) => {
    const weights = Float32Array.from(list.length % 2 === 0 ? list : [...list, 0]);
    const { weights: packed, weightScale } = quantise(weights, 2);
    const rounded = unpackWeights(packed, 2);
    const faults = [...weights].filter((weight, index) => {
      const step = weightScale[index % 2] ?? 0;
      const clipped = Math.abs(weight) > step * 127;
      return clipped ? Math.abs(rounded[index] ?? 0) !== 127 : Math.abs((rounded[index] ?? 0) * step - weight) > step * 0.501;
    });

    expect(faults).toEqual([]);
  }));
});

test('one rare giant does not coarsen a thousand ordinary weights', () => {
  const weights = Float32Array.from({ length: 2_000 }, (_weight, index) => (index === 7 ? 1_000 : 1));
  const { weights: packed, weightScale } = quantise(weights, 1);
  const rounded = unpackWeights(packed, 1);

  expect(rounded[7]).toBe(127);
  expect((rounded[0] ?? 0) * (weightScale[0] ?? 0)).toBeCloseTo(1, 1);
});

test('weights of nothing but zero stay zero', () => {
  const { weights, weightScale } = quantise(new Float32Array(8), 2);

  expect([...unpackWeights(weights, 2)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...weightScale].every((scale) => scale > 0)).toBe(true);
});
