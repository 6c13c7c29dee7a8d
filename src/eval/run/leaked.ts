import { existsSync, readdirSync, statSync } from 'node:fs';
import { DatasetError, readRows, type Row } from '../dataset.ts';
import { type ComparableRow, type LeakRow, leaksAmong, toCompare } from '../leaks.ts';
import type { Metrics } from './metrics.ts';

export type TrainLeak = Metrics['leaks']['pairs'][number];

const PAIRS_SHOWN = 20;
const PAIRS_KEPT = 100;

/** The rows that the shipped models were trained on, ready to be compared. */
export type TrainSplits = () => readonly ComparableRow[];

type Split = Readonly<{ mtimeMs: number; size: number; rows: readonly ComparableRow[] }>;

/** Every train.jsonl of a folder of datasets; who asks again gets what was read before, but for files that have another time or size since. */
export function trainSplitsOf(datasets: string): TrainSplits {
  const known = new Map<string, Split>();
  return () => pathsIn(datasets).flatMap((path) => {
    const { mtimeMs, size } = statSync(path);
    const before = known.get(path);
    if (before?.mtimeMs === mtimeMs && before.size === size) return before.rows;
    const rows = readRows(path).map((row) => toCompare(toLeakRow(row, 'train')));
    known.set(path, { mtimeMs, size, rows });
    return rows;
  });
}

const pathsIn = (datasets: string): readonly string[] =>
  (existsSync(datasets) ? readdirSync(datasets).sort() : []).map((name) => `${datasets}/${name}/train.jsonl`).filter((path) => existsSync(path));

const toLeakRow = ({ id, text, group }: Row, split: string): LeakRow => ({ id: `${split} ${id}`, text, split, ...(group === undefined ? {} : { group }) });

/** Rows that say the same as a row the shipped models were trained on, or belong to its scenario. Train rows come first, so each row is compared with them. */
export function trainLeaks(rows: readonly Row[], splits: TrainSplits): readonly TrainLeak[] {
  const train = splits();
  const trainIds = new Set(train.map(({ row: { id } }) => id));
  return leaksAmong([...train, ...rows.map((row) => toCompare(toLeakRow(row, 'data')))]).map(({ kind, first, second, similarity }) => {
    const [inTrain, row] = trainIds.has(first) ? [first, second] : [second, first];
    return { kind, train: inTrain.slice('train '.length), row: row.slice('data '.length), similarity };
  });
}

/** What metrics.json says of leaks. @throws DatasetError naming the pairs, unless they are allowed. */
export function leakReport(leaks: readonly TrainLeak[], allowed: boolean): Metrics['leaks'] {
  if (leaks.length > 0 && !allowed) {
    const lines = leaks.slice(0, PAIRS_SHOWN).map(({ kind, train, row, similarity }) => `  ${row} – ${train} (${kind}${kind === 'near' ? `, ${similarity.toFixed(2)} alike` : ''})`);
    const more = leaks.length > PAIRS_SHOWN ? [`  … and ${leaks.length - PAIRS_SHOWN} more`] : [];
    throw new DatasetError(`The data shares ${leaks.length} texts or scenarios with a train split (row – train row), so figures would flatter:\n${[...lines, ...more].join('\n')}`, { remedy: 'Take these rows out, or say --allow-leak: the metrics then name them.' });
  }
  return { allowed, count: leaks.length, pairs: leaks.slice(0, PAIRS_KEPT) };
}
