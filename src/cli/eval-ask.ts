import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { StartupError } from '../domain/failures.ts';
import type { Row } from '../eval/dataset.ts';
import { isHurried } from '../eval/run/hurried.ts';
import type { Ask } from '../eval/run/loop.ts';
import { AnswerSchema } from '../eval/run/prediction.ts';
import { type Asked, askThrough, requestOf } from '../evals.ts';
import { createOfflineCore, type Overrides } from '../service.ts';
import { readCalibration } from '../workspaces/calibration.ts';
import { readPolicyFile, readWorkspaceFolder, type WorkspaceFolder } from '../workspaces/folder.ts';

const ANSWER_WITHIN_MS = 65_000;
const TRIES = 4;
const WAIT_S_MAX = 30;
const HURRIED_WAIT_MS = 500;

/** How rows are asked. */
export type Asking = Asked & Readonly<{
  /** How often a row is asked while the service is busy or the encoder is late; 4 unless given. */
  tries?: number;
  /** What becomes of an answer that the encoder is late for to the end: it is kept, as a caller would get it, or failed where answers are compared with one another. */
  hurried?: 'kept' | 'failed';
}>;

/** The workspace folder with another policy in force, and with this calibration or none. @throws StartupError */
export function folderUnder(policyFile: string, config: Config, calibrationFile?: string): WorkspaceFolder {
  const { compiled, plain } = readPolicyFile(policyFile);
  const folder = readWorkspaceFolder(config.WORKSPACE_DIR);
  return { ...folder, policy: compiled, config: { ...folder.config, policy: plain }, calibration: calibrationFile === undefined ? undefined : readCalibration(calibrationFile) };
}

type Answered = Awaited<ReturnType<Ask>>;
/** What one try gave, and how long to wait before the next where there should be one. */
type Attempt = Readonly<{ answered: Answered; againAfterMs?: number }>;

/** Tries a row until no other try is called for, or there were enough. Second tries wait for one another: rows that came too many at once come round alone. */
function patiently(tries: number, attempt: (row: Row) => Promise<Attempt>): Ask {
  let turn: Promise<unknown> = Promise.resolve();
  const again = async (row: Row, { answered, againAfterMs }: Attempt, left: number): Promise<Answered> => {
    if (againAfterMs === undefined || left <= 0) return answered;
    await sleep(againAfterMs);
    return again(row, await attempt(row), left - 1);
  };
  return async (row) => {
    const first = await attempt(row);
    if (first.againAfterMs === undefined || tries === 1) return first.answered;
    const mine = turn.then(() => again(row, first, tries - 1));
    turn = mine.catch(() => undefined);
    return mine;
  };
}

/** A hurried answer is asked for again, so that figures do not mix two tiers because the machine was busy. Who asks only once wants to see what callers get under load. */
function attemptOf(body: object, { tries = TRIES, hurried = 'kept' }: Asking): Attempt {
  if (tries === 1 || !isHurried(body)) return { answered: { body } };
  return { answered: hurried === 'kept' ? { body } : { failed: 'encoder late' }, againAfterMs: HURRIED_WAIT_MS };
}

/** The pipeline that serves, in this process. */
export async function askInProcess(config: Config, overrides: Overrides, asking: Asking = {}): Promise<Ask> {
  const { triage, workspaceId, now } = await createOfflineCore(config, overrides);
  const ask = askThrough(triage, { tenantId: workspaceId, now }, asking);
  return patiently(asking.tries ?? TRIES, async (row) => {
    const answered = await ask(row);
    return 'failed' in answered ? { answered } : attemptOf(answered.body, asking);
  });
}

/** A live service. A refused key ends the run; anything else that is no answer is a failed row. Busy services are asked again. */
export function askService(target: string, key: string, asking: Asking = {}): Ask {
  const address = `${target.replace(/\/+$/, '')}/v1/triage`;
  return patiently(asking.tries ?? TRIES, async (row) => {
    const response = await fetch(address, {
      method: 'POST', body: JSON.stringify(requestOf(row, asking)), signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    }).catch(() => undefined);
    if (response === undefined) return { answered: { failed: 'unreachable' } };
    if (response.status === 401 || response.status === 403) throw new StartupError(`${target} refuses the key (${response.status}).`, 'Give a key with the scope triage:write as --key.');
    if (response.status !== 200) {
      await response.body?.cancel();
      return { answered: { failed: `status ${response.status}` }, ...(response.status === 429 || response.status === 503 ? { againAfterMs: waitOf(response) } : {}) };
    }
    const body: unknown = await response.json().catch(() => undefined);
    return AnswerSchema.safeParse(body).success ? attemptOf(body as object, asking) : { answered: { failed: 'unexpected answer' } };
  });
}

function waitOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? '1');
  return 1_000 * Math.min(WAIT_S_MAX, Number.isFinite(seconds) ? Math.max(0.1, seconds) : 1);
}
