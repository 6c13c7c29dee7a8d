import type { Prediction } from './prediction.ts';

/** Milliseconds of one stage over the answered rows. */
export type StageLatency = Readonly<{ stage: string; n: number; p50: number; p95: number; p99: number }>;

/** How long each stage took, by the answers' own clocks; the nearest-rank percentiles. */
export function latencies(predictions: readonly Prediction[]): readonly StageLatency[] {
  const byStage = new Map<string, number[]>();
  for (const { answer } of predictions) {
    for (const [stage, ms] of Object.entries(answer?.timing_ms ?? {})) {
      const list = byStage.get(stage) ?? [];
      if (list.length === 0) byStage.set(stage, list);
      list.push(ms);
    }
  }
  return [...byStage].map(([stage, list]) => {
    const sorted = Float64Array.from(list).sort();
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
    return { stage, n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  });
}
