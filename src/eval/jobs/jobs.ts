import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from '../../domain/failures.ts';
import type { Clock, EvalFault, EvalRepository, EvalSummary } from '../../domain/ports.ts';
import type { Row } from '../dataset.ts';
import type { Language } from '../report/words.ts';
import type { Ask } from '../run/loop.ts';
import type { Provenance } from '../run/metrics.ts';
import { answersOf } from './answers.ts';
import type { Desk } from './in-thread.ts';
import type { Conclusion } from './work.ts';

/** An evaluation to run: rows that are known in this process only, and how each is answered. */
export type Job = Readonly<{
  id: string; tenantId: string; rows: readonly Row[]; options: unknown; ask: Ask;
  allowLeak: boolean; lang: Language; volumePerDay: number; provenance: Omit<Provenance, 'started_at' | 'seconds'>;
}>;

export type EvalJobs = Readonly<{
  /** Resolves once the job is stored as queued. @throws ServiceError `rate_limited` or `overloaded` when too many wait. */
  submit(job: Job): Promise<void>;
  /** How many rows of an unfinished job of this process are answered. */
  answered(id: string): number | undefined;
  /** Stops after the row in flight; what is unfinished fails as interrupted. */
  close(): Promise<void>;
}>;

export type EvalJobsDeps = Readonly<{ evals: Pick<EvalRepository, 'create' | 'start' | 'beat' | 'finish'>; desk: Desk; now: Clock; nowMs(): number; onFault(id: string, error: unknown): void }>;

/** One after the other: a caller's message then waits for one row at most. */
const AT_ONCE = 1;
/** Rows wait in memory: both bounds keep it small, the first also keeps one tenant from filling the second. */
const UNFINISHED_OF_TENANT_MAX = 4;
const UNFINISHED_MAX = 16;
const RETRY_AFTER_S = 30;
const BEAT_EVERY_MS = 5_000;

type Unfinished = { readonly tenantId: string; answered: number };

/** Evaluations one at a time, in the order in which they came. */
export function createEvalJobs(deps: EvalJobsDeps): EvalJobs {
  const unfinished = new Map<string, Unfinished>();
  const queue: Job[] = [];
  const stop = new AbortController();
  let working: Promise<void> | undefined;
  const beats = setInterval(() => {
    // One that is missed is made up for by the next.
    for (const [id, { tenantId, answered }] of unfinished) void deps.evals.beat(tenantId, id, answered).catch(() => undefined);
  }, BEAT_EVERY_MS).unref();
  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const { id, tenantId } = job;
      const seen = unfinished.get(id) ?? { tenantId, answered: 0 };
      const end = await run(deps, job, seen, stop.signal);
      // Where even this fails, the silence of the job tells that it is over.
      await persisted(() => deps.evals.finish(tenantId, id, { answered: seen.answered, ...end })).catch((error: unknown) => deps.onFault(id, error));
      unfinished.delete(id);
    }
    working = undefined;
  };
  return {
    submit: async (job) => {
      const { id, tenantId, rows, options } = job;
      refuseMore(unfinished, tenantId, stop.signal);
      unfinished.set(id, { tenantId, answered: 0 });
      try {
        await deps.evals.create({ id, tenantId, of: rows.length, options, createdAt: deps.now() });
      } catch (error) {
        unfinished.delete(id);
        throw error;
      }
      queue.push(job);
      working ??= work();
    },
    answered: (id) => unfinished.get(id)?.answered,
    close: async () => {
      stop.abort();
      await working;
      clearInterval(beats);
    },
  };
}

function refuseMore(unfinished: ReadonlyMap<string, Unfinished>, tenantId: string, { aborted }: AbortSignal): void {
  if (aborted) throw new ServiceError('not_ready', 'the service is stopping', { retryAfterS: 2 });
  const ofTenant = [...unfinished.values()].filter((one) => one.tenantId === tenantId).length;
  if (ofTenant >= UNFINISHED_OF_TENANT_MAX) {
    const publicDetail = `${ofTenant} evaluations of this workspace are not finished yet.`;
    throw new ServiceError('rate_limited', `${ofTenant} evaluations of ${tenantId} wait`, { publicDetail, retryAfterS: RETRY_AFTER_S });
  }
  if (unfinished.size >= UNFINISHED_MAX) throw new ServiceError('overloaded', `${unfinished.size} evaluations wait`, { retryAfterS: RETRY_AFTER_S });
}

type End = Conclusion | Readonly<{ reason: EvalFault }>;

async function run({ evals, desk, now, nowMs, onFault }: EvalJobsDeps, job: Job, seen: Unfinished, signal: AbortSignal): Promise<End> {
  const { id, tenantId, rows, ask, provenance, ...how } = job;
  try {
    signal.throwIfAborted();
    const [startedAt, startedMs] = [now(), nowMs()];
    await persisted(() => evals.start(tenantId, id));
    const leaks = await desk.leaks(rows, signal);
    if (leaks.length > 0 && !how.allowLeak) return { reason: 'leaked_rows' };
    const lines = await answersOf(rows, ask, {
      atOnce: AT_ONCE, isStopped: () => signal.aborted,
      answered: (count) => {
        seen.answered = count;
      },
    });
    signal.throwIfAborted();
    const seconds = Math.round(nowMs() - startedMs) / 1_000;
    const { allowLeak, lang, volumePerDay } = how;
    return await desk.conclude({ lines, leaks, allowLeak, lang, volumePerDay, provenance: { ...provenance, started_at: startedAt.toISOString(), seconds } }, signal);
  } catch (error) {
    if (signal.aborted) return { reason: 'interrupted' };
    onFault(id, error);
    return { reason: 'internal' };
  }
}

const TRIES = 3;
const PAUSE_MS = 2_000;

/** A database that is away for a moment must not cost the work of minutes. */
async function persisted<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof ServiceError) || tried >= TRIES) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/** The record as this process knows it: of its own unfinished jobs it knows the progress better than the store. */
export const withProgress = <Seen extends EvalSummary>(record: Seen, jobs: Pick<EvalJobs, 'answered'>): Seen =>
  (record.status === 'queued' || record.status === 'running' ? { ...record, answered: jobs.answered(record.id) ?? record.answered } : record);
