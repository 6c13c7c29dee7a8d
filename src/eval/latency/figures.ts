import { type Figure, ratio } from '../figures/figure.ts';
import { nearestRank } from '../figures/quantile.ts';
import { stageLatencies, type StageLatency } from '../run/latency.ts';
import type { Timed } from './open-loop.ts';

/** What came of one message: the answer's own clocks, and whether it left a stage out; or why there is none. */
export type Outcome = Readonly<{ timing: Readonly<Record<string, number>>; degraded: boolean }> | Readonly<{ failed: string }>;

/** Nearest-rank percentiles in milliseconds. */
export type Percentiles = Readonly<{ p50: Figure; p95: Figure; p99: Figure; max: Figure }>;

/** `latency` counts from the time a message should have been sent, over the answered ones; `late` is how much of it lay before the sending. */
export type LatencyFigures = Readonly<{
  sent: number; answered: number; degraded: number; failed: number; failures: Readonly<Record<string, number>>;
  /** Answers a second, from the first intended start to the last answer. */
  perSecond: Figure;
  latency: Percentiles; late: Percentiles; stages: readonly StageLatency[];
}>;

export function latencyFigures(timed: readonly Timed<Outcome>[]): LatencyFigures {
  const answered = timed.flatMap((one) => ('failed' in one.outcome ? [] : [{ ...one, outcome: one.outcome }]));
  const reasons = timed.flatMap(({ outcome }) => ('failed' in outcome ? [outcome.failed] : []));
  const lastMs = answered.reduce((last, { endedMs }) => Math.max(last, endedMs), 0);
  const share = ratio(answered.length, lastMs);
  return {
    sent: timed.length, answered: answered.length, degraded: answered.filter(({ outcome }) => outcome.degraded).length, failed: reasons.length,
    failures: Object.fromEntries([...Map.groupBy(reasons, (reason) => reason)].map(([reason, all]) => [reason, all.length])),
    perSecond: share === undefined ? undefined : share * 1_000,
    latency: percentiles(answered.map(({ intendedMs, endedMs }) => endedMs - intendedMs)), late: percentiles(timed.map(({ intendedMs, sentMs }) => sentMs - intendedMs)),
    stages: stageLatencies(answered.map(({ outcome }) => outcome.timing)),
  };
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  return { p50: nearestRank(sorted, 0.5), p95: nearestRank(sorted, 0.95), p99: nearestRank(sorted, 0.99), max: sorted.at(-1) };
}
