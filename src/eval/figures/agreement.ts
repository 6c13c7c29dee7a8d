import { type Confusion, sum } from './confusion.ts';
import { type Figure, ratio } from './figure.ts';
import { chiSquareTail } from './normal.ts';
import { answeredByBoth, type DecidedRow, type LabelledRow } from './predictions.ts';

/** Below this many discordant rows the test is exact. */
const EXACT_BELOW = 25;

/** Rows that one system got right and the other wrong; the rows both got right or both wrong say nothing of a difference. */
export type Discordant = Readonly<{ onlyBase: number; onlyHead: number; dropped: number }>;
export type McNemar = Readonly<{ method: 'exact' | 'continuity-corrected'; discordant: number; pValue: number }>;

/** Counts, over rows in the same order, where only one of the two was right; rows that either failed on are `dropped`. @throws RangeError as `answeredByBoth`. */
export function discordantRows<Row extends DecidedRow | LabelledRow>(base: readonly Row[], head: readonly Row[]): Discordant {
  const both = answeredByBoth(base, head);
  let [onlyBase, onlyHead] = [0, 0];
  both.base.forEach((row, at) => {
    const other = both.head[at];
    const [first, second] = [isRight(row), other !== undefined && isRight(other)];
    if (first && !second) onlyBase += 1;
    if (second && !first) onlyHead += 1;
  });
  return { onlyBase, onlyHead, dropped: both.dropped };
}

const isRight = (row: DecidedRow | LabelledRow): boolean => row.failed !== true && row.gold === row.label;

/**
 * Whether two systems err at different rates on the same rows (McNemar). Below 25 discordant rows b + c the exact two-sided binomial test,
 * min(1, 2 · P(X ≤ min(b, c))) with X ~ B(b + c, ½); from there χ² = (|b − c| − 1)² / (b + c), one degree of freedom, 0 when b = c.
 *
 * @returns a p-value in (0, 1]; 1 when no row is discordant.
 * @see McNemar 1947; Edwards 1948 for the continuity correction.
 */
export function mcnemar({ onlyBase, onlyHead }: Readonly<{ onlyBase: number; onlyHead: number }>): McNemar {
  const discordant = onlyBase + onlyHead;
  if (discordant >= EXACT_BELOW) {
    const gap = Math.max(0, Math.abs(onlyBase - onlyHead) - 1);
    return { method: 'continuity-corrected', discordant, pValue: chiSquareTail((gap * gap) / discordant) };
  }
  let [ways, tail] = [1, 0];
  for (let k = 0; k <= Math.min(onlyBase, onlyHead); k += 1) {
    tail += ways;
    ways = (ways * (discordant - k)) / (k + 1);
  }
  return { method: 'exact', discordant, pValue: Math.min(1, (2 * tail) / 2 ** discordant) };
}

/** How far apart two labels are, from their places in the list: 0 or 1; |i − j|; (i − j)². */
export type KappaWeights = 'none' | 'linear' | 'quadratic';

const DISTANCE: Readonly<Record<KappaWeights, (apart: number) => number>> = {
  none: (apart) => (apart === 0 ? 0 : 1),
  linear: (apart) => apart,
  quadratic: (apart) => apart * apart,
};

/**
 * Cohen's κ of two raters (truth and answer): 1 − Σ d·observed / Σ d·expected, expected from the two margins.
 * Symmetric in the raters.
 *
 * @returns 1 for full agreement, 0 for no more than chance, ≥ −1; undefined when no disagreement can be expected
 *          (no rows, or both raters give one and the same label throughout).
 * @see Cohen 1960, 1968 (weights).
 */
export function cohenKappa({ labels, cells }: Confusion, weights: KappaWeights = 'none'): Figure {
  const size = labels.length;
  const [rows, columns] = [new Float64Array(size), new Float64Array(size)];
  cells.forEach((count, cell) => {
    rows[Math.floor(cell / size)] = (rows[Math.floor(cell / size)] as number) + count;
    columns[cell % size] = (columns[cell % size] as number) + count;
  });
  let [observed, expected] = [0, 0];
  cells.forEach((count, cell) => {
    const [i, j] = [Math.floor(cell / size), cell % size];
    const distance = DISTANCE[weights](Math.abs(i - j));
    observed += distance * count;
    expected += distance * (rows[i] as number) * (columns[j] as number);
  });
  const disagreement = ratio(observed * sum(cells), expected);
  return disagreement === undefined ? undefined : 1 - disagreement;
}
