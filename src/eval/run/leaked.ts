import { existsSync, readdirSync } from 'node:fs';
import { DatasetError, readRows, type Row } from '../dataset.ts';
import { findLeaks, type LeakRow } from '../leaks.ts';
import type { Metrics } from './metrics.ts';

export type TrainLeak = Metrics['leaks']['pairs'][number];

const PAIRS_SHOWN = 20;
const PAIRS_KEPT = 100;

/** Rows that say the same as a row the shipped models were trained on, or belong to its scenario. Train rows come first, so each row is compared with them. */
export function trainLeaks(rows: readonly Row[], datasets: string): readonly TrainLeak[] {
  const train = existsSync(datasets) ? readdirSync(datasets).sort().map((name) => `${datasets}/${name}/train.jsonl`).filter((path) => existsSync(path)).flatMap(readRows) : [];
  const trainIds = new Set(train.map(({ id }) => `train ${id}`));
  const toLeakRow = (split: string) => ({ id, text, group }: Row): LeakRow => ({ id: `${split} ${id}`, text, split, ...(group === undefined ? {} : { group }) });
  const found = findLeaks([...train.map(toLeakRow('train')), ...rows.map(toLeakRow('data'))]);
  return found.map(({ kind, first, second, similarity }) => {
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
