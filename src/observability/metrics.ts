import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Metrics = Readonly<{
  registry: Registry;
  /** Counts a request and its seconds. `route` is a path of the route table, never a URL. */
  observeRequest(route: string, method: string, status: number, seconds: number): void;
  /** Counts a decided message. Every value comes from a closed list. */
  countDecision(channel: string, action: string, queue: string): void;
  countSuggestion(kind: string, outcome: string): void;
  degraded: Counter<'stage' | 'reason'>;
  refused: Counter<'why'>;
  /** Asked at each scrape, so that requests need not report it. */
  watchInFlight(read: () => number): void;
  /** Shows an accepted evaluation; the one shown before goes. */
  showAccepted(accepted: AcceptedFigures): void;
}>;

/** The headline figures of an accepted evaluation. Aspects, figures and operations are closed lists. */
export type AcceptedFigures = Readonly<{
  figures: readonly Readonly<{ aspect: string; figure: string; value: number }>[];
  operations: readonly Readonly<{ operation: string; value: number }>[];
  acceptedAt: Date;
}>;

/** Every series, once; docs/metrics.md has a heading for each. Labels are closed lists: no ids, no text. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'triage_' });
  const registers = [registry];
  let readInFlight = (): number => 0;
  const requests = new Histogram({ name: 'triage_http_request_duration_seconds', help: 'Time from the first byte in to the last byte out.', labelNames: ['route', 'method', 'status'], buckets: SECONDS, registers });
  const decisions = new Counter({ name: 'triage_decisions_total', help: 'Messages decided.', labelNames: ['channel', 'action', 'queue'], registers });
  const suggestions = new Counter({ name: 'triage_suggestions_total', help: 'Reply drafts and abstentions.', labelNames: ['kind', 'outcome'], registers });
  const inFlight: Gauge = new Gauge({ name: 'triage_requests_in_flight', help: 'Requests being worked on.', registers, collect: () => inFlight.set(readInFlight()) });
  const observed = remembered((route, method, status) => requests.labels(route, method, status));
  const decided = remembered((channel, action, queue) => decisions.labels(channel, action, queue));
  const suggested = remembered((kind, outcome) => suggestions.labels(kind, outcome));
  return {
    registry,
    observeRequest: (route, method, status, seconds) => observed(route, method, String(status)).observe(seconds),
    countDecision: (channel, action, queue) => decided(channel, action, queue).inc(),
    countSuggestion: (kind, outcome) => suggested(kind, outcome, '').inc(),
    degraded: new Counter({ name: 'triage_degraded_total', help: 'Stages that did not run or did not finish.', labelNames: ['stage', 'reason'], registers }),
    refused: new Counter({ name: 'triage_requests_refused_total', help: 'Requests refused before any work.', labelNames: ['why'], registers }),
    watchInFlight: (read) => {
      readInFlight = read;
    },
    showAccepted: createAcceptedGauges(registers),
  };
}

function createAcceptedGauges(registers: Registry[]): Metrics['showAccepted'] {
  const figure = new Gauge({ name: 'triage_eval_figure', help: 'Point figures of the last accepted evaluation, over all its rows.', labelNames: ['aspect', 'figure'], registers });
  const operation = new Gauge({ name: 'triage_eval_per_thousand', help: 'Decisions per 1,000 messages in the last accepted evaluation.', labelNames: ['operation'], registers });
  const at = new Gauge({ name: 'triage_eval_accepted_timestamp_seconds', help: 'When the last accepted evaluation was accepted; 0 without one.', registers });
  return ({ figures, operations, acceptedAt }) => {
    figure.reset();
    operation.reset();
    for (const { value, ...labels } of figures) figure.set(labels, value);
    for (const { value, ...labels } of operations) operation.set(labels, value);
    at.set(acceptedAt.getTime() / 1_000);
  };
}

/** One series a combination of labels, bound at its first use. */
function remembered<Series>(bind: (first: string, second: string, third: string) => Series): (first: string, second: string, third: string) => Series {
  const known = new Map<string, Series>();
  return (first, second, third) => {
    const key = `${first}\n${second}\n${third}`;
    let series = known.get(key);
    if (series === undefined) {
      series = bind(first, second, third);
      known.set(key, series);
    }
    return series;
  };
}
