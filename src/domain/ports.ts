import type { EmbeddedSnippet, Snippet } from './draft.ts';
import type { PreparedText, Span, Turn } from './message.ts';

export type Clock = () => Date;
/** Opaque id with a prefix, sortable by time: `tri_01J…`. */
export type NewId = (prefix: string) => string;

/** Length of every stored vector; a shorter embedding is padded by its model. */
export const EMBEDDING_DIMENSIONS = 384;

/** Turns texts into unit vectors of `EMBEDDING_DIMENSIONS`. Rejects with a ServiceError; never returns zeros for a failure. */
export type EmbeddingModel = Readonly<{
  name: string;
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
  /** What `embed` gives for the text's original, by a model that can take up what was read of it already. */
  embedPrepared?(text: PreparedText): Promise<Float32Array>;
}>;

export type ChatMessage = Readonly<{ role: 'system' | 'user' | 'assistant'; content: string }>;

export type ChatAnswer = Readonly<{ content: string; model: string; usage: Readonly<{ promptTokens: number; completionTokens: number }> }>;

/** A language model that writes text. Rejects with `ServiceError('model_unavailable')` on any failure. */
export type ChatModel = Readonly<{
  name: string;
  generate(messages: readonly ChatMessage[], options: Readonly<{ signal: AbortSignal; jsonSchema?: unknown }>): Promise<ChatAnswer>;
}>;

export type EncoderInput = Readonly<{ text: string; turns: readonly Turn[] }>;

/** One text after its single pass. */
export type EncodedText = Readonly<{
  model: string;
  /** Sentence vector of unit length, `EMBEDDING_DIMENSIONS` float32. */
  embedding: Float32Array;
  /** Raw logit of every label: `spam` for yes/no labels, `intent/pricing` for labels of a distribution. */
  logits: Readonly<Record<string, number>>;
  /** Stretches of the text that speak most for a label, in the original's offsets; empty when nothing does. */
  spansFor(label: string): readonly Span[];
  /** Share of the tokens that the vocabulary knows, in [0, 1]. */
  known: number;
}>;

/**
 * The multilingual encoder: one pass a text gives the sentence vector and every label's logit.
 * Rejects with a ServiceError; never returns zeros for a failure.
 */
export type Encoder = Readonly<{
  name: string;
  encode(input: EncoderInput): Promise<EncodedText>;
  /** Vectors of texts that are stored to be found, not of messages. */
  embedPassages(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}>;

/** Scopes a key can carry. */
export const SCOPES = ['triage:write', 'moderation:write', 'knowledge:read', 'knowledge:write', 'decisions:read', 'feedback:write', 'eval:run'] as const;
export type Scope = (typeof SCOPES)[number];

export type ApiKey = Readonly<{
  id: string;
  tenantId: string;
  name: string;
  /** First characters of the secret, to recognise it by; the secret itself is not stored. */
  prefix: string;
  scopes: readonly string[];
  createdAt: Date;
  revokedAt: Date | null;
}>;

export type Workspace = Readonly<{ id: string; name: string; storeText: boolean; config: unknown }>;

export type WorkspaceRepository = Readonly<{
  /** Creates the workspace or leaves the stored one as it is. */
  ensure(workspace: Workspace): Promise<void>;
  find(tenantId: string): Promise<Workspace | undefined>;
}>;

export type KeyRepository = Readonly<{
  /** Stores the SHA-256 of the secret, hex. */
  create(key: Omit<ApiKey, 'createdAt' | 'revokedAt'> & { secretHash: string }): Promise<ApiKey>;
  findByHash(secretHash: string): Promise<ApiKey | undefined>;
  list(): Promise<readonly ApiKey[]>;
  /** False when no live key has this id. */
  revoke(id: string): Promise<boolean>;
}>;

/** A stored decision: the very body that was answered, and the message's text only when the workspace says so. */
export type DecisionRecord = Readonly<{
  id: string;
  tenantId: string;
  channel: string;
  messageId: string | null;
  /** SHA-256 of what was asked, hex: the same message id with another content is a conflict, not a replay. */
  inputHash: string;
  action: string;
  queue: string;
  policyVersion: number;
  /** The answer as JSON; without the customer's words unless the workspace stores text. */
  bodyJson: string;
  text: string | null;
  createdAt: Date;
}>;

export type DecisionRepository = Readonly<{
  /**
   * Records once, durably, before it resolves. The natural key (tenant, channel, messageId) wins over a second write:
   * then the stored record comes back with `replayed: true`.
   */
  record(decision: DecisionRecord): Promise<Readonly<{ decision: DecisionRecord; replayed: boolean }>>;
  find(tenantId: string, id: string): Promise<DecisionRecord | undefined>;
  findByMessage(tenantId: string, channel: string, messageId: string): Promise<DecisionRecord | undefined>;
}>;

export type StoredVector = Pick<EmbeddedSnippet, 'id' | 'version' | 'embedding' | 'embeddingModel'>;

export type SnippetRepository = Readonly<{
  list(tenantId: string): Promise<readonly EmbeddedSnippet[]>;
  find(tenantId: string, id: string): Promise<EmbeddedSnippet | undefined>;
  /** Inserts or replaces; the version rises when title or text changed. Returns the stored snippets, in order. All or none. */
  put(tenantId: string, snippets: readonly (Omit<EmbeddedSnippet, 'version'>)[]): Promise<readonly Snippet[]>;
  /** Gives snippets other vectors where they still have the version that was embedded; their texts and versions stay. Returns how many took them. */
  setVectors(tenantId: string, vectors: readonly StoredVector[]): Promise<number>;
  /** False when there was none. */
  remove(tenantId: string, id: string): Promise<boolean>;
  /** Rises with every change of the tenant's snippets, from any process: the key of in-memory indexes. */
  revision(tenantId: string): Promise<number>;
}>;

export type FeedbackRecord = Readonly<{
  id: string;
  tenantId: string;
  decisionId: string;
  kind: 'accept' | 'edit' | 'reject' | 'relabel' | 'outcome';
  body: unknown;
  createdAt: Date;
}>;

/** A message that a person labelled, without personal data: what the evaluation pool holds. Labels are those the person set, no others. */
export type PooledRow = Readonly<{ text: string; channel: string; lang?: string; labels: Readonly<Record<string, unknown>> }>;

export type FeedbackRepository = Readonly<{
  /** With `pooled`, the row enters the evaluation pool in the same transaction: both or neither. */
  record(feedback: FeedbackRecord, pooled?: PooledRow): Promise<void>;
  list(tenantId: string, decisionId: string): Promise<readonly FeedbackRecord[]>;
}>;

/** Why an evaluation came to nothing: its process ended, rows stand in a train split, or a fault of ours. */
export const EVAL_FAULTS = ['interrupted', 'leaked_rows', 'internal'] as const;
export type EvalFault = (typeof EVAL_FAULTS)[number];

/** An evaluation that was asked for over HTTP. The rows are in no store: an evaluation does not outlive its process before it is done. */
export type EvalRecord = Readonly<{
  id: string;
  tenantId: string;
  status: 'queued' | 'running' | 'done' | 'failed';
  /** Set when it failed. */
  reason: EvalFault | null;
  answered: number;
  of: number;
  options: unknown;
  /** metrics.json as text, once done. */
  metricsJson: string | null;
  createdAt: Date;
  finishedAt: Date | null;
  /** True for the run that the tenant accepted last. */
  accepted: boolean;
}>;

/** An evaluation as a list shows it. */
export type EvalSummary = Omit<EvalRecord, 'metricsJson'>;

/** The run that a tenant accepted last. */
export type AcceptedEval = Readonly<{ id: string; metricsJson: string; acceptedAt: Date }>;

export type EvalRepository = Readonly<{
  create(evaluation: Pick<EvalRecord, 'id' | 'tenantId' | 'of' | 'options' | 'createdAt'>): Promise<void>;
  start(tenantId: string, id: string): Promise<void>;
  /** Says that the evaluation's process lives, and how far it is. One that is finished stays as it is. */
  beat(tenantId: string, id: string, answered: number): Promise<void>;
  /** Ends an evaluation that is not finished yet; all of the tenant's but the newest 50 and the accepted one are forgotten. False when it was finished already. */
  finish(tenantId: string, id: string, end: Readonly<{ answered: number; metricsJson: string; report: string } | { answered: number; reason: EvalFault }>): Promise<boolean>;
  /** Fails as `interrupted` what is unfinished and was not heard of for a minute, or all of it where this process alone uses the database. */
  interrupt(which: 'silent' | 'all'): Promise<void>;
  find(tenantId: string, id: string): Promise<EvalRecord | undefined>;
  /** Without their figures, the newest first, from behind `before` where it is given; ids rise with time. */
  list(tenantId: string, page: Readonly<{ before?: string | undefined; limit: number }>): Promise<readonly EvalSummary[]>;
  /** The page of an evaluation that is done. */
  report(tenantId: string, id: string): Promise<string | undefined>;
  /** False when the tenant has no such evaluation, or it is not done. */
  accept(tenantId: string, id: string): Promise<boolean>;
  accepted(tenantId: string): Promise<AcceptedEval | undefined>;
}>;

export type PoolRepository = Readonly<{
  /** Labelled messages by decision id, after `after`; what several people said of one message is one row, the last word on each label counting. */
  page(tenantId: string, page: Readonly<{ after: string; limit: number }>): Promise<readonly (PooledRow & Readonly<{ decisionId: string }>)[]>;
}>;

export type StoredResponse = Readonly<{ status: number; contentType: string; body: string }>;

export type IdempotencyClaim =
  | Readonly<{ state: 'new' }>
  | Readonly<{ state: 'in_progress' }>
  | Readonly<{ state: 'conflict' }>
  | Readonly<{ state: 'done'; response: StoredResponse }>;

export type IdempotencyRepository = Readonly<{
  /** Claims (tenant, key) for a body hash. An in-progress claim older than 60 s is taken over (its process died). */
  claim(tenantId: string, key: string, bodyHash: string): Promise<IdempotencyClaim>;
  complete(tenantId: string, key: string, response: StoredResponse): Promise<void>;
  /** Gives the claim up after a failure, so that a retry may run. */
  release(tenantId: string, key: string): Promise<void>;
  /** Removes entries older than 24 h and returns how many. */
  purge(): Promise<number>;
}>;

export type Store = Readonly<{
  workspaces: WorkspaceRepository;
  keys: KeyRepository;
  decisions: DecisionRepository;
  snippets: SnippetRepository;
  feedback: FeedbackRepository;
  idempotency: IdempotencyRepository;
  evals: EvalRepository;
  pool: PoolRepository;
  /** Resolves when a statement can be run; rejects with ServiceError('storage_unavailable'). */
  ping(): Promise<void>;
  engine: 'pglite' | 'postgresql';
  close(): Promise<void>;
}>;
