import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseThreshold, parseTarget } from '../../../src/eval/thresholds/sweep.ts';

const rows = fc.array(fc.record({ gold: fc.boolean(), score: fc.integer({ min: 0, max: 100 }).map((value) => value / 100) }), { minLength: 2, maxLength: 60 })
  .filter((all) => all.some(({ gold }) => gold) && all.some(({ gold }) => !gold));

/** Every threshold there is, one by one: the slow way that cannot be wrong. */
function brute(all: readonly { gold: boolean; score: number }[]) {
  return [...new Set([1.01, ...all.map(({ score }) => score)])].map((threshold) => {
    const said = all.filter(({ score }) => score >= threshold);
    const tp = said.filter(({ gold }) => gold).length;
    return { tp, fp: said.length - tp, fn: all.filter(({ gold }) => gold).length - tp };
  });
}

test('a precision target gets the highest recall of all thresholds that reach it, or none when none does', () => {
  fc.assert(fc.property(rows, fc.constantFrom(0.5, 0.8, 0.95, 1), (all, least) => {
    const found = chooseThreshold(all, { kind: 'precision', least });
    const reaching = brute(all).filter(({ tp, fp }) => tp > 0 && tp / (tp + fp) >= least);

    expect(found?.counts.tp).toBe(reaching.length === 0 ? undefined : Math.max(...reaching.map(({ tp }) => tp)));
    if (found !== undefined) expect(found.precision).toBeGreaterThanOrEqual(least);
  }));
});

test('a recall target gets the highest precision of all thresholds that reach it', () => {
  fc.assert(fc.property(rows, fc.constantFrom(0.3, 0.7, 1), (all, least) => {
    const found = chooseThreshold(all, { kind: 'recall', least });
    const reaching = brute(all).filter(({ tp, fn }) => tp / (tp + fn) >= least);

    expect(found?.recall).toBeGreaterThanOrEqual(least);
    expect(found?.precision).toBeCloseTo(Math.max(...reaching.map(({ tp, fp }) => tp / (tp + fp))), 12);
  }));
});

test('costs get the cheapest threshold', () => {
  fc.assert(fc.property(rows.filter((all) => all.every(({ score }) => score < 1)), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (all, fp, fn) => {
    expect(chooseThreshold(all, { kind: 'cost', fp, fn })?.cost).toBe(Math.min(...brute(all).map((one) => fp * one.fp + fn * one.fn)));
  }));
});

test('without both kinds of rows there is no threshold', () => {
  expect(chooseThreshold([{ gold: true, score: 0.5 }, { gold: false, failed: true }], { kind: 'recall', least: 0.5 })).toBeUndefined();
});

test.each([
  ['precision=0.95', { kind: 'precision', least: 0.95 }], ['recall=1', { kind: 'recall', least: 1 }], ['cost fp=1,fn=8', { kind: 'cost', fp: 1, fn: 8 }], ['fp=0.5, fn=2', { kind: 'cost', fp: 0.5, fn: 2 }],
])('the target %s is read', (spelled, target) => {
  expect(parseTarget(spelled)).toEqual(target);
});

test.each(['precision=2', 'recall=0', 'precision', 'cost fp=1', 'fp=-1,fn=2', 'accuracy=0.9', 'cost fp=0,fn=0', ''])('the target "%s" is refused', (spelled) => {
  expect(() => parseTarget(spelled)).toThrow('cannot be read');
});
