import type { Logger } from 'pino';
import { type App, createApp } from './api/app.ts';
import type { ApiDeps, KnowledgePort } from './api/deps.ts';
import type { Classifier } from './classifiers/classifier.ts';
import { loadClassifiers } from './classifiers/index.ts';
import { withCalibration } from './classifiers/with-calibration.ts';
import { type Config, storeOptions, VERSION } from './config.ts';
import type { RankedSnippet } from './domain/draft.ts';
import { ServiceError } from './domain/failures.ts';
import type { PreparedText, Turn } from './domain/message.ts';
import type { ChatModel, Clock, NewId, Store } from './domain/ports.ts';
import { createDrafter } from './drafting/draft.ts';
import { handOff } from './drafting/handoff.ts';
import { redact } from './drafting/redact.ts';
import { createEvals } from './evals.ts';
import { ensureFirstKey } from './workspaces/keys.ts';
import { createNewId } from './ids.ts';
import { modelHashes } from './eval/run/models.ts';
import { EMBEDDED_AT_ONCE } from './knowledge/catch-up.ts';
import { createHashEmbedding } from './knowledge/hash-embedding.ts';
import { parseSnippets } from './knowledge/import.ts';
import { createKnowledge, type Knowledge } from './knowledge/knowledge.ts';
import { type EncoderTier, openEncoderTier } from './encoder-tier.ts';
import { loadFasttext } from './language-id/fasttext.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { createMemorySnippets } from './storage/memory-snippets.ts';
import { openStore } from './storage/store.ts';
import type { LanguageIdentifier } from './text/detect-language.ts';
import { prepareText } from './text/prepare.ts';
import { encodeOnce } from './triage/encode.ts';
import { createModerate, type Moderate } from './triage/moderate.ts';
import { createTriage, type Triage } from './triage/triage.ts';
import { createWorkspaces, type Workspaces } from './workspaces/contexts.ts';
import { readWorkspaceFolder, type WorkspaceFolder } from './workspaces/folder.ts';

export { VERSION } from './config.ts';

/** What a test may put in the place of the real thing. */
export type Overrides = Readonly<{ now?: Clock; nowMs?(): number; logger?: Logger; store?: Store; classifiers?: readonly Classifier[]; folder?: WorkspaceFolder }>;

/** The part that needs no database: models, language identification, knowledge in memory or stored, and the pipeline over them. */
export type Core = Readonly<{
  triage: Triage;
  triageUnder(context: Workspaces['context']): Triage;
  moderate: Moderate;
  identify: LanguageIdentifier;
  knowledge: Knowledge;
  /** The search that drafts rest on, for whoever asks it by itself. */
  search(tenantId: string, question: Readonly<{ text: PreparedText; turns: readonly Turn[] }>, limit: number): Promise<readonly RankedSnippet[]>;
  newId: NewId;
  now: Clock;
  nowMs(): number;
  close(): Promise<void>;
}>;

export type Service = Readonly<{
  app: App;
  store: Store;
  logger: Logger;
  workspaceId: string;
  /** A key that was made up at this start, to be shown once. */
  firstKey: string | undefined;
  /** Stops taking requests, waits for the running ones, lets go of the database. */
  close(graceMs: number): Promise<void>;
}>;

/** Composition root: the only file that knows every adapter. `opening` is a store that is being opened already. @throws StartupError that says what to do. */
export async function createService(config: Config, overrides: Overrides & Readonly<{ opening?: Promise<Store> }> = {}): Promise<Service> {
  const logger = overrides.logger ?? createLogger(config.LOG_LEVEL);
  const folder = overrides.folder ?? readWorkspaceFolder(config.WORKSPACE_DIR);
  // The database opens on a thread of its own, or on a server, while this thread reads the models.
  const opening = overrides.store === undefined ? overrides.opening ?? openStore(storeOptions(config)) : Promise.resolve(overrides.store);
  const [models, opened] = await Promise.allSettled([openModels(config, { ...overrides, logger, folder }), opening]);
  const release = async (): Promise<void> => {
    await Promise.all([models.status === 'fulfilled' && models.value.close(), opened.status === 'fulfilled' && opened.value.close()]);
  };
  try {
    return await start({ config, overrides, logger, folder, models: valueOf(models), store: valueOf(opened), release });
  } catch (error) {
    await release();
    throw error;
  }
}

function valueOf<Value>(settled: PromiseSettledResult<Value>): Value {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

type Starting = Readonly<{ config: Config; overrides: Overrides; logger: Logger; folder: WorkspaceFolder; models: Models; store: Store; release(): Promise<void> }>;

async function start({ config, overrides, logger, folder, models, store, release }: Starting): Promise<Service> {
  const workspaces = createWorkspaces(store.workspaces, folder, config.STORE_TEXT === 'on');
  const core = createCore({ ...overrides, ...models, workspaces, snippets: store.snippets });
  await workspaces.ensureDefault();
  await seedKnowledge(store, core.knowledge, folder);
  const firstKey = await ensureFirstKey(store.keys, core.newId, { tenantId: folder.id, given: config.TRIAGE_API_KEY });
  const metrics = createMetrics();
  const evals = createEvals({ store, workspaces, metrics, logger, config, core, workspaceId: folder.id, calibration: folder.calibration });
  await evals.open();
  const app = createApp(apiDeps({ config, core, store, workspaces, logger, metrics, evals, isOpen: () => app.admission.isOpen() }));
  const stopPurging = purgeHourly(store, logger);
  const close = async (graceMs: number): Promise<void> => {
    stopPurging();
    await drain(app, graceMs);
    await evals.close();
    await release();
  };
  return { app, store, logger, workspaceId: folder.id, firstKey, close };
}

/** The pipeline without a server or a database, for `triage predict` and the evaluation: the same `triage()`. Close it to end the process's use of the encoder. */
export async function createOfflineCore(config: Config, overrides: Overrides = {}): Promise<Core & Readonly<{ workspaceId: string }>> {
  const folder = overrides.folder ?? readWorkspaceFolder(config.WORKSPACE_DIR);
  const models = await openModels(config, { ...overrides, folder });
  const workspaces = createWorkspaces(undefined, folder, false);
  const core = createCore({ ...overrides, ...models, workspaces, snippets: createMemorySnippets() });
  // In parts that are embedded at once: what is measured here must not depend on how far the background has come.
  for (let from = 0; from < folder.snippets.length; from += EMBEDDED_AT_ONCE) await core.knowledge.put(folder.id, folder.snippets.slice(from, from + EMBEDDED_AT_ONCE));
  return { ...core, workspaceId: folder.id };
}

/** Everything that is read from disk once: language identification, both tiers, and the language model's client where one is configured. */
type Models = Readonly<{ identify: LanguageIdentifier; tier: EncoderTier | undefined; classifiers: readonly Classifier[]; chat: ChatModel | undefined; close(): Promise<void> }>;

type Opening = Pick<Overrides, 'logger' | 'classifiers'> & Readonly<{ folder: Pick<WorkspaceFolder, 'calibration'> }>;

async function openModels(config: Config, { logger, classifiers, folder: { calibration } }: Opening): Promise<Models> {
  const [identify, tier, chat] = await Promise.all([loadFasttext(), openEncoderTier(config.MODELS_DIR, logger), openChat(config)]);
  const close = async (): Promise<void> => tier?.encoder.close();
  try {
    const own = classifiers ?? loadClassifiers(config.MODELS_DIR, tier?.blend);
    if (calibration === undefined) return { identify, tier, chat, classifiers: own, close };
    logger?.info({ labels: [...calibration.labels.keys()], sha256: calibration.sha256 }, 'scores are calibrated');
    return { identify, tier, chat, classifiers: withCalibration(own, calibration, modelHashes(config.MODELS_DIR)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openChat({ LLM_BASE_URL: baseUrl, LLM_MODEL: model, LLM_API_KEY: apiKey, LLM_TIMEOUT_MS: timeoutMs }: Config): Promise<ChatModel | undefined> {
  if (baseUrl === undefined) return undefined;
  return (await import('./llm/openai/index.ts')).createOpenAiChat({ baseUrl, model, apiKey, timeoutMs });
}

/** Words alone answer a search for which the encoder has no time. */
const SEARCH_PATIENCE_MS = 1_000;

type CoreParts = Pick<Overrides, 'now' | 'nowMs'> & Models & Readonly<{ workspaces: Workspaces; snippets: Store['snippets'] }>;

function createCore({ now = () => new Date(), nowMs = () => performance.now(), identify, tier, workspaces, snippets, classifiers, chat, close }: CoreParts): Core {
  const newId = createNewId(() => now().getTime());
  const encoder = tier === undefined ? {} : { encoder: tier.encoder };
  const knowledge = createKnowledge({ snippets, embedding: createHashEmbedding(), ...encoder, now, nowMs });
  const draft = createDrafter({ knowledge, newId, ...encoder, ...(chat === undefined ? {} : { chat }) });
  const triageUnder = (context: Workspaces['context']): Triage => createTriage({ classifiers, ...encoder, identify, workspace: context, draft, now, nowMs, newId });
  return {
    triage: triageUnder(workspaces.context), triageUnder,
    moderate: createModerate({ classifiers, ...encoder, identify, nowMs }),
    identify, knowledge, newId, now, nowMs,
    search: async (tenantId, { text, turns }, limit) => {
      const { encoded } = await encodeOnce(tier?.encoder, { text: text.original, turns }, { model: 'triage', deadlineMs: SEARCH_PATIENCE_MS });
      return knowledge.search(tenantId, text, limit, encoded?.embedding);
    },
    close: async () => {
      await knowledge.close();
      await close();
    },
  };
}

/** Knowledge that nobody has touched yet starts with the folder's snippets. */
async function seedKnowledge(store: Store, knowledge: Knowledge, { id, snippets }: WorkspaceFolder): Promise<void> {
  if (snippets.length > 0 && await store.snippets.revision(id) === 0) await knowledge.put(id, snippets);
}

const PURGE_EVERY_MS = 3_600_000;

/** Answers kept for replays are forgotten after a day. Returns how to stop. */
function purgeHourly({ idempotency }: Store, logger: Logger): () => void {
  const timer = setInterval(() => void idempotency.purge().catch(() => logger.warn('old idempotency keys could not be removed; the next hour tries again')), PURGE_EVERY_MS).unref();
  return () => clearInterval(timer);
}

type ApiParts = Pick<ApiDeps, 'store' | 'logger' | 'metrics' | 'evals'> & Readonly<{ config: Config; core: Core; store: Store; workspaces: Workspaces; isOpen(): boolean }>;

function apiDeps({ config, core, store, workspaces, isOpen, ...given }: ApiParts): ApiDeps {
  const { triage, moderate, newId, now, nowMs } = core;
  return {
    ...given, triage, newId, now, nowMs, store, handOff,
    redact: (text) => redact(text).text,
    moderate: async (tenantId, text, model) => moderate(text, await workspaces.context(tenantId), model),
    workspace: workspaces.context,
    knowledge: knowledgePort(core),
    ready: async () => {
      if (!isOpen()) throw new ServiceError('not_ready', 'stopping', { retryAfterS: 2 });
      await store.ping();
      return { storage: store.engine };
    },
    version: VERSION,
    limits: { perMinute: config.RATE_LIMIT_PER_MINUTE, inFlightMax: config.REQUESTS_IN_FLIGHT_MAX },
  };
}

function knowledgePort({ knowledge, identify, search }: Core): KnowledgePort {
  return {
    ...knowledge,
    search: async (tenantId, query, { limit, language }) => {
      const text = prepareText({ text: query, ...(language === undefined ? {} : { language }) }, { identify });
      return { language: text.language.tag, found: await search(tenantId, { text, turns: [] }, limit) };
    },
    parse: parseSnippets,
    guessLanguage: (text) => prepareText({ text }, { identify }).language.tag,
  };
}

/** Takes no further request and waits for the running ones, up to `graceMs`. */
async function drain({ admission }: App, graceMs: number): Promise<void> {
  admission.close();
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  await Promise.race([admission.drained(), grace]);
  clearTimeout(timer);
}
