import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Metrics = Readonly<{
  registry: Registry;
  requests: Histogram<'route' | 'method' | 'status'>;
  decisions: Counter<'channel' | 'action' | 'queue'>;
  degraded: Counter<'stage' | 'reason'>;
  inFlight: Gauge;
  refused: Counter<'why'>;
  suggestions: Counter<'kind' | 'outcome'>;
}>;

/** Every series, once; docs/metrics.md has a heading for each. Labels are closed lists: no ids, no text. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'triage_' });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({ name: 'triage_http_request_duration_seconds', help: 'Time from the first byte in to the last byte out.', labelNames: ['route', 'method', 'status'], buckets: SECONDS, registers }),
    decisions: new Counter({ name: 'triage_decisions_total', help: 'Messages decided.', labelNames: ['channel', 'action', 'queue'], registers }),
    degraded: new Counter({ name: 'triage_degraded_total', help: 'Stages that did not run or did not finish.', labelNames: ['stage', 'reason'], registers }),
    inFlight: new Gauge({ name: 'triage_requests_in_flight', help: 'Requests being worked on.', registers }),
    refused: new Counter({ name: 'triage_requests_refused_total', help: 'Requests refused before any work.', labelNames: ['why'], registers }),
    suggestions: new Counter({ name: 'triage_suggestions_total', help: 'Reply drafts and abstentions.', labelNames: ['kind', 'outcome'], registers }),
  };
}
