import { existsSync, readdirSync } from 'node:fs';
import type { Command } from 'commander';
import { DatasetError, type Row } from '../eval/dataset.ts';
import { type Mapping, parseMapping } from '../eval/input/mapping.ts';
import { readAll } from '../eval/input/read.ts';
import { drawRows } from '../eval/run/loop.ts';
import { DATASETS, SEED, wholeFrom } from './eval-options.ts';
import type { DataFile } from './eval-subject.ts';

/** Which rows a verb takes. */
export type Data = Readonly<{ data?: string[]; split: string; map?: Mapping; limit?: number; seed: number }>;

/** `limit`: rows that are drawn unless the user says otherwise; all when left out. */
export const dataOptions = (command: Command, limit?: number): Command => command
  .option('--data <files...>', 'JSONL or CSV files of labelled rows, .gz too; default: the chosen split of every folder of datasets/ that carries all labels')
  .option('--split <name>', 'split of the project\'s own datasets: test or dev', 'test')
  .option('--map <list>', 'columns of other names: text=message,labels.spam=is_spam', parseMapping)
  .option('--limit <n>', 'only so many rows, drawn by the seed', wholeFrom(1), limit)
  .option('--seed <n>', 'seed of the draw and of the intervals', wholeFrom(0), SEED);

/** The files that were named, or the project's own, and the rows drawn from them. @throws DatasetError when there are none */
export function readChosen(options: Data): Readonly<{ files: readonly DataFile[]; rows: readonly Row[] }> {
  const files = readAll(options.data ?? ownFiles(options.split), options.map);
  return { files, rows: chosen(files.flatMap(({ rows }) => rows), options) };
}

/** Own datasets with every label; renderings carry abuse alone and serve training. */
function ownFiles(split: string): string[] {
  const files = readdirSync(DATASETS).sort().map((name) => `${DATASETS}/${name}/${split}.jsonl`).filter((path) => existsSync(path) && !path.includes('/abuse-renderings/'));
  if (files.length === 0) throw new DatasetError(`No dataset has a split "${split}".`, { remedy: 'Use test or dev, or name files with --data.' });
  return files;
}

/** @throws DatasetError when there is no row to draw */
export function chosen(rows: readonly Row[], { limit, seed }: Pick<Data, 'limit' | 'seed'>): readonly Row[] {
  if (rows.length === 0) throw new DatasetError('There are no rows in the data.');
  return limit === undefined || limit >= rows.length ? rows : drawRows(rows, limit, seed);
}
