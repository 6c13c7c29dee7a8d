import { z } from 'zod';
import type { Measured } from './measure.ts';
import type { Operation } from './operations.ts';

const figure = z.number().nullable().describe('null where the formula has no value (0/0), or no interval could be drawn.');
const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Where a run came from: equal `data`, `versions.triage`, `models`, `policy` and `target` make an answer repeatable. */
export const ProvenanceSchema = z.object({
  versions: z.object({ triage: z.string(), node: z.string() }),
  data: z.array(z.object({ file: z.string(), sha256, rows: count })),
  split: z.string().nullable().describe('Split of the project\'s own datasets; null for files that were named.'),
  models: z.array(z.object({ name: z.string(), sha256: sha256.describe('Of the model\'s card.json, which holds the hash of the model file; encoder/blend is how both tiers are weighed.') })),
  policy: z.object({ file: z.string(), sha256 }).nullable().describe('null where a live service decides.'),
  calibration: z.object({ file: z.string(), sha256 }).nullable().optional().describe('What the models\' scores were put through; null where they were left as they are, or a live service answers.'),
  target: z.string().nullable().describe('Address of the live service; null in process.'),
  limit: count.nullable(),
  seed: z.int(),
  rounds: count,
  started_at: z.iso.datetime(),
  seconds: z.number().min(0),
});
export type Provenance = z.infer<typeof ProvenanceSchema>;

const Leak = z.object({ kind: z.enum(['exact', 'near', 'group']), train: z.string(), row: z.string(), similarity: z.number() });

/** metrics.json of a run. `docs/schemas/metrics.schema.json` is made from this. */
export const MetricsSchema = z.object({
  object: z.literal('triage.eval.metrics'),
  rows: count,
  failed: count.describe('Rows without any answer; they are in no figure but coverage.'),
  failures: z.record(z.string(), count).describe('Failed rows by reason.'),
  policies: z.array(z.string()).describe('id@version of every policy that answered.'),
  aspects: z.array(z.object({
    aspect: z.string(), kind: z.enum(['binary', 'label']), slice: z.string(), n: count, failed: count, coverage: figure,
    resampled: z.enum(['rows', 'groups']).describe('What the bootstrap drew.'), units: count,
    figures: z.record(z.string(), z.object({ point: figure, low: figure, high: figure })).describe('95 % bootstrap intervals; …_low and …_high are Wilson\'s bounds.'),
  })),
  operations: z.array(z.object({ id: z.string(), name: z.string(), per_thousand: figure, low: figure, high: figure, count, of: count })).describe('Decisions per 1,000 messages, with Wilson\'s 95 % intervals.'),
  latency_ms: z.array(z.object({ stage: z.string(), n: count, p50: z.number(), p95: z.number(), p99: z.number() })),
  leaks: z.object({ allowed: z.boolean(), count, pairs: z.array(Leak) }).describe('Rows that stand in a train split too; at most 100 pairs.'),
  provenance: ProvenanceSchema,
}).meta({ title: 'metrics.json of triage-eval run' });
export type Metrics = z.infer<typeof MetricsSchema>;

/** The JSON schema as its file holds it. */
export const metricsJsonSchema = (): string => `${JSON.stringify(z.toJSONSchema(MetricsSchema), null, 2)}\n`;

const orNull = (value: number | undefined): number | null => value ?? null;

export const presentMeasured = (all: readonly Measured[]): Metrics['aspects'] => all.map(({ coverage, figures, ...rest }) => ({
  ...rest, coverage: orNull(coverage),
  figures: Object.fromEntries(Object.entries(figures).map(([name, { point, low, high }]) => [name, { point: orNull(point), low: orNull(low), high: orNull(high) }])),
}));

export const presentOperations = (all: readonly Operation[]): Metrics['operations'] =>
  all.map(({ perThousand, interval, ...rest }) => ({ ...rest, per_thousand: orNull(perThousand), low: orNull(interval?.low), high: orNull(interval?.high) }));
