import { expect, test } from 'vitest';
import { createResampler } from '../../../src/eval/figures/resample.ts';
import { labelSample, labelSetSample, pairedSample, scoreSample } from '../../../src/eval/figures/sample.ts';
import { binomial, longRandom } from '../../../src/eval/figures/sampling.ts';

const DRAWS = 40_000;

test('the same seed gives the same numbers, in [0, 1) and evenly spread', () => {
  const [first, second, other] = [longRandom(7), longRandom(7), longRandom(8)];
  const numbers = Array.from({ length: DRAWS }, first);

  expect(Array.from({ length: DRAWS }, second)).toEqual(numbers);
  expect(Array.from({ length: 10 }, other)).not.toEqual(numbers.slice(0, 10));
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  const tenths = Array.from({ length: 10 }, (_value, tenth) => numbers.filter((number) => Math.floor(number * 10) === tenth).length);
  expect(Math.max(...tenths.map((count) => Math.abs(count - DRAWS / 10)))).toBeLessThan(5 * Math.sqrt(DRAWS * 0.09));
});

const BINOMIALS = [[1, 0.3], [12, 0.5], [400, 0.01], [30, 0.5], [60, 0.4], [5_000, 0.02], [1_000_000, 0.00005], [1_000_000, 0.999]] as const;

test.each(BINOMIALS)('B(%d, %d) has the chances, the mean and the spread of a binomial', (n, p) => {
  const random = longRandom(3);
  const drawn = Array.from({ length: DRAWS }, () => binomial(n, p, random));
  const [mean, variance] = [n * p, n * p * (1 - p)];

  // At most 21 cells: a χ² above 70 has a chance below one in a million.
  expect(chiSquare(drawn, exactChances(n, p))).toBeLessThan(70);
  expect(Math.abs(drawn.reduce((sum, k) => sum + k, 0) / DRAWS - mean)).toBeLessThan(5 * Math.sqrt(variance / DRAWS));
  expect(drawn.reduce((sum, k) => sum + (k - mean) ** 2, 0) / DRAWS / variance).toBeCloseTo(1, 1);
  expect(drawn.every((k) => Number.isInteger(k) && k >= 0 && k <= n)).toBe(true);
});

test('a binomial without chance or without doubt is what it must be', () => {
  const random = longRandom(1);

  expect([binomial(0, 0.5, random), binomial(9, 0, random), binomial(9, 1, random), binomial(9, 1.0000001, random)]).toEqual([0, 0, 9, 9]);
});

test('a draw keeps the number of rows of each truth', () => {
  const rows = Array.from({ length: 50 }, (_value, at) => ({ gold: at % 3 === 0 ? 'a' : 'b', label: at % 2 === 0 ? 'a' : 'b' }));
  const sample = labelSample(rows);
  const { draw, units, resampled } = createResampler(sample);
  const [counts, random] = [new Float64Array(sample.cells), longRandom(5)];
  const seen = new Set<string>();

  for (let round = 0; round < 100; round += 1) {
    draw(random, counts);
    expect([(counts[0] ?? 0) + (counts[1] ?? 0), (counts[2] ?? 0) + (counts[3] ?? 0)]).toEqual([17, 33]);
    seen.add(counts.join());
  }

  expect([units, resampled]).toEqual([50, 'rows']);
  expect(seen.size).toBeGreaterThan(20);
});

const WAYS = [['few kinds of rows, drawn kind by kind', 2], ['as many kinds as rows, drawn row by row', 6_000]] as const;

test.each(WAYS)('%s: each cell has the mean and the spread of a multinomial', (_name, kinds) => {
  const rows = Array.from({ length: 6_000 }, (_value, at) => ({ gold: true, score: (at % kinds) / kinds }));
  const sample = scoreSample(rows, [], 10_000);
  const { draw, whole } = createResampler(sample);
  const [counts, random] = [new Float64Array(sample.cells), longRandom(9)];
  whole(counts);
  const each = 6_000 / kinds;
  expect(counts[0]).toBe(each);

  const firsts = Array.from({ length: 2_000 }, () => {
    draw(random, counts);
    return counts[0] ?? 0;
  });

  const mean = firsts.reduce((sum, count) => sum + count, 0) / firsts.length;
  const variance = firsts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / firsts.length;
  const wanted = each * (1 - 1 / kinds);
  expect(Math.abs(mean - each)).toBeLessThan(5 * Math.sqrt(wanted / firsts.length));
  expect(Math.abs(variance / wanted - 1)).toBeLessThan(0.2);
});

test('with groups, a draw takes whole groups and never part of one', () => {
  const rows = Array.from({ length: 40 }, (_value, at) => ({ gold: at < 20, score: at % 4 === 0 ? 0.9 : 0.1, group: `g${at % 20}` }));
  const sample = scoreSample(rows);
  const { draw, units, resampled } = createResampler(sample);
  const [counts, random] = [new Float64Array(sample.cells), longRandom(2)];

  for (let round = 0; round < 50; round += 1) {
    draw(random, counts);
    // Each group holds one positive and one negative of the same score.
    expect([...counts.subarray(0, 2)]).toEqual([...counts.subarray(2, 4)]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
  }

  expect([units, resampled]).toEqual([20, 'groups']);
});

test('groups larger than those that are compared, and rows without a group, are drawn as units too', () => {
  const rows = Array.from({ length: 30 }, (_value, at) => ({ gold: true, score: at / 30, ...(at < 20 ? { group: at < 10 ? 'one' : 'two' } : {}) }));
  const sample = scoreSample(rows);
  const { units, whole } = createResampler(sample);
  const counts = new Float64Array(sample.cells);

  whole(counts);

  expect(units).toBe(12);
  expect([...counts.subarray(0, 30)]).toEqual(Array(30).fill(1));
});

test('rows with many cells are drawn whole: a label that always comes with another still does', () => {
  const sets = Array.from({ length: 60 }, (_value, at) => ({ gold: at % 3 === 0 ? ['a', 'b'] : [], label: at % 2 === 0 ? ['c'] : ['b'] }));
  const sample = labelSetSample(sets, ['a', 'b', 'c']);
  const { draw } = createResampler(sample);
  const [counts, random] = [new Float64Array(sample.cells), longRandom(4)];

  draw(random, counts);

  const [a, b] = sample.read(counts);
  expect((a?.counts.tp ?? 0) + (a?.counts.fn ?? 0)).toBe((b?.counts.tp ?? 0) + (b?.counts.fn ?? 0));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(180);
});

test('a paired draw takes the same rows for both systems', () => {
  const rows = Array.from({ length: 30 }, (_value, at) => ({ gold: at % 2 === 0, score: at / 30 }));
  const sample = pairedSample(scoreSample(rows), scoreSample(rows));
  const { draw } = createResampler(sample);
  const counts = new Float64Array(sample.cells);

  draw(longRandom(6), counts);

  const { base, head } = sample.read(counts);
  expect([...base.positives]).toEqual([...head.positives]);
  expect([...base.positives].some((count) => count !== 1 && count !== 0)).toBe(true);
});

test('samples of different rows cannot be paired', () => {
  const rows = [{ gold: true, score: 0.2 }, { gold: false, score: 0.4 }];

  expect(() => pairedSample(scoreSample(rows), scoreSample(rows.slice(1)))).toThrow(RangeError);
  expect(() => pairedSample(scoreSample(rows), scoreSample([...rows].reverse()))).toThrow(RangeError);
  expect(() => pairedSample(scoreSample(rows), scoreSample(rows.map((row) => ({ ...row, group: 'one' }))))).toThrow(RangeError);
});

/** Over neighbouring values joined until each cell holds a twentieth of the chances; what lies beyond counts as the last cell. */
function chiSquare(drawn: readonly number[], chances: ReadonlyMap<number, number>): number {
  const cells = [{ wanted: 0, found: 0 }];
  const tally = new Map<number, number>();
  for (const k of drawn) tally.set(k, (tally.get(k) ?? 0) + 1);
  for (const [k, chance] of chances) {
    if ((cells.at(-1)?.wanted ?? 0) > drawn.length / 20) cells.push({ wanted: 0, found: 0 });
    const cell = cells.at(-1);
    if (cell === undefined) continue;
    cell.wanted += chance * drawn.length;
    cell.found += tally.get(k) ?? 0;
  }
  return cells.reduce((sum, { wanted, found }) => sum + (found - wanted) ** 2 / wanted, 0);
}

/** The chances of B(n, p) within nine standard deviations, by their ratio from the mode outwards, normalised. */
function exactChances(n: number, p: number): ReadonlyMap<number, number> {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const reach = Math.ceil(9 * Math.sqrt(n * p * (1 - p)) + 9);
  const chances = new Map([[mode, 1]]);
  for (let k = mode + 1; k <= Math.min(n, mode + reach); k += 1) chances.set(k, (chances.get(k - 1) ?? 0) * ((n - k + 1) / k) * (p / (1 - p)));
  for (let k = mode - 1; k >= Math.max(0, mode - reach); k -= 1) chances.set(k, (chances.get(k + 1) ?? 0) * ((k + 1) / (n - k)) * ((1 - p) / p));
  const total = [...chances.values()].reduce((sum, chance) => sum + chance, 0);
  return new Map([...chances].sort(([a], [b]) => a - b).map(([k, chance]) => [k, chance / total]));
}
