import { distance } from 'ml-distance';
import { EMBEDDING_DIMENSIONS } from '../domain/ports.ts';

/** The snippets' vectors in one embedding, by place; `undefined` where there is none yet. */
export type Vectors = Readonly<{ stored: readonly (Float32Array | undefined)[]; squares: readonly number[] }>;

export const createVectors = (stored: readonly (Float32Array | undefined)[]): Vectors =>
  ({ stored, squares: stored.map((vector) => (vector === undefined ? 0 : distance.innerProduct(vector, vector))) });

/**
 * Cosine of a question with each snippet, in [-1, 1]; NaN where the snippet has no vector in this embedding. A vector of another
 * length or of zeros is no evidence either way: 0.
 */
export function cosinesTo({ stored, squares }: Vectors, query: Float32Array): Float64Array {
  // Most axes of a short text's hashed vector are 0 and add nothing.
  const axes: number[] = [];
  const values: number[] = [];
  let own = 0;
  for (let axis = 0; axis < query.length; axis += 1) {
    const value = query[axis] ?? 0;
    if (value === 0) continue;
    axes.push(axis);
    values.push(value);
    own += value * value;
  }
  return Float64Array.from(stored, (vector, place) => {
    if (vector === undefined) return Number.NaN;
    if (vector.length !== query.length) return 0;
    let product = 0;
    for (let index = 0; index < axes.length; index += 1) product += (values[index] as number) * (vector[axes[index] as number] as number);
    const cosine = product / Math.sqrt((squares[place] ?? 0) * own);
    return Number.isFinite(cosine) ? Math.max(-1, Math.min(1, cosine)) : 0;
  });
}

/** How the encoder's cosines lie where little is known: of so many snippets, this mean and this spread. */
const PRIOR = { count: 6, mean: 0.09, variance: 0.012 } as const;

/**
 * Cosines as standard scores among a search's own: what stands out counts, whatever the level. A few snippets have no spread to
 * speak of, so a prior joins them. NaN becomes 0: neither near nor far.
 */
export function standardised(cosines: Float64Array): Float64Array {
  let count: number = PRIOR.count;
  let sum = PRIOR.count * PRIOR.mean;
  for (const cosine of cosines) {
    if (Number.isNaN(cosine)) continue;
    count += 1;
    sum += cosine;
  }
  const mean = sum / count;
  let squares = PRIOR.count * (PRIOR.variance + (PRIOR.mean - mean) ** 2);
  for (const cosine of cosines) if (!Number.isNaN(cosine)) squares += (cosine - mean) ** 2;
  const spread = Math.sqrt(squares / count);
  return cosines.map((cosine) => (Number.isNaN(cosine) ? 0 : (cosine - mean) / spread));
}

/** @throws TypeError when a model gave fewer vectors than texts, or vectors of another length. */
export function vectorAt(vectors: readonly Float32Array[], place: number): Float32Array {
  const vector = vectors[place];
  if (vector?.length !== EMBEDDING_DIMENSIONS) throw new TypeError('an embedding model returned fewer vectors than texts, or shorter ones');
  return vector;
}
