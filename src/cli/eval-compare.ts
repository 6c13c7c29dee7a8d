import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { compareAll, type Compared, pairRuns } from '../eval/compare/compare.ts';
import { compactOf } from '../eval/compare/compact.ts';
import { flips } from '../eval/compare/flips.ts';
import { DatasetError } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { readRunFolder } from '../eval/run/folder.ts';
import { FLIPS_SHOWN, flipLines } from './eval-flips.ts';
import { ROUNDS, SEED, wholeFrom } from './eval-options.ts';

type Options = Readonly<{ limit: number; seed: number; rounds: number; out?: string }>;

/** `triage-eval compare BASE HEAD`: which differences are real, and the rows behind them. */
export const evalCompareCommand = (): Command =>
  new Command('compare').description('Compare two runs over the same rows: differences with paired bootstrap intervals, McNemar\'s test, and the rows that flipped.')
    .argument('<base>', 'folder of the older run').argument('<head>', 'folder of the newer run')
    .option('--limit <n>', 'flips to print', wholeFrom(0), FLIPS_SHOWN)
    .option('--out <file>', 'also write everything there as JSON')
    .option('--seed <n>', 'seed of the intervals', wholeFrom(0), SEED)
    .option('--rounds <n>', 'rounds of the bootstrap', wholeFrom(1), ROUNDS)
    .action(compare);

function compare(baseFolder: string, headFolder: string, options: Options): void {
  const [base, head] = [readRunFolder(baseFolder), readRunFolder(headFolder)];
  const paired = pairRuns(base.predictions.map(compactOf), head.predictions);
  if (paired.rows.length === 0) throw new DatasetError('The two runs have no row in common.', { remedy: 'Run both over the same data.' });
  const compared = compareAll(paired.rows, options);
  const flipped = flips(paired.rows);
  process.stdout.write(`${paired.rows.length} rows in both; ${paired.onlyBase} only in ${baseFolder}, ${paired.onlyHead} only in ${headFolder}.\n\n${compared.map(tableOf).join('')}\n${flipLines(flipped, options.limit)}`);
  if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify({ object: 'triage.eval.comparison', rows: paired.rows.length, only_base: paired.onlyBase, only_head: paired.onlyHead, compared, flips: flipped }, null, 2)}\n`);
}

const signed = (value: number | undefined): string => (value !== undefined && value > 0 ? `+${show(value)}` : show(value));

function tableOf({ what, differences, mcnemar, dropped }: Compared): string {
  const lines = differences.map(({ figure, base, head, change, verdict, n }) =>
    `${what.padEnd(20)}${figure.padEnd(20)}n ${String(n).padStart(5)}  ${show(base)} → ${show(head)}  ${signed(change.point)} [${signed(change.low)} to ${signed(change.high)}]  ${verdict}`);
  const test = `${what.padEnd(20)}${'McNemar'.padEnd(20)}changed ${mcnemar.discordant}: ${mcnemar.onlyBase} ↔ ${mcnemar.onlyHead}  p ${mcnemar.pValue < 0.001 ? '< 0.001' : show(mcnemar.pValue)} (${mcnemar.method})${dropped === 0 ? '' : `  ${dropped} without an answer left out`}`;
  return `${[...lines, test].join('\n')}\n`;
}
