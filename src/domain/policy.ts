import { z } from 'zod';
import { ABUSE_CATEGORIES, ACTIONS, INTENTS, LEAD_TIERS, PRIORITIES, SENTIMENTS, URGENCIES } from './labels.ts';

const probability = z.number().min(0).max(1);
const slug = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, dot, dash, underscore');
const clock = z.string().regex(/^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/, 'HH:MM, at most 24:00');

/** Labels a moderation rule may look at. */
export const RULE_LABELS = ['abuse', 'spam', 'injection', ...ABUSE_CATEGORIES] as const;

const ModerationRule = z.strictObject({
  id: slug,
  when: z.strictObject({ label: z.enum(RULE_LABELS), at_least: probability, languages: z.array(z.string()).optional(), channels: z.array(z.string()).optional() }),
  action: z.enum(ACTIONS),
});

/** All given conditions must hold; a list holds when one of its members does. */
const Condition = z.strictObject({
  flagged: z.array(z.enum(['spam', 'abuse', 'self_harm', 'threat', 'prompt_injection'])).optional(),
  intents: z.array(z.enum(INTENTS)).optional(),
  lead: z.array(z.enum(LEAD_TIERS)).optional(),
  urgency: z.array(z.enum(URGENCIES)).optional(),
  sentiment: z.array(z.enum(SENTIMENTS)).optional(),
  languages: z.array(z.string()).optional(),
  channels: z.array(z.string()).optional(),
  /** Words or phrases: accents and case do not matter, whole words only. */
  keywords: z.array(z.string().min(2).max(80)).optional(),
  contact_tags: z.array(z.string()).optional(),
  value_tiers: z.array(z.string()).optional(),
  within_hours: z.boolean().optional(),
});
export type Condition = Readonly<z.infer<typeof Condition>>;

const RoutingRule = z.strictObject({
  id: slug,
  when: Condition,
  queue: slug.optional(),
  priority: z.enum(PRIORITIES).optional(),
  /** The urgency is at least this when the rule matches. */
  urgency_at_least: z.enum(URGENCIES).optional(),
  escalate: z.strictObject({ to: slug, reason: z.string().min(1).max(120) }).optional(),
});

const Label = z.strictObject({
  name: slug,
  display: z.string().min(1).max(60),
  colour: z.string().regex(/^#[0-9a-f]{6}$/i).optional(),
  when: Condition,
});

const Calendar = z.strictObject({
  timezone: z.string().refine(isTimeZone, 'not an IANA time zone'),
  /** Opening spells by weekday; a day left out is closed. */
  open: z.partialRecord(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), z.array(z.tuple([clock, clock]))),
  /** Closed dates, YYYY-MM-DD in the calendar's zone. */
  holidays: z.array(z.iso.date()).default([]),
});

export const PolicySchema = z.strictObject({
  id: slug,
  version: z.number().int().min(1),
  mode: z.enum(['enforce', 'shadow']),
  thresholds: z.strictObject({
    abuse: probability,
    spam: probability,
    prompt_injection: probability,
    categories: z.record(z.enum(ABUSE_CATEGORIES), probability),
  }),
  /** A score from here up to its threshold is called uncertain and asks for review. */
  uncertain_from: z.strictObject({ abuse: probability, spam: probability, prompt_injection: probability }),
  intent: z.strictObject({ out_of_scope_below: probability }),
  /** Severity of a flagged category at its threshold; certain ones rise by one. */
  severities: z.record(z.enum(ABUSE_CATEGORIES), z.number().int().min(1).max(3)),
  rules: z.array(ModerationRule).max(10_000),
  queues: z.array(z.strictObject({ id: slug, description: z.string().max(400), intents: z.array(z.enum(INTENTS)).default([]) })).min(1),
  fallback_queue: slug,
  moderation_queue: slug,
  crisis_queue: slug,
  /** Where a product question goes when its sender is no prospect. */
  owner_queue: slug,
  routing: z.array(RoutingRule).max(10_000).default([]),
  labels: z.array(Label).max(500).default([]),
  calendar: Calendar,
  sla: z.strictObject({ name: slug, first_response_minutes: z.record(z.enum(PRIORITIES), z.number().int().min(1).max(100_000)) }).optional(),
  auto_reply: z.strictObject({ out_of_hours: z.record(z.string(), z.string().max(1_000)) }).optional(),
  replies: z.strictObject({
    /** An answer whose support is below this is not proposed. */
    answer_at_least: probability,
    auto_send: z.boolean().default(false),
  }),
  /** Relabelled messages enter the evaluation pool, redacted, where the workspace stores text too. */
  evaluation: z.strictObject({ pool: z.boolean().default(false) }).optional(),
});

export type Policy = Readonly<z.infer<typeof PolicySchema>>;
export type Calendar = Policy['calendar'];

/** A policy that was checked as a whole, with its look-ups built once. */
export type CompiledPolicy = Readonly<{
  policy: Policy;
  queueOf: ReadonlyMap<string, string>;
  /** Keyword phrases by rule or label id. */
  keywords: ReadonlyMap<string, readonly Keyword[]>;
}>;

/** A keyword phrase as a message's words spell it: most messages lack its first word, and `padded` has a blank at either end. */
export type Keyword = Readonly<{ first: string; padded: string }>;

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
