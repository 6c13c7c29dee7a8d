import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { type App, createApp } from './api/app.ts';
import type { ApiDeps, KnowledgePort } from './api/deps.ts';
import type { Classifier } from './classifiers/classifier.ts';
import { loadClassifiers } from './classifiers/index.ts';
import type { Config } from './config.ts';
import { ServiceError } from './domain/failures.ts';
import type { Clock, NewId, Store } from './domain/ports.ts';
import { createDrafter } from './drafting/draft.ts';
import { handOff } from './drafting/handoff.ts';
import { ensureFirstKey } from './workspaces/keys.ts';
import { createNewId } from './ids.ts';
import { createHashEmbedding } from './knowledge/hash-embedding.ts';
import { parseSnippets } from './knowledge/import.ts';
import { createKnowledge, type Knowledge } from './knowledge/knowledge.ts';
import { type EncoderTier, openEncoderTier } from './encoder-tier.ts';
import { createOpenAiChat } from './llm/openai/index.ts';
import { loadFasttext } from './language-id/fasttext.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { createMemorySnippets } from './storage/memory-snippets.ts';
import { openStore } from './storage/store.ts';
import type { LanguageIdentifier } from './text/detect-language.ts';
import { prepareText } from './text/prepare.ts';
import { createModerate, type Moderate } from './triage/moderate.ts';
import { createTriage, type Triage } from './triage/triage.ts';
import { createWorkspaces, type Workspaces } from './workspaces/contexts.ts';
import { readWorkspaceFolder, type WorkspaceFolder } from './workspaces/folder.ts';

export const VERSION: string = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

/** What a test may put in the place of the real thing. */
export type Overrides = Readonly<{ now?: Clock; nowMs?(): number; logger?: Logger; store?: Store; classifiers?: readonly Classifier[]; folder?: WorkspaceFolder }>;

/** The part that needs no database: models, language identification, knowledge in memory or stored, and the pipeline over them. */
export type Core = Readonly<{ triage: Triage; moderate: Moderate; identify: LanguageIdentifier; knowledge: Knowledge; newId: NewId; now: Clock; nowMs(): number }>;

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

/** Composition root: the only file that knows every adapter. @throws StartupError that says what to do. */
export async function createService(config: Config, overrides: Overrides = {}): Promise<Service> {
  const logger = overrides.logger ?? createLogger(config.LOG_LEVEL);
  const folder = readWorkspaceFolder(config.WORKSPACE_DIR);
  const [store, identify, tier] = await Promise.all([overrides.store ?? openStore(storeOptions(config)), loadFasttext(), openEncoderTier(config.MODELS_DIR, logger)]);
  try {
    const workspaces = createWorkspaces(store.workspaces, folder, config.STORE_TEXT === 'on');
    const core = createCore(config, { ...overrides, identify, tier, workspaces, snippets: store.snippets });
    await workspaces.ensureDefault();
    await seedKnowledge(store, core.knowledge, folder);
    const firstKey = await ensureFirstKey(store.keys, core.newId, { tenantId: folder.id, given: config.TRIAGE_API_KEY });
    const app = createApp(apiDeps({ config, core, store, workspaces, logger, isOpen: () => app.admission.isOpen() }));
    const stopPurging = purgeHourly(store, logger);
    return { app, store, logger, workspaceId: folder.id, firstKey, close: (graceMs) => (stopPurging(), close(app, store, graceMs)) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The pipeline without a server or a database, for `triage predict` and the evaluation: the same `triage()`. */
export async function createOfflineCore(config: Config, overrides: Overrides = {}): Promise<Core & Readonly<{ workspaceId: string }>> {
  const folder = overrides.folder ?? readWorkspaceFolder(config.WORKSPACE_DIR);
  const [identify, tier] = await Promise.all([loadFasttext(), openEncoderTier(config.MODELS_DIR, overrides.logger)]);
  const workspaces = createWorkspaces(undefined, folder, false);
  const core = createCore(config, { ...overrides, identify, tier, workspaces, snippets: createMemorySnippets() });
  if (folder.snippets.length > 0) await core.knowledge.put(folder.id, folder.snippets);
  return { ...core, workspaceId: folder.id };
}

type CoreParts = Overrides & Readonly<{ identify: LanguageIdentifier; tier: EncoderTier | undefined; workspaces: Workspaces; snippets: Store['snippets'] }>;

function createCore(config: Config, { now = () => new Date(), nowMs = () => performance.now(), identify, tier, workspaces, snippets, classifiers = loadClassifiers(config.MODELS_DIR, tier?.blend) }: CoreParts): Core {
  const newId = createNewId(() => now().getTime());
  const encoder = tier === undefined ? {} : { encoder: tier.encoder };
  const knowledge = createKnowledge({ snippets, embedding: createHashEmbedding(), now, nowMs });
  const chat = config.LLM_BASE_URL === undefined ? undefined : createOpenAiChat({ baseUrl: config.LLM_BASE_URL, model: config.LLM_MODEL, apiKey: config.LLM_API_KEY, timeoutMs: config.LLM_TIMEOUT_MS });
  const draft = createDrafter({ knowledge, newId, ...(chat === undefined ? {} : { chat }) });
  return {
    triage: createTriage({ classifiers, ...encoder, identify, workspace: workspaces.context, draft, now, nowMs, newId }),
    moderate: createModerate({ classifiers, ...encoder, identify, nowMs }),
    identify, knowledge, newId, now, nowMs,
  };
}

export const storeOptions = ({ DATABASE_URL: databaseUrl, DATABASE_CONNECTIONS_MAX: connectionsMax, DATA_DIR: folder }: Config) => (databaseUrl === undefined ? { folder } : { databaseUrl, connectionsMax });

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

type ApiParts = Readonly<{ config: Config; core: Core; store: Store; workspaces: Workspaces; logger: Logger; isOpen(): boolean }>;

function apiDeps({ config, core, store, workspaces, logger, isOpen }: ApiParts): ApiDeps {
  const { triage, moderate, newId, now, nowMs } = core;
  return {
    triage, newId, now, nowMs, logger, store, handOff,
    moderate: async (tenantId, text, model) => moderate(text, await workspaces.context(tenantId), model),
    workspace: workspaces.context,
    knowledge: knowledgePort(core),
    ready: async () => {
      if (!isOpen()) throw new ServiceError('not_ready', 'stopping', { retryAfterS: 2 });
      await store.ping();
      return { storage: store.engine };
    },
    metrics: createMetrics(),
    version: VERSION,
    limits: { perMinute: config.RATE_LIMIT_PER_MINUTE, inFlightMax: config.REQUESTS_IN_FLIGHT_MAX },
  };
}

function knowledgePort({ knowledge, identify }: Core): KnowledgePort {
  return {
    ...knowledge,
    search: async (tenantId, query, { limit, language }) => {
      const text = prepareText({ text: query, ...(language === undefined ? {} : { language }) }, { identify });
      return { language: text.language.tag, found: await knowledge.search(tenantId, text, limit) };
    },
    parse: parseSnippets,
    guessLanguage: (text) => prepareText({ text }, { identify }).language.tag,
  };
}

async function close({ admission }: App, store: Store, graceMs: number): Promise<void> {
  admission.close();
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  await Promise.race([admission.drained(), grace]);
  clearTimeout(timer);
  await store.close();
}
