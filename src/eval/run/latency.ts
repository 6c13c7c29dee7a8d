import { nearestRank } from '../figures/quantile.ts';
import type { Prediction } from './prediction.ts';

/** Milliseconds of one stage over the answered rows. */
export type StageLatency = Readonly<{ stage: string; n: number; p50: number; p95: number; p99: number }>;

/** How long each stage took, by the answers' own clocks; the nearest-rank percentiles. */
export const latencies = (predictions: readonly Prediction[]): readonly StageLatency[] => stageLatencies(clocksOf(predictions));

function* clocksOf(predictions: readonly Prediction[]): Iterable<Readonly<Record<string, number>>> {
  for (const { answer } of predictions) if (answer !== undefined) yield answer.timing_ms;
}

/** The same from the clocks alone: milliseconds by stage, one record an answer. */
export function stageLatencies(timings: Iterable<Readonly<Record<string, number>>>): readonly StageLatency[] {
  const byStage = new Map<string, number[]>();
  for (const timing of timings) {
    for (const [stage, ms] of Object.entries(timing)) {
      const list = byStage.get(stage) ?? [];
      if (list.length === 0) byStage.set(stage, list);
      list.push(ms);
    }
  }
  return [...byStage].map(([stage, list]) => {
    const sorted = Float64Array.from(list).sort();
    return { stage, n: sorted.length, p50: nearestRank(sorted, 0.5) ?? 0, p95: nearestRank(sorted, 0.95) ?? 0, p99: nearestRank(sorted, 0.99) ?? 0 };
  });
}
