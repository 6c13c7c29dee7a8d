import { z } from 'zod';
import { ServiceError } from '../../domain/failures.ts';
import { ABUSE_CATEGORIES, INTENTS, LEAD_TIERS, SENTIMENTS, SPAM_KINDS, URGENCIES } from '../../domain/labels.ts';
import { EVAL_FAULTS, type EvalRecord, type EvalSummary, type PooledRow } from '../../domain/ports.ts';
import { isTooDeep } from '../middleware/body.ts';
import { invalid, pointerTo } from './problem.ts';
import { identifier, TEXT_LENGTH_MAX } from './triage-request.ts';

export const EVAL_ROWS_MAX = 5_000;
/** Each channel and each source is a slice with figures of its own. */
const SLICES_MAX = 50;
const FAULTS_SHOWN = 20;

const text = z.string().max(TEXT_LENGTH_MAX, `must be at most ${TEXT_LENGTH_MAX} characters`).refine((value) => value.trim() !== '', 'must not be empty');
const name = z.string().min(1).max(200);

/** A labelled message as docs/labels.md describes it; a label that is not known is left out, never guessed. */
export const EvalRowSchema = z.object({
  id: identifier(200), text, lang: z.string().max(35).optional(), channel: name.optional(), group: name.optional(), source: name.optional(),
  conversation: z.array(z.object({ role: z.enum(['customer', 'agent']), text: z.string().max(TEXT_LENGTH_MAX) })).max(200).optional(),
  labels: z.object({
    spam: z.boolean(), spam_kind: z.enum(SPAM_KINDS).nullable(), abuse: z.boolean().nullable(), abuse_categories: z.array(z.enum(ABUSE_CATEGORIES)), lead: z.enum(LEAD_TIERS), intent: z.enum(INTENTS),
    urgency: z.enum(URGENCIES), sentiment: z.enum(SENTIMENTS), queue: z.string().max(64), prompt_injection: z.boolean(),
  }).partial(),
}).meta({ id: 'EvalRow' });

const SEED = 7;
const ROUNDS = 2_000;
const VOLUME = 200;

export const EvalOptionsSchema = z.strictObject({
  seed: z.int().min(0).max(2 ** 31 - 1).default(SEED),
  rounds: z.int().min(0).max(10_000).default(ROUNDS).describe('Rounds of the bootstrap; 0 leaves the intervals out.'),
  lang: z.enum(['en', 'fr']).default('en').describe('Language of report.html.'),
  volume: z.int().min(1).max(10_000_000).default(VOLUME).describe('Messages you get a day.'),
  allow_leak: z.boolean().default(false).describe('Run although rows stand in a train split; the metrics then name them.'),
});
export type EvalOptions = z.infer<typeof EvalOptionsSchema>;

/** The options of rows that come as NDJSON. */
export const EvalQuerySchema = z.object({
  seed: z.coerce.number().optional(), rounds: z.coerce.number().optional(), lang: z.string().optional(), volume: z.coerce.number().optional(), allow_leak: z.enum(['true', 'false']).optional(),
}).describe('For NDJSON bodies; JSON bodies have options.');

export const EvalRequestSchema = z.strictObject({
  rows: z.array(EvalRowSchema).min(1, 'must hold a row').max(EVAL_ROWS_MAX, `must hold at most ${EVAL_ROWS_MAX} rows`),
  policy: z.object({}).loose().optional().describe('A policy under test instead of the workspace\'s, with the fields of policy.yaml.'),
  options: EvalOptionsSchema.prefault({}),
}).meta({ id: 'EvalRequest' });
export type EvalRequest = z.infer<typeof EvalRequestSchema>;

/** @throws ZodError or ServiceError `validation` with the place of every fault. */
export function parseEvalRequest(body: unknown, query: Readonly<Record<string, unknown>>): EvalRequest {
  const request = typeof body === 'string' ? { rows: rowsFrom(body), options: optionsFrom(query) } : EvalRequestSchema.parse(body);
  const ids = new Set<string>();
  const twice = request.rows.findIndex(({ id }) => ids.size === ids.add(id).size);
  if (twice >= 0) throw invalid(`/rows/${twice}/id`, 'occurs twice', 'duplicate');
  const slices = new Set(request.rows.flatMap(({ channel, source }) => [`channel ${channel ?? ''}`, `source ${source ?? ''}`]));
  if (slices.size > SLICES_MAX) throw invalid('/rows', `name more than ${SLICES_MAX} channels and sources`, 'too_big');
  return request;
}

function optionsFrom(query: Readonly<Record<string, unknown>>): EvalOptions {
  const { allow_leak: allowLeak, ...rest } = EvalQuerySchema.parse(query);
  return EvalOptionsSchema.parse({ ...rest, ...(allowLeak === undefined ? {} : { allow_leak: allowLeak === 'true' }) });
}

function rowsFrom(content: string): EvalRequest['rows'] {
  const lines = content.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]));
  if (lines.length === 0) throw invalid('', 'holds no row', 'empty');
  if (lines.length > EVAL_ROWS_MAX) throw invalid('', `holds more than ${EVAL_ROWS_MAX} rows`, 'too_big');
  const read = lines.map(({ line, number }) => ({ number, ...rowFrom(line) }));
  const faults = read.flatMap(({ number, fault }) => (fault === undefined ? [] : [{ pointer: `/${number}${fault.pointer}`, code: 'line', detail: `line ${number}: ${fault.detail}` }]));
  if (faults.length > 0) {
    const publicDetail = `${faults.length} lines cannot be used; nothing was started.`;
    throw new ServiceError('validation', `${faults.length} faulty rows`, { publicDetail, issues: faults.slice(0, FAULTS_SHOWN) });
  }
  return read.flatMap(({ row }) => row ?? []);
}

type Read = Readonly<{ row?: EvalRequest['rows'][number]; fault?: Readonly<{ pointer: string; detail: string }> }>;

function rowFrom(line: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(line) as unknown;
  } catch {
    return { fault: { pointer: '', detail: 'is no JSON' } };
  }
  if (isTooDeep(value)) return { fault: { pointer: '', detail: 'is nested too deep' } };
  const parsed = EvalRowSchema.safeParse(value);
  if (parsed.success) return { row: parsed.data };
  const [{ path, message } = { path: [], message: 'is no row' }] = parsed.error.issues;
  return { fault: { pointer: pointerTo(path), detail: message } };
}

export const EvalSchema = z.object({
  object: z.literal('eval'), id: z.string(), status: z.enum(['queued', 'running', 'done', 'failed']), reason: z.enum(EVAL_FAULTS).nullable().describe('Why it failed.'),
  progress: z.object({ answered: z.int(), of: z.int() }), options: z.object({}).loose(), created_at: z.string(), finished_at: z.string().nullable(), accepted: z.boolean(),
  metrics: z.object({ object: z.literal('triage.eval.metrics') }).loose().nullable().describe('metrics.json of triage-eval run, once done.'), report: z.string().nullable().describe('Path of the page, once done.'),
}).meta({ id: 'Eval' });

export const EvalAcceptedSchema = z.object({ object: z.literal('eval'), id: z.string(), status: z.literal('queued') }).meta({ id: 'EvalQueued' });

/** An evaluation in a list: all but its figures. */
const EvalSummarySchema = EvalSchema.omit({ metrics: true }).meta({ id: 'EvalSummary' });
export const EvalListSchema = z.object({ object: z.literal('list'), data: z.array(EvalSummarySchema), has_more: z.boolean(), next_after: z.string().nullable() });

export const presentEvalSummary = ({ id, status, reason, answered, of, options, createdAt, finishedAt, accepted }: EvalSummary): z.infer<typeof EvalSummarySchema> => ({
  object: 'eval', id, status, reason, progress: { answered, of }, options: options as Record<string, unknown>, created_at: createdAt.toISOString(), finished_at: finishedAt?.toISOString() ?? null, accepted,
  report: status === 'done' ? `/v1/evals/${id}/report.html` : null,
});

export const presentEval = ({ metricsJson, ...summary }: EvalRecord): z.infer<typeof EvalSchema> =>
  ({ ...presentEvalSummary(summary), metrics: metricsJson === null ? null : JSON.parse(metricsJson) as z.infer<typeof EvalSchema>['metrics'] });

/** A row of the pool as a line of a labelled file. */
export const presentPooled = ({ decisionId, text: words, lang, channel, labels }: PooledRow & Readonly<{ decisionId: string }>): z.infer<typeof EvalRowSchema> =>
  ({ id: decisionId, text: words, ...(lang === undefined ? {} : { lang }), channel, source: 'feedback', labels });
