import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { agreement, type Agreement } from '../eval/agree.ts';
import { DatasetError, type Row } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { readAll } from '../eval/input/read.ts';
import { type Mapping, parseMapping } from '../eval/input/mapping.ts';
import { ROUNDS, SEED, wholeFrom } from './eval-options.ts';

type Options = Readonly<{ map?: Mapping; limit: number; out?: string; seed: number; rounds: number }>;

const DISPUTES = 50;

/** `triage-eval agree A B`: how far two labellings of the same rows agree. */
export const evalAgreeCommand = (): Command =>
  new Command('agree').description('Two labelled files of the same rows: Cohen\'s κ by label, and the rows in dispute.')
    .argument('<a>', 'one person\'s labels').argument('<b>', 'another\'s, of the same ids')
    .option('--map <list>', 'columns of other names, for both files', parseMapping)
    .option('--limit <n>', 'disputes to print', wholeFrom(0), DISPUTES)
    .option('--out <file>', 'write every dispute there, a JSON line each')
    .option('--seed <n>', 'seed of the intervals', wholeFrom(0), SEED)
    .option('--rounds <n>', 'rounds of the bootstrap', wholeFrom(1), ROUNDS)
    .action(agree);

function agree(pathA: string, pathB: string, { map, limit, out, ...drawing }: Options): void {
  const rowsOf = (path: string): readonly Row[] => readAll([path], map).flatMap(({ rows }) => rows);
  const [a, b] = [rowsOf(pathA), rowsOf(pathB)];
  const known = new Set(b.map(({ id }) => id));
  const shared = a.filter(({ id }) => known.has(id)).length;
  const found = agreement(a, b, drawing);
  if (found.length === 0) throw new DatasetError('The two files share no label of a row.', { remedy: 'Rows are matched by id; --map names the columns.' });
  const disputes = found.flatMap((one) => one.disputes);
  process.stdout.write(`${shared} rows in both; ${a.length - shared} only in ${pathA}, ${b.length - shared} only in ${pathB}.\n\n${found.map(lineOf).join('')}\n`);
  process.stdout.write(`${disputes.length} disputes over ${new Set(disputes.map(({ id }) => id)).size} rows.\n${disputes.slice(0, limit).map(({ id, label, a: first, b: second }) => `${id.padEnd(24)} ${label.padEnd(22)} ${first} – ${second}\n`).join('')}`);
  if (out !== undefined) writeFileSync(out, disputes.map((dispute) => `${JSON.stringify(dispute)}\n`).join(''));
}

const lineOf = ({ label, n, same, kappa, low, high, weighted, disputes }: Agreement): string =>
  `${label.padEnd(24)}n ${String(n).padStart(5)}  same ${show(same)}  κ ${show(kappa)}${low === undefined ? '' : ` [${show(low)}–${show(high)}]`}${weighted === undefined ? '' : `  weighted κ ${show(weighted)}`}  disputes ${disputes.length}\n`;
