import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { EvalsPort } from './api/deps.ts';
import type { EvalRequest } from './api/wire/evals.ts';
import { parseTriageRequest } from './api/wire/triage-request.ts';
import { presentTriageResult } from './api/wire/triage-result.ts';
import { type Config, VERSION } from './config.ts';
import type { Calibrations } from './domain/calibration.ts';
import type { Stage } from './domain/decision.ts';
import { ServiceError } from './domain/failures.ts';
import type { CompiledPolicy } from './domain/policy.ts';
import type { Clock, NewId, Store } from './domain/ports.ts';
import type { Row } from './eval/dataset.ts';
import { headlineOf } from './eval/jobs/headline.ts';
import { createThreadDesk } from './eval/jobs/in-thread.ts';
import { createEvalJobs, type Job, withProgress } from './eval/jobs/jobs.ts';
import type { Ask } from './eval/run/loop.ts';
import { modelHashes } from './eval/run/models.ts';
import type { Metrics } from './observability/metrics.ts';
import { compilePolicy, PolicyError } from './policy/compile.ts';
import type { Triage } from './triage/triage.ts';
import { CALIBRATION_FILE } from './workspaces/calibration.ts';
import type { Workspaces } from './workspaces/contexts.ts';

const DEADLINE_MS = 60_000;
/** What has labels. Drafts have a verb of their own, `replies`. */
export const LABELLED_STAGES: readonly Stage[] = ['moderation', 'spam', 'lead', 'intent', 'sentiment', 'urgency', 'prompt_injection', 'routing'];

/** How rows are asked. */
export type Asked = Readonly<{
  /** Stages of a row's answer: those that have labels unless given; `'every'` is what a caller gets who names none. */
  stagesOf?(row: Row): readonly Stage[] | 'every';
  /** Milliseconds that the pipeline may take before it leaves stages out; 60,000 unless given. */
  deadlineMs?: number;
}>;

/** A row is a message without its envelope; the language is for the service to find. */
export const requestOf = (row: Row, { stagesOf, deadlineMs }: Asked = {}): object => withOptions(row, stagesOf?.(row) ?? LABELLED_STAGES, deadlineMs ?? DEADLINE_MS);

const withOptions = ({ text, channel, conversation }: Row, stages: readonly Stage[] | 'every', deadlineMs: number): object => ({
  message: { text, ...(channel === undefined ? {} : { channel: channel.toLowerCase().replace(/[^a-z0-9_-]/g, '_').slice(0, 32) || 'webchat' }) },
  ...(conversation === undefined ? {} : { conversation: { messages: conversation } }),
  options: { deadline_ms: deadlineMs, ...(stages === 'every' ? {} : { include: stages }), explain: false, store: 'none' },
});

/** Rows through the pipeline, read and answered as POST /v1/triage reads and answers them. */
export const askThrough = (triage: Triage, { tenantId, now }: Readonly<{ tenantId: string; now: Clock }>, asking: Asked = {}): Ask => async (row) => {
  try {
    const { message, options, warnings } = parseTriageRequest(requestOf(row, asking), { tenantId, now: now() });
    return { body: presentTriageResult(await triage(message, options), { include: options.include, explain: options.explain, warnings }) };
  } catch (error) {
    return { failed: error instanceof ServiceError ? error.code : 'internal' };
  }
};

export type EvalParts = Readonly<{
  store: Pick<Store, 'evals' | 'engine'>; workspaces: Pick<Workspaces, 'context'>; metrics: Pick<Metrics, 'showAccepted'>; logger: Logger; config: Pick<Config, 'MODELS_DIR'>;
  core: Readonly<{ triageUnder(context: Workspaces['context']): Triage; newId: NewId; now: Clock; nowMs(): number }>;
  /** The workspace whose accepted run stands on /metrics, which carries no tenant. */
  workspaceId: string;
  calibration?: Pick<Calibrations, 'sha256'> | undefined;
}>;

const LOOK_EVERY_MS = 60_000;

/** Evaluations over HTTP: the jobs of this process, and the accepted run on /metrics. Open it once the store is there. */
export function createEvals({ store: { evals, engine }, workspaces, metrics, logger, config, core, workspaceId, calibration }: EvalParts): EvalsPort & Readonly<{ open(): Promise<void>; close(): Promise<void> }> {
  const { newId, now, nowMs } = core;
  const desk = createThreadDesk();
  const jobs = createEvalJobs({ evals, desk, now, nowMs, onFault: (id, error) => logger.error({ id, type: error instanceof Error ? error.name : typeof error }, 'an evaluation failed') });
  let shown: string | undefined;
  const show = async (): Promise<void> => {
    const accepted = await evals.accepted(workspaceId);
    const key = accepted === undefined ? undefined : `${accepted.id} ${accepted.acceptedAt.toISOString()}`;
    if (accepted === undefined || key === shown) return;
    const headline = headlineOf(accepted.metricsJson);
    if (headline === undefined) logger.warn({ id: accepted.id }, 'the accepted evaluation was written by another version; its figures are not shown');
    else metrics.showAccepted({ ...headline, acceptedAt: accepted.acceptedAt });
    shown = key;
  };
  // Other processes may share the database: one may have died, another have accepted a run.
  const look = async (which: 'silent' | 'all'): Promise<void> => {
    await evals.interrupt(which);
    await show();
  };
  const missed = (): void => logger.warn('evaluations could not be looked up; the next minute tries again');
  let timer: NodeJS.Timeout | undefined;
  return {
    open: async () => {
      // The embedded database has one owner at a time: whatever is unfinished there was left by a process that is gone.
      await look(engine === 'pglite' ? 'all' : 'silent').catch(missed);
      timer = setInterval(() => void look('silent').catch(missed), LOOK_EVERY_MS).unref();
    },
    close: async () => {
      clearInterval(timer);
      await jobs.close();
      await desk.close();
    },
    submit: async (tenantId, request) => {
      const { policy: own, ...context } = await workspaces.context(tenantId);
      const policy = request.policy === undefined ? own : compiled(request.policy);
      const triage = core.triageUnder(() => Promise.resolve({ ...context, policy }));
      const id = newId('evl');
      await jobs.submit({ id, tenantId, ask: askThrough(triage, { tenantId, now }), ...about(request, policy, { modelsFolder: config.MODELS_DIR, calibration }) });
      return id;
    },
    find: async (tenantId, id) => {
      const found = await evals.find(tenantId, id);
      return found === undefined ? undefined : withProgress(found, jobs);
    },
    list: async (tenantId, page) => (await evals.list(tenantId, page)).map((one) => withProgress(one, jobs)),
    report: (tenantId, id) => evals.report(tenantId, id),
    accept: async (tenantId, id) => {
      const accepted = await evals.accept(tenantId, id);
      if (accepted && tenantId === workspaceId) await show();
      return accepted;
    },
  };
}

function compiled(policy: unknown): CompiledPolicy {
  try {
    return compilePolicy(policy);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const issues = error.faults.slice(0, 20).map(({ pointer, detail }) => ({ pointer: `/policy${pointer}`.slice(0, 200), code: 'policy', detail }));
    throw new ServiceError('validation', `${error.faults.length} faults in a policy under test`, { issues });
  }
}

/** All of a job that the request says; equal hashes make its answers repeatable. */
function about({ rows, policy: given, options }: EvalRequest, { policy }: CompiledPolicy, { modelsFolder, calibration }: Pick<EvalParts, 'calibration'> & Readonly<{ modelsFolder: string }>): Omit<Job, 'id' | 'tenantId' | 'ask'> {
  return {
    rows, options, allowLeak: options.allow_leak, lang: options.lang, volumePerDay: options.volume,
    provenance: {
      versions: { triage: VERSION, node: process.versions.node }, data: [{ file: 'rows of the request', sha256: sha256(rows), rows: rows.length }], split: null, models: [...modelHashes(modelsFolder)],
      policy: { file: given === undefined ? 'policy of the workspace' : 'policy of the request', sha256: sha256(policy) },
      calibration: calibration === undefined ? null : { file: CALIBRATION_FILE, sha256: calibration.sha256 }, target: null, limit: null, seed: options.seed, rounds: options.rounds,
    },
  };
}

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
