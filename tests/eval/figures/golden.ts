import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';

type Reference = number | null;

/** Written by tests/fixtures/figures/generate.py with scikit-learn, SciPy and statsmodels; null is a figure without a value. */
export type Golden = Readonly<{
  binary: readonly Readonly<{
    gold: readonly number[];
    score: readonly number[];
    matrix: readonly number[];
    expected: Readonly<Record<string, Reference>>;
    curves: Readonly<{ roc?: readonly Reference[][]; pr?: readonly Reference[][]; reliability?: readonly Reference[][]; risk: readonly Reference[][] }>;
  }>[];
  multiclass: readonly Readonly<{
    labels: number;
    gold: readonly number[];
    said: readonly number[];
    matrix: readonly number[];
    by_label: Readonly<Record<'precision' | 'recall' | 'f1', readonly Reference[]>>;
    kappa: Readonly<Record<'none' | 'linear' | 'quadratic', Reference>>;
    expected: Readonly<Record<string, Reference>>;
  }>[];
  multilabel: readonly Readonly<{
    labels: number;
    gold: readonly number[][];
    said: readonly number[][];
    matrices: readonly number[][];
    by_label: Readonly<Record<'precision' | 'recall' | 'f1', readonly Reference[]>>;
    expected: Readonly<Record<string, Reference>>;
  }>[];
  spearman: readonly Readonly<{ gold: readonly number[]; score: readonly number[]; expected: Reference }>[];
  wilson: readonly Readonly<{ hits: number; n: number; confidence: number; expected: readonly [number, number] }>[];
  mcnemar: readonly Readonly<{ only_base: number; only_head: number; exact: boolean; expected: number }>[];
  retrieval: readonly Readonly<{ grades: readonly number[]; ranked: readonly number[]; expected: Readonly<Record<string, Reference>> }>[];
  normal: readonly Readonly<{ z: number; below: number; above: number }>[];
}>;

export const golden: Golden = JSON.parse(gunzipSync(readFileSync(new URL('../../fixtures/figures/golden.json.gz', import.meta.url))).toString('utf8'));

const TOLERANCE = 1e-9;

/** Asserts that all figures equal the references, undefined where they have no value, and that there are enough of them to mean something. */
export function expectSame(pairs: readonly (readonly [number | undefined, Reference | undefined])[], least = 200): void {
  const apart = pairs.filter(([found, wanted]) => {
    if (wanted === undefined) return true;
    return found === undefined || wanted === null ? found !== undefined || wanted !== null : !(Math.abs(found - wanted) <= TOLERANCE);
  });
  expect(apart).toEqual([]);
  expect(pairs.filter(([, wanted]) => typeof wanted === 'number').length).toBeGreaterThanOrEqual(least / 2);
  expect(pairs.length).toBeGreaterThanOrEqual(least);
}
