import { applyCalibration, clippedLogit as logit } from '../../classifiers/calibration.ts';
import type { Calibration } from '../../domain/calibration.ts';
import { brier, expectedCalibrationError } from '../figures/calibration.ts';
import type { Figure } from '../figures/figure.ts';
import { answered, type ScoredRow } from '../figures/predictions.ts';
import { type Tally, tallyOf, totals } from '../figures/tally.ts';

export type Method = Calibration['method'];

/** Errors of the scores as they are, and as a fit on the other folds makes them: whole groups are held out. */
export type CalibrationGain = Readonly<{ rows: number; positives: number; before: Readonly<{ ece: Figure; brier: Figure }>; after: Readonly<{ ece: Figure; brier: Figure }> }>;

const FOLDS = 5;
const TEMPERATURES = { least: 0.1, most: 10, steps: 60 } as const;

/** @throws RangeError without answered rows of both classes. */
export function fitCalibration(rows: readonly ScoredRow[], method: Method): Calibration {
  const tally = tallyOf(answered(rows));
  const { positives, negatives } = totals(tally);
  if (positives === 0 || negatives === 0) throw new RangeError('a calibration needs rows of both classes');
  return method === 'temperature' ? { method, temperature: fitTemperature(tally) } : { method, points: fitIsotonic(tally) };
}

/** What calibrating would bring, judged on rows that the fit has not seen; undefined when a fold lacks a class to fit on. */
export function crossFit(rows: readonly ScoredRow[], method: Method): CalibrationGain | undefined {
  const scored = answered(rows);
  const numbers = new Map<string, number>();
  const foldOf = scored.map(({ group }, at) => {
    const key = group ?? `row ${at}`;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return (numbers.get(key) as number) % FOLDS;
  });
  const calibrated: ScoredRow[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const others = scored.filter((_row, at) => foldOf[at] !== fold);
    if (!others.some(({ gold }) => gold) || others.every(({ gold }) => gold)) return undefined;
    const calibration = fitCalibration(others, method);
    calibrated.push(...scored.filter((_row, at) => foldOf[at] === fold).map((row) => ({ ...row, score: applyCalibration(calibration, row.score) })));
  }
  const errors = (given: readonly ScoredRow[]): CalibrationGain['before'] => ({ ece: expectedCalibrationError(tallyOf(given)), brier: brier(tallyOf(given)) });
  return { rows: scored.length, positives: scored.filter(({ gold }) => gold).length, before: errors(scored), after: errors(calibrated) };
}

/** Least log loss by golden-section search over log T, where it has one valley. */
function fitTemperature(tally: Tally): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(TEMPERATURES.least), Math.log(TEMPERATURES.most)];
  for (let step = 0; step < TEMPERATURES.steps; step += 1) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (logLoss(tally, Math.exp(left)) <= logLoss(tally, Math.exp(right))) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

function logLoss({ scores, positives, negatives }: Tally, temperature: number): number {
  let loss = 0;
  scores.forEach((score, at) => {
    const z = logit(score) / temperature;
    loss += (positives[at] as number) * Math.log1p(Math.exp(-z)) + (negatives[at] as number) * Math.log1p(Math.exp(z));
  });
  return loss;
}

/**
 * Pool adjacent violators: neighbouring scores are joined until the share of positives never falls as the score rises.
 * @see Zadrozny & Elkan 2002, "Transforming Classifier Scores into Accurate Multiclass Probability Estimates".
 */
function fitIsotonic({ scores, positives, negatives }: Tally): readonly (readonly [number, number])[] {
  type Block = { from: number; to: number; positives: number; rows: number };
  const blocks: Block[] = [];
  for (let at = scores.length - 1; at >= 0; at -= 1) {
    const [score, hits] = [scores[at] as number, positives[at] as number];
    let block: Block = { from: score, to: score, positives: hits, rows: hits + (negatives[at] as number) };
    for (let last = blocks.at(-1); last !== undefined && last.positives / last.rows >= block.positives / block.rows; last = blocks.at(-1)) {
      blocks.pop();
      block = { from: last.from, to: block.to, positives: last.positives + block.positives, rows: last.rows + block.rows };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ from, to, positives: hits, rows }) => (from === to ? [[from, hits / rows] as const] : [[from, hits / rows] as const, [to, hits / rows] as const]));
}
