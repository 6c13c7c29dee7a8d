import { z } from 'zod';
import type { DecisionRecord, FeedbackRecord, PooledRow } from '../../domain/ports.ts';
import { INTENTS, LEAD_TIERS, SENTIMENTS, SPAM_KINDS, ABUSE_CATEGORIES, URGENCIES } from '../../domain/labels.ts';
import { identifier } from './triage-request.ts';

const Labels = z.object({
  spam: z.boolean(), spam_kind: z.enum(SPAM_KINDS).nullable(), abuse: z.boolean(), abuse_categories: z.array(z.enum(ABUSE_CATEGORIES)), lead: z.enum(LEAD_TIERS),
  intent: z.enum(INTENTS), urgency: z.enum(URGENCIES), sentiment: z.enum(SENTIMENTS), queue: z.string().max(64), prompt_injection: z.boolean(), language: z.string().max(35),
}).partial();

const common = { decision_id: identifier(64), comment: z.string().max(2_000).optional(), actor: z.string().max(200).optional() };
const suggestion = { suggestion_id: identifier(64) };

/** What came of a decision: one endpoint for every kind. */
export const FeedbackSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accept'), ...common, suggestion_id: identifier(64).optional() }),
  z.object({ kind: z.literal('edit'), ...common, ...suggestion, text: z.string().min(1).max(10_000) }),
  z.object({ kind: z.literal('reject'), ...common, suggestion_id: identifier(64).optional(), reason: z.string().max(500).optional() }),
  z.object({ kind: z.literal('relabel'), ...common, labels: Labels.refine((labels) => Object.keys(labels).length > 0, 'must name at least one label') }),
  z.object({ kind: z.literal('outcome'), ...common, outcome: z.enum(['converted', 'lost', 'resolved', 'reopened', 'spam_confirmed', 'abuse_confirmed', 'escalated']), value: z.number().optional(), currency: z.string().length(3).optional() }),
]).meta({ id: 'Feedback' });

export type Feedback = z.infer<typeof FeedbackSchema>;

export const FeedbackResponseSchema = z.object({ object: z.literal('feedback'), id: z.string(), decision_id: z.string(), kind: z.string(), created_at: z.string() }).meta({ id: 'FeedbackReceipt' });

/** What is kept of a feedback: where the workspace keeps no text, an edit leaves its length, a comment and a reason nothing. */
export function keptFeedback(feedback: Feedback, storeText: boolean): Record<string, unknown> {
  if (storeText) return feedback;
  const { comment: _comment, ...rest } = feedback;
  if (rest.kind === 'reject') {
    const { reason: _reason, ...reject } = rest;
    return reject;
  }
  if (rest.kind !== 'edit') return rest;
  const { text, ...edit } = rest;
  return { ...edit, text_length: text.length };
}

/** What a relabel adds to the evaluation pool: the person's labels and the redacted text; nothing where no text was kept. */
export function pooledRow(feedback: Feedback, { text, channel }: DecisionRecord, redact: (text: string) => string): PooledRow | undefined {
  if (feedback.kind !== 'relabel' || text === null || text.trim() === '') return undefined;
  const { language, ...labels } = feedback.labels;
  return { text: redact(text), channel, ...(language === undefined ? {} : { lang: language }), labels };
}

export const presentFeedback = ({ id, decisionId, kind, body, createdAt }: FeedbackRecord) => ({ object: 'feedback' as const, id, decision_id: decisionId, kind, created_at: createdAt.toISOString(), ...(body as object) });

export const DecisionSchema = z.object({
  object: z.literal('triage.decision'), id: z.string(), created_at: z.string(), channel: z.string(), message_id: z.string().nullable(), action: z.string(), queue: z.string(),
  policy_version: z.int(), input_sha256: z.string(), text: z.string().nullable(), result: z.object({}).loose(), feedback: z.array(z.object({}).loose()),
}).meta({ id: 'Decision' });

export const presentDecision = (decision: DecisionRecord, feedback: readonly FeedbackRecord[]): z.infer<typeof DecisionSchema> => ({
  object: 'triage.decision', id: decision.id, created_at: decision.createdAt.toISOString(), channel: decision.channel, message_id: decision.messageId, action: decision.action,
  queue: decision.queue, policy_version: decision.policyVersion, input_sha256: decision.inputHash, text: decision.text, result: JSON.parse(decision.bodyJson) as Record<string, unknown>,
  feedback: feedback.map(presentFeedback),
});
