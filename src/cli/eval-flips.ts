import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { compactOf } from '../eval/compare/compact.ts';
import { pairRuns } from '../eval/compare/compare.ts';
import { type Flip, flips } from '../eval/compare/flips.ts';
import { DatasetError } from '../eval/dataset.ts';
import { ASPECTS } from '../eval/run/aspects.ts';
import { readRunFolder } from '../eval/run/folder.ts';
import { wholeFrom } from './eval-options.ts';

type Options = Readonly<{ limit: number; only?: string; out?: string }>;

/** Flips that are printed unless told otherwise. */
export const FLIPS_SHOWN = 50;

/** `triage-eval flips BASE HEAD`: the rows that two runs decide or answer differently. */
export const evalFlipsCommand = (): Command =>
  new Command('flips').description('List the rows that two runs over the same data decide or answer differently: changed actions first, in each what turned wrong first.')
    .argument('<base>', 'folder of the older run').argument('<head>', 'folder of the newer run')
    .option('--limit <n>', 'flips to print', wholeFrom(0), FLIPS_SHOWN)
    .addOption(new Option('--only <what>', 'flips of one kind').choices(['action', ...ASPECTS.map(({ name }) => name)]))
    .option('--out <file>', 'write every flip there, a JSON line each')
    .action(list);

function list(baseFolder: string, headFolder: string, { limit, only, out }: Options): void {
  const [base, head] = [readRunFolder(baseFolder), readRunFolder(headFolder)];
  const { rows } = pairRuns(base.predictions.map(compactOf), head.predictions);
  if (rows.length === 0) throw new DatasetError('The two runs have no row in common.', { remedy: 'Run both over the same data.' });
  const found = flips(rows).filter(({ what }) => only === undefined || what === only);
  process.stdout.write(flipLines(found, limit));
  if (out !== undefined) writeFileSync(out, found.map((flip) => `${JSON.stringify(flip)}\n`).join(''));
}

/** How many there are of each kind, then the first of them, a line each. */
export function flipLines(flipped: readonly Flip[], limit: number): string {
  const count = (turned: Flip['turned']): number => flipped.filter((flip) => flip.turned === turned).length;
  const lines = flipped.slice(0, limit).map(({ id, what, gold, base, head, turned }) => `${turned.padEnd(8)}${what.padEnd(18)}${id.padEnd(24)} ${base} → ${head}  (truth ${gold})`);
  return `${flipped.length} flips: ${count('wrong')} turned wrong, ${count('right')} turned right, ${count('neither')} neither.\n${lines.map((line) => `${line}\n`).join('')}`;
}
