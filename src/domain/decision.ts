import type { AbuseCategory, Action, Intent, LeadTier, Priority, Sentiment, SpamKind, Urgency } from './labels.ts';
import type { Language, Span, Turn } from './message.ts';
import type { Evidence, Outcomes } from './score.ts';
import type { Suggestion } from './draft.ts';

export type CategoryDecision = Readonly<{
  id: AbuseCategory;
  score: number;
  /** 0 none, 1 mild, 2 serious, 3 severe. */
  severity: 0 | 1 | 2 | 3;
  threshold: number;
  flagged: boolean;
}>;

export type ModerationDecision = Readonly<{
  action: Action;
  flagged: boolean;
  /** Calibrated probability that the message is abusive at all; null when the abuse classifier failed. */
  score: number | null;
  severity: 0 | 1 | 2 | 3;
  /** True in the band where the policy asks for a person. */
  uncertain: boolean;
  categories: readonly CategoryDecision[];
  spans: readonly (Span & Readonly<{ category: string }>)[];
  /** Ids of every rule that asked for the action or a milder one. */
  rules: readonly string[];
}>;

export type SpamDecision = Readonly<{
  score: number | null;
  flagged: boolean;
  kind: SpamKind | null;
  threshold: number;
  /** Weights sum to the logit of the uncalibrated score. */
  symbols: readonly Evidence[];
}>;

export type LeadDecision = Readonly<{
  score: number | null;
  tier: LeadTier | null;
  signals: readonly Evidence[];
  missing: readonly string[];
  nextQuestion: string | null;
}>;

export type IntentDecision = Readonly<{
  top: Intent | null;
  confidence: number;
  candidates: readonly (readonly [Intent, number])[];
  outOfScope: boolean;
}>;

export type SentimentDecision = Readonly<{ label: Sentiment | null; score: number; frustration: number }>;
export type UrgencyDecision = Readonly<{ level: Urgency | null; score: number; probabilities: Readonly<Record<string, number>> }>;
export type InjectionDecision = Readonly<{ score: number | null; flagged: boolean; threshold: number; spans: readonly Span[] }>;

/** What each aspect of the message comes to, once the policy's thresholds have been applied. */
export type Reading = Readonly<{
  moderation: ModerationDecision;
  spam: SpamDecision;
  lead: LeadDecision;
  intent: IntentDecision;
  sentiment: SentimentDecision;
  urgency: UrgencyDecision;
  injection: InjectionDecision;
}>;

export type Tag = Readonly<{ name: string; confidence: number; reason: string }>;

/** Hints; the inbox acts. */
export type Routing = Readonly<{
  queue: string;
  runnerUp: Readonly<{ queue: string; margin: number }> | null;
  fallbackQueue: string;
  priority: Priority;
  tags: readonly Tag[];
  /** Ids of the routing rules that matched, in the policy's order. */
  matchedRules: readonly string[];
  escalate: Readonly<{ to: string; reason: string }> | null;
  /** When a first answer is due, in the workspace's business hours; null when the policy sets no target. */
  sla: Readonly<{ policy: string; firstResponseDueAt: Date; businessMinutes: number }> | null;
  autoReply: Readonly<{ kind: 'out_of_hours'; text: string }> | null;
}>;

export type Handoff = Readonly<{
  needed: boolean;
  /** At most 140 UTF-16 units, one line. */
  oneLiner: string;
  summary: string;
  lastMessages: readonly Readonly<{ id: string | null; role: 'customer' | 'agent'; text: string }>[];
  openQuestions: readonly string[];
  customerMessage: string;
}>;

export type FailMode = 'open' | 'review' | 'closed';

/** A stage that did not run or did not finish, and how the answer treats that. */
export type Degradation = Readonly<{ stage: string; reason: string; failMode: FailMode }>;

export type Coverage = Readonly<{
  scored: readonly string[];
  /** What nobody looked at: `image`, `audio`, `script:thai` … never treated as clean. */
  unscored: readonly string[];
}>;

export const STAGES = ['moderation', 'spam', 'lead', 'intent', 'sentiment', 'urgency', 'prompt_injection', 'routing', 'suggestions', 'handoff'] as const;
export type Stage = (typeof STAGES)[number];

export type TriageOptions = Readonly<{
  include: ReadonlySet<Stage>;
  deadlineMs: number;
  maxSuggestions: number;
  explain: boolean;
  dryRun: boolean;
  model: 'triage' | 'triage-fast';
}>;

/** What is returned, evaluated and (less the text) stored. A stage that was not asked for is undefined. */
export type TriageResult = Readonly<{
  id: string;
  tenantId: string;
  channel: string;
  messageId: string | null;
  createdAt: Date;
  policy: Readonly<{ id: string; version: number; mode: 'enforce' | 'shadow' }>;
  language: Language;
  coverage: Coverage;
  outcomes: Outcomes;
  reading: Partial<Reading>;
  routing?: Routing;
  suggestions?: readonly Suggestion[];
  handoff?: Handoff;
  degraded: readonly Degradation[];
  timingMs: Readonly<Record<string, number>>;
}>;

/** All that a hand-off note is made from; a replayed answer makes its note again from this. */
export type HandoffInput = Readonly<{
  text: string;
  turns: readonly Turn[];
  messageId: string | null;
  language: string;
  intent: Intent | null;
  queue: string;
  urgency: Urgency | null;
  leadTier: LeadTier | null;
  flagged: Readonly<{ spam: boolean; abuse: boolean; distress: boolean }>;
  escalate: boolean;
  missing: readonly string[];
}>;
