import { latencies } from './latency.ts';
import { type Drawing, measure } from './measure.ts';
import { type Metrics, presentMeasured, presentOperations } from './metrics.ts';
import { operations } from './operations.ts';
import type { Prediction } from './prediction.ts';

/** All of metrics.json that follows from the predictions alone. */
export type Summary = Omit<Metrics, 'leaks' | 'provenance'>;

export function summarise(predictions: readonly Prediction[], drawing: Drawing): Summary {
  const failures: Record<string, number> = {};
  for (const { failed } of predictions) if (failed !== undefined) failures[failed] = (failures[failed] ?? 0) + 1;
  const policies = new Set(predictions.flatMap(({ answer }) => (answer === undefined ? [] : [`${answer.policy.id}@${answer.policy.version}`])));
  return {
    object: 'triage.eval.metrics', rows: predictions.length, failed: Object.values(failures).reduce((sum, count) => sum + count, 0), failures, policies: [...policies].sort(),
    aspects: presentMeasured(measure(predictions, drawing)), operations: presentOperations(operations(predictions)), latency_ms: [...latencies(predictions)],
  };
}
