import { presentTriageResult } from '../api/wire/triage-result.ts';
import { parseTriageRequest } from '../api/wire/triage-request.ts';
import type { Config } from '../config.ts';
import type { Stage } from '../domain/decision.ts';
import { ServiceError, StartupError } from '../domain/failures.ts';
import type { Row } from '../eval/dataset.ts';
import type { Ask } from '../eval/run/loop.ts';
import { AnswerSchema } from '../eval/run/prediction.ts';
import { createOfflineCore, type Overrides } from '../service.ts';
import { readPolicyFile, readWorkspaceFolder, type WorkspaceFolder } from '../workspaces/folder.ts';

const DEADLINE_MS = 60_000;
const ANSWER_WITHIN_MS = 65_000;
const TRIES = 4;
const WAIT_S_MAX = 30;
/** What has labels. Drafts have a verb of their own, `replies`. */
const INCLUDE: readonly Stage[] = ['moderation', 'spam', 'lead', 'intent', 'sentiment', 'urgency', 'prompt_injection', 'routing'];

/** A row is a message without its envelope; the language is for the service to find. */
const requestOf = ({ text, channel, conversation }: Row): object => ({
  message: { text, ...(channel === undefined ? {} : { channel: channel.toLowerCase().replace(/[^a-z0-9_-]/g, '_').slice(0, 32) || 'webchat' }) },
  ...(conversation === undefined ? {} : { conversation: { messages: conversation } }),
  options: { deadline_ms: DEADLINE_MS, include: INCLUDE, explain: false, store: 'none' },
});

/** The workspace folder with another policy in force. @throws StartupError */
export function folderUnder(policyFile: string, config: Config): WorkspaceFolder {
  const { compiled, plain } = readPolicyFile(policyFile);
  const folder = readWorkspaceFolder(config.WORKSPACE_DIR);
  return { ...folder, policy: compiled, config: { ...folder.config, policy: plain } };
}

/** The pipeline that serves, in this process. */
export async function askInProcess(config: Config, overrides: Overrides): Promise<Ask> {
  const { triage, workspaceId, now } = await createOfflineCore(config, overrides);
  return async (row) => {
    try {
      const { message, options, warnings } = parseTriageRequest(requestOf(row), { tenantId: workspaceId, now: now() });
      return { body: presentTriageResult(await triage(message, options), { include: options.include, explain: options.explain, warnings }) };
    } catch (error) {
      return { failed: error instanceof ServiceError ? error.code : 'internal' };
    }
  };
}

/** A live service. A refused key ends the run; anything else that is no answer is a failed row. Busy services are asked again. */
export function askService(target: string, key: string): Ask {
  const address = `${target.replace(/\/+$/, '')}/v1/triage`;
  const once = (row: Row): Promise<Response | undefined> => fetch(address, {
    method: 'POST', body: JSON.stringify(requestOf(row)), signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
  }).catch(() => undefined);
  return async (row) => {
    let response = await once(row);
    for (let tried = 1; tried < TRIES && (response?.status === 429 || response?.status === 503); tried += 1) {
      await waitFor(response);
      response = await once(row);
    }
    if (response === undefined) return { failed: 'unreachable' };
    if (response.status === 401 || response.status === 403) throw new StartupError(`${target} refuses the key (${response.status}).`, 'Give a key with the scope triage:write as --key.');
    if (response.status !== 200) return { failed: `status ${response.status}` };
    const body: unknown = await response.json().catch(() => undefined);
    return AnswerSchema.safeParse(body).success ? { body: body as object } : { failed: 'unexpected answer' };
  };
}

async function waitFor(response: Response): Promise<void> {
  const seconds = Number(response.headers.get('retry-after') ?? '1');
  await response.body?.cancel();
  await new Promise((resolve) => setTimeout(resolve, 1_000 * Math.min(WAIT_S_MAX, Number.isFinite(seconds) ? Math.max(0.1, seconds) : 1)));
}
