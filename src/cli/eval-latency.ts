import { setImmediate as yieldOnce, setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DatasetError, type Row } from '../eval/dataset.ts';
import { type LatencyFigures, latencyFigures, type Outcome, type Percentiles } from '../eval/latency/figures.ts';
import { arrivalsOf, openLoop, type Spacing } from '../eval/latency/open-loop.ts';
import type { Ask } from '../eval/run/loop.ts';
import { type Stage, STAGES } from '../domain/decision.ts';
import { sayFailures, stopOnSignal, writeBeside } from './eval-answers.ts';
import { type Data, dataOptions, readChosen } from './eval-data.ts';
import { wholeFrom } from './eval-options.ts';
import { checkSubject, identityOf, openSubject, type Subject, subjectOptions } from './eval-subject.ts';
import { createProgress } from './progress.ts';

type Options = Data & Subject & Readonly<{ rps: number; duration: number; arrivals: Spacing; include?: readonly Stage[]; deadlineMs: number; warmUp: number; out?: string }>;

const RPS = 50;
const RPS_MAX = 10_000;
const DURATION_MS = 60_000;
const DURATION_MS_MAX = 3_600_000;
const DEADLINE_MS = 2_000;
const DEADLINE_MS_MAX = 60_000;
const WARM_UP = 50;
/** Below this a timer's own grain is longer than the wait. */
const TIMER_MIN_MS = 1;

/** `triage-eval latency`: how long answers take when messages keep coming whether or not the last was answered. */
export const evalLatencyCommand = (): Command =>
  subjectOptions(dataOptions(new Command('latency')))
    .description('Send messages at a fixed rate, however long answers take, and measure each from the time it should have been sent.')
    .option('--rps <n>', 'messages a second', rateFrom, RPS)
    .option('--duration <time>', 'how long: 60s, 500ms, 5m', durationFrom, DURATION_MS)
    .addOption(new Option('--arrivals <how>', 'even, or random with exponential gaps as strangers write').choices(['even', 'random']).default('even'))
    .option('--include <stages>', `comma-separated: ${STAGES.join(', ')}; default: every one, as a caller gets`, stageList)
    .option('--deadline-ms <n>', 'deadline that each message carries', deadlineFrom, DEADLINE_MS)
    .option('--warm-up <n>', 'messages asked one by one before the clock starts', wholeFrom(0), WARM_UP)
    .option('--out <dir>', 'also write latency.json there')
    .action(latency);

async function latency(options: Options): Promise<void> {
  checkSubject(options);
  const { files, rows } = readChosen(options);
  const identity = identityOf(options, files, 'latency');
  const ask = timing(await openSubject(options, { stagesOf: () => options.include ?? 'every', deadlineMs: options.deadlineMs, tries: 1 }));
  await warmUp(rows, ask, options);
  const arrivals = arrivalsOf({ perSecond: options.rps, durationMs: options.duration, spacing: options.arrivals, seed: options.seed });
  const progress = createProgress('latency', arrivals.length);
  const stopping = stopOnSignal();
  const timed = await openLoop(arrivals, {
    ask: (index) => ask(rows[index % rows.length] as Row), nowMs: () => performance.now(), isStopped: stopping.isStopped, answered: () => progress.add(1),
    sleep: (ms) => (ms < TIMER_MIN_MS ? yieldOnce() : sleep(ms)),
  });
  progress.end();
  stopping.release();
  const figures = latencyFigures(timed);
  process.stdout.write(tableOf(figures, options, arrivals.length));
  if (options.out !== undefined) {
    const [{ perSecond, ...rest }, { rps, duration, deadlineMs, warmUp: warmed, include }] = [figures, options];
    const load = { rps, duration_ms: duration, arrivals: options.arrivals, deadline_ms: deadlineMs, warm_up: warmed, include: include ?? null, planned: arrivals.length };
    writeBeside(options.out, 'latency.json', { object: 'triage.eval.latency', load, per_second: perSecond, ...rest, provenance: { ...identity, seed: options.seed } });
  }
  if (timed.length < arrivals.length) process.stderr.write(`Stopped after ${timed.length} of ${arrivals.length} messages; the figures are of these.\n`);
  sayFailures({ rows: figures.sent, failed: figures.failed, failures: figures.failures });
}

type TimedAsk = (row: Row) => Promise<Outcome>;

/** What the clock needs of an answer. Busy answers count as none: a sender who tries again has waited. */
const timing = (ask: Ask): TimedAsk => async (row) => {
  const answered = await ask(row);
  if ('failed' in answered) return answered;
  const { timing_ms: timingMs = {}, degraded = [] } = answered.body as Readonly<{ timing_ms?: Record<string, number>; degraded?: readonly unknown[] }>;
  return { timing: timingMs, degraded: degraded.length > 0 };
};

/** @throws DatasetError when not one of the first messages is answered: there is nothing to measure */
async function warmUp(rows: readonly Row[], ask: TimedAsk, { warmUp: count }: Options): Promise<void> {
  let answered = 0;
  for (let index = 0; index < count; index += 1) if (!('failed' in await ask(rows[index % rows.length] as Row))) answered += 1;
  if (count > 0 && answered === 0) throw new DatasetError(`None of the first ${count} messages got an answer.`, { remedy: 'See that the service at --target is up and takes messages.' });
}

const inMs = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(1)} ms`);
const spelled = ({ p50, p95, p99, max }: Percentiles): string => `p50 ${inMs(p50)}  p95 ${inMs(p95)}  p99 ${inMs(p99)}  max ${inMs(max)}`;

function tableOf({ sent, answered, degraded, failed, perSecond, latency: whole, late, stages }: LatencyFigures, { rps, duration }: Options, planned: number): string {
  const stageLines = stages.map(({ stage, n, p50, p95, p99 }) => `  ${stage.padEnd(14)}n ${String(n).padStart(6)}  p50 ${inMs(p50)}  p95 ${inMs(p95)}  p99 ${inMs(p99)}\n`);
  return [
    `Asked for: ${rps} messages a second for ${duration / 1_000} s (${planned}). `,
    `Sent ${sent}, answered ${answered} (${perSecond?.toFixed(1) ?? '–'} a second), of them with a stage left out ${degraded}; errors ${failed}.\n`,
    `Latency from the intended start: ${spelled(whole)}\n`, `  of it before the message was sent: ${spelled(late)}\n`,
    ...(stages.length === 0 ? [] : [`By stage, by the answers' own clocks:\n`, ...stageLines]),
  ].join('');
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function durationFrom(value: string): number {
  const [, number, unit] = /^([0-9]{1,7}(?:\.[0-9]{1,3})?)(ms|s|m|h)$/.exec(value.trim()) ?? [];
  const ms = Number(number) * (UNITS[unit ?? ''] ?? Number.NaN);
  if (!(ms > 0 && ms <= DURATION_MS_MAX)) throw new InvalidArgumentError('a time such as 60s, 500ms or 5m, at most an hour');
  return ms;
}

function rateFrom(value: string): number {
  const rate = Number(value);
  if (value.trim() === '' || !(rate > 0 && rate <= RPS_MAX)) throw new InvalidArgumentError(`more than 0, at most ${RPS_MAX}`);
  return rate;
}

function deadlineFrom(value: string): number {
  const ms = wholeFrom(1)(value);
  if (ms > DEADLINE_MS_MAX) throw new InvalidArgumentError(`a whole number from 1 to ${DEADLINE_MS_MAX}`);
  return ms;
}

function stageList(value: string): readonly Stage[] {
  const stages = value.split(',').map((stage) => stage.trim());
  const unknown = stages.filter((stage) => !(STAGES as readonly string[]).includes(stage));
  if (unknown.length > 0) throw new InvalidArgumentError(`unknown: ${unknown.join(', ')}`);
  return stages as Stage[];
}
