import { z } from 'zod';
import { ABUSE_CATEGORIES, ACTIONS, INTENTS, LEAD_TIERS, PRIORITIES, SENTIMENTS, SPAM_KINDS, URGENCIES } from '../../domain/labels.ts';

const score = z.number().min(0).max(1);
const span = z.array(z.int()).length(2).describe('Start (inclusive) and end (exclusive) in UTF-16 units of the text.');
const symbol = z.object({ id: z.string(), score: z.number(), detail: z.string().optional(), span: span.optional(), value: z.union([z.string(), z.number()]).optional() });

const Category = z.object({ id: z.enum(ABUSE_CATEGORIES), score, severity: z.int().min(0).max(3), threshold: score, flagged: z.boolean() });
const Moderation = z.object({
  action: z.enum(ACTIONS), flagged: z.boolean(), score: score.nullable(), severity: z.int().min(0).max(3), uncertain: z.boolean(), target: z.string().nullable(),
  categories: z.array(Category), spans: z.array(z.object({ span, category: z.string() })), rules: z.array(z.string()),
});
const Routing = z.object({
  queue: z.string(), runner_up: z.object({ queue: z.string(), margin: z.number() }).nullable(), fallback_queue: z.string(), priority: z.enum(PRIORITIES),
  tags: z.array(z.object({ name: z.string(), confidence: score, reason: z.string() })),
  sla: z.object({ policy: z.string(), first_response_due_at: z.string(), business_minutes: z.int() }).nullable(),
  auto_reply: z.object({ kind: z.string(), text: z.string() }).nullable(), escalate: z.object({ to: z.string(), reason: z.string() }).nullable(), matched_rules: z.array(z.string()),
});
const Suggestion = z.object({
  id: z.string(), status: z.enum(['draft', 'abstained']), kind: z.string(), text: z.string().nullable(), lang: z.string().optional(), sendable: z.boolean().optional(), auto_send_eligible: z.boolean().optional(),
  ai_generated: z.boolean().optional(), confidence: score.optional(), source: z.string().optional(),
  citations: z.array(z.object({ snippet_id: z.string(), version: z.int(), sentence: z.int(), score: z.number() })).optional(), checks: z.record(z.string(), z.boolean()).optional(),
  abstained: z.object({ reason: z.string(), nearest: z.array(z.object({ snippet_id: z.string(), score: z.number() })) }).optional(),
  model: z.string().optional(), prompt_version: z.string().optional(),
});
const Handoff = z.object({
  needed: z.boolean(), one_liner: z.string().max(140), summary: z.string(), last_messages: z.array(z.object({ id: z.string().nullable(), role: z.string(), text: z.string() })),
  open_questions: z.array(z.string()), customer_message: z.string(),
});

/** The answer of POST /v1/triage; sections that were not asked for are absent. The presenter is checked against it in the tests. */
export const TriageResponseSchema = z.object({
  id: z.string(), object: z.literal('triage.result'), created_at: z.string(), message_id: z.string().nullable(), channel: z.string(),
  policy: z.object({ id: z.string(), version: z.int(), mode: z.enum(['enforce', 'shadow']) }),
  language: z.object({ tag: z.string(), confidence: score }),
  coverage: z.object({ scored: z.array(z.string()), unscored: z.array(z.string()) }),
  moderation: Moderation.optional(),
  spam: z.object({ score: score.nullable(), flagged: z.boolean(), kind: z.enum(SPAM_KINDS).nullable(), threshold: score, symbols: z.array(symbol) }).optional(),
  lead: z.object({
    score: z.number().min(0).max(100).nullable(), tier: z.enum(LEAD_TIERS).nullable(),
    signals: z.array(z.object({ id: z.string(), points: z.number(), span: span.optional(), value: z.union([z.string(), z.number()]).optional() })),
    missing: z.array(z.string()), next_question: z.string().nullable(),
  }).optional(),
  intent: z.object({ top: z.enum(INTENTS).nullable(), confidence: score, candidates: z.array(z.tuple([z.enum(INTENTS), score])), out_of_scope: z.boolean() }).optional(),
  sentiment: z.object({ label: z.enum(SENTIMENTS).nullable(), score: z.number().min(-1).max(1), frustration: score }).optional(),
  urgency: z.object({ level: z.enum(URGENCIES).nullable(), score, probabilities: z.record(z.string(), score) }).optional(),
  prompt_injection: z.object({ score: score.nullable(), flagged: z.boolean(), threshold: score, spans: z.array(span) }).optional(),
  routing: Routing.optional(), suggestions: z.array(Suggestion).optional(), handoff: Handoff.optional(),
  degraded: z.array(z.object({ stage: z.string(), reason: z.string(), fail_mode: z.enum(['open', 'review', 'closed']) })),
  warnings: z.array(z.string()), timing_ms: z.record(z.string(), z.number()), usage: z.object({ llm_tokens: z.int(), est_cost_usd: z.number() }),
}).meta({ id: 'TriageResult' });
