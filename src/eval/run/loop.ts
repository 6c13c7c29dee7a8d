import { setImmediate } from 'node:timers/promises';
import type { Row } from '../dataset.ts';
import { seededRandom } from '../train/random.ts';
import { predictionLine } from './prediction.ts';

/** The body that POST /v1/triage gives a row, or in a word why there is none. Rejects only when going on makes no sense. */
export type Ask = (row: Row) => Promise<Readonly<{ body: object }> | Readonly<{ failed: string }>>;

export type Loop = Readonly<{
  atOnce: number;
  /** Called with the lines of each batch, in the rows' order, before the next one starts. */
  answered(lines: readonly string[]): void;
  /** Asked between batches; true leaves the rest of the rows. */
  isStopped(): boolean;
}>;

/** Answers rows a batch at a time; what was handed to `answered` is whole whenever it stops. */
export async function answerRows(rows: readonly Row[], ask: Ask, { atOnce, answered, isStopped }: Loop): Promise<void> {
  for (let from = 0; from < rows.length && !isStopped(); from += atOnce) {
    answered(await Promise.all(rows.slice(from, from + atOnce).map(async (row) => predictionLine(row, await ask(row)))));
    // Answers of this process come without a pause: a signal would wait for the last of them.
    await setImmediate();
  }
}

/** `limit` rows drawn by the seed without replacement, in the file's order. */
export function drawRows(rows: readonly Row[], limit: number, seed: number): readonly Row[] {
  const random = seededRandom(seed);
  const drawn = rows.map((_row, at) => ({ at, key: random() })).sort((a, b) => a.key - b.key).slice(0, limit);
  return drawn.map(({ at }) => at).sort((a, b) => a - b).flatMap((at) => rows[at] ?? []);
}
