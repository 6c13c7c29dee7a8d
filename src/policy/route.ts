import type { Reading, Routing, Tag } from '../domain/decision.ts';
import { type Priority, PRIORITIES, URGENCIES, type Urgency } from '../domain/labels.ts';
import type { InboundMessage, PreparedText } from '../domain/message.ts';
import type { CompiledPolicy, Policy } from '../domain/policy.ts';
import { addBusinessMinutes, isOpen } from './business-hours.ts';
import { holds, type Situation } from './condition.ts';
import { spokenIn } from './compile.ts';
import { hasDistress, hasThreat } from './reconcile.ts';

export type RouteInput = Readonly<{ reading: Partial<Reading>; message: InboundMessage; text: PreparedText; compiled: CompiledPolicy; now: Date }>;

export type Routed = Readonly<{ routing: Routing; urgency: Urgency | null }>;

type RoutingRule = Policy['routing'][number];

/**
 * Where a message goes and how soon. Distress outranks moderation, which outranks the workspace's rules, which outrank
 * the intent's own queue; with nothing to go by it is the fallback queue.
 */
export function route({ reading, message, text, compiled, now }: RouteInput): Routed {
  const { policy, keywords } = compiled;
  const open = isOpen(policy.calendar, now);
  const situation: Situation = { reading, message, text, spoken: spokenIn(text.tokens), open };
  const matched = policy.routing.filter(({ id, when }) => holds(when, when.keywords && keywords.get(`rule:${id}`), situation));
  const urgency = raisedUrgency(reading.urgency?.level ?? null, matched, reading);
  const priority = priorityOf(urgency, reading, message, matched);
  const { queue, rule } = queueFor(reading, matched, compiled);
  const minutes = policy.sla?.first_response_minutes[priority];
  const dueAt = minutes === undefined ? undefined : addBusinessMinutes(policy.calendar, now, minutes);
  // "We are closed" is no answer to somebody in distress.
  const isAnswerable = reading.spam?.flagged !== true && !hasDistress(reading);
  const autoReply = open || !isAnswerable ? undefined : policy.auto_reply?.out_of_hours[text.language.tag] ?? policy.auto_reply?.out_of_hours['en'];
  const routing: Routing = {
    queue,
    runnerUp: runnerUp(queue, reading, compiled),
    fallbackQueue: policy.fallback_queue,
    priority,
    tags: policy.labels.filter(({ name, when }) => holds(when, when.keywords && keywords.get(`label:${name}`), situation)).map(({ name, when }): Tag => ({ name, confidence: confidenceOf(reading), reason: reasonOf(when) })),
    matchedRules: [...matched.map(({ id }) => id), ...(rule === undefined ? [] : [rule])],
    escalate: escalation(reading, matched, policy),
    sla: policy.sla === undefined || dueAt === undefined || minutes === undefined ? null : { policy: policy.sla.name, firstResponseDueAt: dueAt, businessMinutes: minutes },
    autoReply: autoReply === undefined ? null : { kind: 'out_of_hours', text: autoReply },
  };
  return { routing, urgency };
}

function queueFor(reading: Partial<Reading>, matched: readonly RoutingRule[], compiled: CompiledPolicy): { queue: string; rule: string | undefined } {
  const { policy } = compiled;
  if (hasDistress(reading)) return { queue: policy.crisis_queue, rule: 'default:self-harm' };
  if (reading.spam?.flagged === true || reading.moderation?.flagged === true) return { queue: policy.moderation_queue, rule: 'default:moderation' };
  const named = matched.find(({ queue }) => queue !== undefined);
  if (named?.queue !== undefined) return { queue: named.queue, rule: undefined };
  const intent = reading.intent?.top;
  if (intent === null || intent === undefined) return { queue: policy.fallback_queue, rule: 'default:fallback' };
  return { queue: queueOfIntent(intent, reading, compiled), rule: `default:intent-${intent.replaceAll('_', '-')}` };
}

function queueOfIntent(intent: string, { lead }: Partial<Reading>, { policy, queueOf }: CompiledPolicy): string {
  if (intent === 'product_question' && lead?.tier === 'none') return policy.owner_queue;
  return queueOf.get(intent) ?? policy.fallback_queue;
}

/** The next queue by intent probability and how far behind it is. */
function runnerUp(queue: string, reading: Partial<Reading>, compiled: CompiledPolicy): Routing['runnerUp'] {
  const shares = new Map<string, number>();
  for (const [intent, probability] of reading.intent?.candidates ?? []) {
    const of = queueOfIntent(intent, reading, compiled);
    shares.set(of, (shares.get(of) ?? 0) + probability);
  }
  const [next] = [...shares].filter(([of]) => of !== queue).sort((a, b) => b[1] - a[1]);
  return next === undefined ? null : { queue: next[0], margin: Math.max(0, (shares.get(queue) ?? 1) - next[1]) };
}

/** What a rule asks for holds even when nothing is known of the urgency itself; spam is in no hurry whatever it says. */
function raisedUrgency(level: Urgency | null, matched: readonly RoutingRule[], reading: Partial<Reading>): Urgency | null {
  if (isEmergency(reading)) return 'critical';
  if (reading.spam?.flagged === true) return level;
  return matched.reduce((highest: Urgency | null, { urgency_at_least: least }) =>
    (least !== undefined && (highest === null || URGENCIES.indexOf(least) > URGENCIES.indexOf(highest)) ? least : highest), level);
}

/** Somebody may come to harm: no other finding lowers that. */
const isEmergency = (reading: Partial<Reading>): boolean => hasDistress(reading) || hasThreat(reading);

const BY_URGENCY: Readonly<Record<Urgency, Priority>> = { low: 'low', normal: 'medium', high: 'high', critical: 'urgent' };
const VALUED = new Set(['vip', 'gold', 'platinum', 'premium']);

/** Urgency first; a hot prospect, an unhappy or a valued customer each lift an ordinary message by one; rules may ask for more, never less. */
function priorityOf(urgency: Urgency | null, reading: Partial<Reading>, message: InboundMessage, matched: readonly RoutingRule[]): Priority {
  const base = PRIORITIES.indexOf(BY_URGENCY[urgency ?? 'normal']);
  const lifted = reading.lead?.tier === 'hot' || (reading.sentiment?.label === 'negative' && reading.sentiment.frustration > 0.8) || VALUED.has(message.contact.value?.tier ?? '');
  const suspicious = reading.spam?.flagged === true && !isEmergency(reading);
  const own = suspicious ? 0 : base === 1 && lifted ? 2 : base;
  const asked = matched.map(({ priority }) => (priority === undefined ? 0 : PRIORITIES.indexOf(priority)));
  return PRIORITIES[Math.max(own, ...asked)] ?? 'medium';
}

function escalation(reading: Partial<Reading>, matched: readonly RoutingRule[], policy: Policy): Routing['escalate'] {
  if (hasDistress(reading)) return { to: policy.crisis_queue, reason: 'possible self-harm' };
  return matched.find(({ escalate }) => escalate !== undefined)?.escalate ?? null;
}

const confidenceOf = ({ intent, spam, moderation }: Partial<Reading>): number =>
  spam?.flagged === true ? (spam.score ?? 0) : moderation?.flagged === true ? (moderation.score ?? 0) : (intent?.confidence ?? 0);

const reasonOf = (when: object): string => Object.keys(when).sort().join('+');
