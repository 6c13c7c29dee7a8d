import { fold } from '../text/fold.ts';

export type LeakRow = Readonly<{ id: string; text: string; split: string; group?: string }>;
export type Leak = Readonly<{ kind: 'exact' | 'near' | 'group'; first: string; second: string; similarity: number }>;

const GRAM = 5;
const HASHES = 64;
const BAND_ROWS = 4;
/** Texts this alike say the same; below it, two people happened to ask the same thing. */
const NEAR = 0.8;
/** "ok" and "merci" occur in every split; what short texts share is no leak. */
const LENGTH_MIN = 16;

/**
 * Rows of different splits that are the same or nearly the same text, or share an author-scenario group.
 * MinHash over character 5-grams proposes pairs (16 bands of 4), exact Jaccard similarity decides.
 *
 * @see Broder 1997, "On the resemblance and containment of documents".
 */
export const findLeaks = (rows: readonly LeakRow[]): readonly Leak[] => leaksAmong(rows.map(toCompare));

/** What is reckoned of a row before it is compared with others: worth keeping for rows that are compared again and again. `shingles` ascend. */
export type ComparableRow = Readonly<{ row: LeakRow; plain: string; shingles: Uint32Array; signature: Uint32Array }>;

export function toCompare(row: LeakRow): ComparableRow {
  const plain = plainOf(row.text);
  const shingles = shinglesOf(plain);
  return { row, plain, shingles, signature: signatureOf(shingles) };
}

/** `findLeaks` for rows that are ready to be compared. */
export const leaksAmong = (rows: readonly ComparableRow[]): readonly Leak[] =>
  [...groupLeaks(rows.map(({ row }) => row)), ...exactLeaks(rows), ...nearLeaks(rows.filter(({ plain }) => plain.length >= LENGTH_MIN))];

/** Letters only, digits as 0: a changed order number does not make another message. */
const plainOf = (text: string): string => fold(text).text.replace(/[0-9]+/g, '0').replace(/[^a-z0-9\u0370-\uffff]+/g, ' ').trim();

function groupLeaks(rows: readonly LeakRow[]): Leak[] {
  const seen = new Map<string, LeakRow>();
  return rows.flatMap((row) => {
    if (row.group === undefined) return [];
    const other = seen.get(row.group);
    if (other === undefined) seen.set(row.group, row);
    return other === undefined || other.split === row.split ? [] : [{ kind: 'group' as const, first: other.id, second: row.id, similarity: 1 }];
  });
}

function exactLeaks(prepared: readonly ComparableRow[]): Leak[] {
  const seen = new Map<string, LeakRow>();
  return prepared.flatMap(({ row, plain }) => {
    if (plain.length < LENGTH_MIN) return [];
    const other = seen.get(plain);
    if (other === undefined) seen.set(plain, row);
    return other === undefined || other.split === row.split ? [] : [{ kind: 'exact' as const, first: other.id, second: row.id, similarity: 1 }];
  });
}

function nearLeaks(prepared: readonly ComparableRow[]): Leak[] {
  const buckets = new Map<string, number[]>();
  prepared.forEach(({ signature }, index) => {
    for (let band = 0; band < HASHES; band += BAND_ROWS) {
      const key = `${band}:${signature.slice(band, band + BAND_ROWS).join()}`;
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [index]);
      else bucket.push(index);
    }
  });
  const judged = new Set<number>();
  const leaks: Leak[] = [];
  for (const bucket of buckets.values()) {
    for (let a = 0; a < bucket.length; a += 1) {
      for (let b = a + 1; b < bucket.length; b += 1) {
        const [first, second] = [bucket[a] as number, bucket[b] as number];
        const pair = first * prepared.length + second;
        if (prepared[first]?.row.split === prepared[second]?.row.split || judged.has(pair)) continue;
        judged.add(pair);
        const similarity = jaccard((prepared[first] as ComparableRow).shingles, (prepared[second] as ComparableRow).shingles);
        if (similarity >= NEAR && similarity < 1) leaks.push({ kind: 'near', first: prepared[first]?.row.id ?? '', second: prepared[second]?.row.id ?? '', similarity });
      }
    }
  }
  return leaks;
}

function shinglesOf(plain: string): Uint32Array {
  const found = new Set<number>();
  for (let start = 0; start + GRAM <= plain.length; start += 1) {
    let hash = 0x811c9dc5;
    for (let index = start; index < start + GRAM; index += 1) hash = Math.imul(hash ^ plain.charCodeAt(index), 0x01000193);
    found.add(hash >>> 0);
  }
  return Uint32Array.from(found).sort();
}

/** The least value of each of 64 permutations, given by odd multipliers and offsets. */
function signatureOf(shingles: Uint32Array): Uint32Array {
  const signature = new Uint32Array(HASHES).fill(0xffffffff);
  for (const shingle of shingles) {
    for (let k = 0; k < HASHES; k += 1) {
      let mixed = Math.imul(shingle ^ Math.imul(k + 1, 0x9e3779b1), 0x85ebca6b);
      mixed = (mixed ^ (mixed >>> 15)) >>> 0;
      if (mixed < (signature[k] as number)) signature[k] = mixed;
    }
  }
  return signature;
}

/** Shared members of all; both lists ascend. */
function jaccard(a: Uint32Array, b: Uint32Array): number {
  let [shared, at, other] = [0, 0, 0];
  while (at < a.length && other < b.length) {
    const [left, right] = [a[at] as number, b[other] as number];
    if (left === right) shared += 1;
    if (left <= right) at += 1;
    if (right <= left) other += 1;
  }
  return shared / Math.max(1, a.length + b.length - shared);
}
