import type { Logger } from 'pino';
import type { Degradation, Handoff, HandoffInput, ModerationDecision, Reading, TriageOptions, TriageResult } from '../domain/decision.ts';
import type { RankedSnippet, Snippet } from '../domain/draft.ts';
import type { InboundMessage, Language } from '../domain/message.ts';
import type { Clock, EvalRecord, EvalSummary, NewId, Store } from '../domain/ports.ts';
import type { Outcomes } from '../domain/score.ts';
import type { WorkspaceContext } from '../domain/workspace.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { EvalRequest } from './wire/evals.ts';

export type Moderated = Readonly<{ reading: Partial<Reading> & Readonly<{ moderation: ModerationDecision }>; outcomes: Outcomes; language: Language; degraded: readonly Degradation[] }>;

export type KnowledgePort = Readonly<{
  search(tenantId: string, query: string, options: Readonly<{ limit: number; language?: string }>): Promise<Readonly<{ language: string; found: readonly RankedSnippet[] }>>;
  put(tenantId: string, snippets: readonly Omit<Snippet, 'version'>[]): Promise<readonly Snippet[]>;
  remove(tenantId: string, id: string): Promise<boolean>;
  find(tenantId: string, id: string): Promise<Snippet | undefined>;
  list(tenantId: string): Promise<readonly Snippet[]>;
  /** Snippets of a file, with every fault and its line. */
  parse(fileName: string, content: string): Readonly<{ snippets: readonly Omit<Snippet, 'version'>[]; faults: readonly Readonly<{ line: number; detail: string }>[] }>;
  guessLanguage(text: string): string;
}>;

export type EvalsPort = Readonly<{
  /** Stores an evaluation as queued and returns its id. @throws ServiceError `validation` for a policy that does not hold, `rate_limited` or `overloaded` when too many wait. */
  submit(tenantId: string, request: EvalRequest): Promise<string>;
  find(tenantId: string, id: string): Promise<EvalRecord | undefined>;
  /** The newest first, from behind the one with the id `before`. */
  list(tenantId: string, page: Readonly<{ before?: string | undefined; limit: number }>): Promise<readonly EvalSummary[]>;
  report(tenantId: string, id: string): Promise<string | undefined>;
  /** False when there is none that is done. */
  accept(tenantId: string, id: string): Promise<boolean>;
}>;

/** Everything the HTTP edge asks of the service. */
export type ApiDeps = Readonly<{
  triage(message: InboundMessage, options: TriageOptions): Promise<TriageResult>;
  moderate(tenantId: string, text: string, model?: TriageOptions['model']): Promise<Moderated>;
  /** Pure: the note for whoever takes the conversation over. */
  handOff(input: HandoffInput): Handoff;
  workspace(tenantId: string): Promise<WorkspaceContext>;
  knowledge: KnowledgePort;
  evals: EvalsPort;
  /** Pure: the text without e-mail addresses, card, account and phone numbers. */
  redact(text: string): string;
  store: Pick<Store, 'decisions' | 'feedback' | 'idempotency' | 'keys' | 'pool'>;
  /** Resolves when a message can be served; rejects with a ServiceError that says why not. */
  ready(): Promise<Readonly<Record<string, string>>>;
  newId: NewId;
  now: Clock;
  nowMs(): number;
  logger: Logger;
  metrics: Metrics;
  version: string;
  limits: Readonly<{ perMinute: number; inFlightMax: number }>;
}>;
