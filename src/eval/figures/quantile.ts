import type { Figure } from './figure.ts';

/** The least of ascending `sorted` that `share` (0 to 1) of them do not exceed: a value that was measured, never one between two. Undefined without values. */
export const nearestRank = (sorted: Float64Array, share: number): Figure => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
