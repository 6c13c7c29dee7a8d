import { Command, InvalidArgumentError } from 'commander';
import { DatasetError } from '../eval/dataset.ts';
import { type ActionFlips, ALL, type Fairness, fairness, type Move, SLIGHT } from '../eval/fairness/moves.ts';
import { planSwaps, type Swap, SWAPS } from '../eval/fairness/swaps.ts';
import { parsePrediction } from '../eval/run/prediction.ts';
import { answerAll, checkKeeping, failuresOf, type Keeping, keepingOptions, refuseFinishedRun, sayFailures, writeBeside } from './eval-answers.ts';
import { type Data, dataOptions, readChosen } from './eval-data.ts';
import { ROUNDS, wholeFrom } from './eval-options.ts';
import { checkSubject, identityOf, openSubject, type Subject, subjectOptions } from './eval-subject.ts';

type Options = Data & Subject & Keeping & Readonly<{ swap: readonly Swap[]; rounds: number }>;

/** Messages drawn unless told otherwise: each is asked in about thirty wordings. */
const LIMIT = 150;

/** `triage-eval fairness`: do the same words weigh the same, whoever signs them and however he spells? */
export const evalFairnessCommand = (): Command =>
  keepingOptions(subjectOptions(dataOptions(new Command('fairness'), LIMIT)), 'predictions.jsonl and fairness.json')
    .description('Swap names, origins, dialect and spelling in otherwise equal messages, and measure how far each score moves.')
    .option('--swap <list>', `comma-separated: ${SWAPS.join(', ')}`, swapList, [...SWAPS])
    .option('--rounds <n>', 'rounds of the bootstrap; 0 leaves the intervals out', wholeFrom(0), ROUNDS)
    .action(measureFairness);

async function measureFairness(options: Options): Promise<void> {
  checkKeeping(options);
  refuseFinishedRun(options);
  checkSubject(options);
  const { files, rows } = readChosen(options);
  const plan = planSwaps(rows, { swaps: options.swap, seed: options.seed });
  if (plan.variants.length === 0) throw new DatasetError('The data has no row that can be worded otherwise.', { remedy: 'Rows need "lang": "fr" or "en".' });
  const identity = identityOf(options, files, `fairness ${options.swap.join(',')} seed ${options.seed} limit ${options.limit ?? 'none'}`);
  const lines = await answerAll('fairness', plan.rows, await openSubject(options, { hurried: 'failed' }), { ...options, identity });
  if (lines === undefined) return;
  const answers = lines.flatMap((line) => parsePrediction(line) ?? []);
  const found = fairness(plan, answers, options);
  process.stdout.write(tablesOf(found));
  const provenance = { ...identity, seed: options.seed, rounds: options.rounds };
  if (options.out !== undefined) writeBeside(options.out, 'fairness.json', { object: 'triage.eval.fairness', rows: rows.length, ...found, provenance });
  sayFailures(failuresOf(answers));
}

/** Leaning wordings that are printed; fairness.json has all. */
const LEANING_SHOWN = 30;

function tablesOf({ moves, actions }: Fairness): string {
  const whole = moves.filter(({ variant }) => variant === ALL);
  const single = moves.filter(({ variant }) => variant !== ALL);
  const leaning = single.filter(({ leans }) => leans !== undefined).sort((a, b) => sizeOf(b) - sizeOf(a));
  return [
    `How far each score moves between wordings of the same message:\n${whole.map(moveLine).join('')}`,
    `Actions that change:\n${actions.filter(({ variant }) => variant === ALL).map(actionLine).join('')}`,
    [
      `${leaning.length} of ${single.length} pairs of a wording and a score lean: a mean move of ${SLIGHT.probability} (${SLIGHT.points} point of a lead) or more, `,
      `its 95 % interval without 0; one interval in twenty leaves 0 out by chance.\n${leaning.slice(0, LEANING_SHOWN).map(leaningLine).join('')}`,
    ].join(''),
  ].join('\n');
}

/** Means in units of what is too slight, so that probabilities and points can stand in one order. */
const sizeOf = ({ shift, unit }: Move): number => Math.abs(shift.point ?? 0) / SLIGHT[unit];

const places = ({ unit }: Pick<Move, 'unit'>): number => (unit === 'points' ? 1 : 4);
const shown = (value: number | undefined, move: Pick<Move, 'unit'>): string => (value === undefined ? '–' : value.toFixed(places(move)));
const signed = (value: number | undefined, move: Pick<Move, 'unit'>): string => (value !== undefined && value > 0 ? `+${shown(value, move)}` : shown(value, move));
const interval = (move: Move): string => `${signed(move.shift.point, move)}${move.shift.low === undefined ? '' : ` [${signed(move.shift.low, move)} to ${signed(move.shift.high, move)}]`}`;

function moveLine(move: Move): string {
  const distances = `median ${shown(move.median, move)}  p95 ${shown(move.p95, move)}  largest ${shown(move.largest, move)}`;
  return `  ${move.swap.padEnd(10)}${move.score.padEnd(9)}n ${String(move.n).padStart(6)}  failed ${move.failed}  ${distances}  mean ${interval(move)}  flips ${move.flips}\n`;
}

const actionLine = ({ swap, n, failed, flips, harsher }: ActionFlips): string => `  ${swap.padEnd(10)}n ${String(n).padStart(6)}  failed ${failed}  flips ${flips}, of them harsher ${harsher}\n`;
const leaningLine = (move: Move): string => `  ${move.swap.padEnd(10)}${move.variant.padEnd(26)}${move.score.padEnd(9)}n ${String(move.n).padStart(5)}  ${interval(move)}  flips ${move.flips}\n`;

function swapList(value: string): readonly Swap[] {
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !(SWAPS as readonly string[]).includes(name));
  if (unknown.length > 0) throw new InvalidArgumentError(`unknown: ${unknown.join(', ')}`);
  return SWAPS.filter((swap) => names.includes(swap));
}
