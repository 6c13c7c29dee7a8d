import { expect, test } from 'vitest';
import type { Reading } from '../../src/domain/decision.ts';
import { INTENTS, type Intent } from '../../src/domain/labels.ts';
import type { InboundMessage } from '../../src/domain/message.ts';
import type { CompiledPolicy } from '../../src/domain/policy.ts';
import { decide } from '../../src/policy/decide.ts';
import { route, type Routed } from '../../src/policy/route.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { compiledDemo, failed, type Likely, messageOf, outcomesOf } from '../support/demo-policy.ts';

const OPEN = new Date('2026-09-01T08:00:00Z'); // a Tuesday, 10:00 in Paris
const CLOSED = new Date('2026-09-01T20:00:00Z');
const demo = compiledDemo();

type Case = Readonly<{ likely?: Likely; now?: Date; message?: Partial<InboundMessage>; compiled?: CompiledPolicy; change?: (reading: Partial<Reading>) => Partial<Reading> }>;

function routed(words: string, { likely = {}, now = OPEN, message = {}, compiled = demo, change = (reading) => reading }: Case = {}): Routed {
  const text = prepareText({ text: words });
  const reading = change(decide({ outcomes: outcomesOf(likely), text, channel: 'whatsapp', compiled }));
  return route({ reading, message: messageOf(words, message), text, compiled, now });
}

const QUEUES: Readonly<Record<Intent, string>> = {
  pricing: 'sales', availability: 'sales', booking: 'sales', purchase: 'sales', product_question: 'sales', technical_support: 'support', account: 'support',
    other: 'support', order_status: 'logistics', delivery_problem: 'logistics',
  billing: 'billing', return_refund: 'billing', complaint: 'care', feedback: 'care', human_request: 'care', greeting: 'care', privacy: 'privacy', opt_out: 'privacy',
    partnership: 'management', job_application: 'hr', spam: 'moderation', abuse: 'moderation',
};

test.each(INTENTS.map((intent) => [intent, QUEUES[intent]] as const))('the intent %s goes to %s', (intent, queue) => {
  const likely: Likely = { intent, lead: 'cold', ...(intent === 'spam' ? { spam: 0.8 } : {}), ...(intent === 'abuse' ? { abuse: 0.8 } : {}) };

  expect(routed('bonjour', { likely }).routing.queue).toBe(queue);
});

test('a product question of an owner, who is no prospect, goes to support', () => {
  expect(routed('le mode éco, ça marche comment', { likely: { intent: 'product_question', lead: 'none' } }).routing.queue).toBe('support');
});

test('spam and abuse go to moderation, whatever else the message wants', () => {
  expect(routed('devis', { likely: { spam: 0.7, intent: 'pricing', lead: 'hot' } }).routing).toMatchObject({ queue: 'moderation', priority: 'low' });
  expect(routed('ma commande, connards', { likely: { abuse: 0.7, intent: 'order_status' } }).routing.queue).toBe('moderation');
});

test('self-harm goes to crisis with the first priority, even when the message looks like spam and abuse', () => {
  const { routing, urgency } = routed('je veux en finir', { likely: { spam: 0.99, abuse: 0.99, categories: { 'self-harm/intent': 0.9 } }, now: CLOSED });

  expect(routing).toMatchObject({ queue: 'crisis', priority: 'urgent', escalate: { to: 'crisis' }, autoReply: null });
  expect(urgency).toBe('critical');
});

test('a message that is only flagged as spam and speaks of self-harm is reviewed, not hidden, and goes to crisis', () => {
  const text = prepareText({ text: 'je veux en finir' });
  const outcomes = outcomesOf({ spam: 0.95, intent: 'spam', categories: { 'self-harm': 0.6 } });
  const reading = decide({ outcomes, text, channel: 'web', compiled: demo });

  expect(reading.moderation).toMatchObject({ action: 'review', flagged: false });
  expect(reading.urgency?.level).toBe('critical');
  expect(route({ reading, message: messageOf('x'), text, compiled: demo, now: OPEN }).routing).toMatchObject({ queue: 'crisis', priority: 'urgent' });
});

test('distress is urgent even when nobody asked for the urgency or it failed', () => {
  const without = routed('je veux en finir', { likely: { categories: { 'self-harm': 0.9 } }, change: ({ urgency: _urgency, ...rest }) => rest });

  expect(without).toMatchObject({ urgency: 'critical', routing: { priority: 'urgent' } });
});

test('a threat against staff is urgent and escalated, also in spam', () => {
  expect(routed('je sais où tu habites', { likely: { abuse: 0.9, spam: 0.8,
    categories: { 'harassment/threatening': 0.9 } } }).routing).toMatchObject({ queue: 'moderation', priority: 'urgent', escalate: { to: 'management' } });
});

test.each([
  ["Je vais saisir mon avocat si je n'ai pas de réponse", 'complaint'], ['see you in court', 'delivery_problem'], ['mise en demeure avant lundi', 'billing'],
  ['I will contact a lawyer', 'return_refund'], ['Sinon mon avocat s’en chargera', 'feedback'],
] satisfies [string, Intent][])('a legal threat goes to management whatever the intent: %j', (text, intent) => {
  const { routing, urgency } = routed(text, { likely: { intent } });

  expect(routing).toMatchObject({ queue: 'management', escalate: { to: 'management' } });
  expect(routing.matchedRules).toContain('legal-threat');
  expect(urgency).toBe('high');
});

test.each([['Je vais faire opposition au paiement'], ['I will do a chargeback'],
  ["I'll dispute the charge with my bank"]])('a chargeback threat goes to billing with high urgency: %j', (text) => {
  expect(routed(text, { likely: { intent: 'complaint' } })).toMatchObject({ urgency: 'high', routing: { queue: 'billing', priority: 'high' } });
});

test('what a rule asks for holds when the urgency itself is unknown', () => {
  const failing = { ...outcomesOf({ intent: 'complaint' }), urgency: failed('urgency') };
  const text = prepareText({ text: 'chargeback demain' });
  const reading = decide({ outcomes: failing, text, channel: 'web', compiled: demo });

  expect(route({ reading, message: messageOf('x'), text, compiled: demo, now: OPEN })).toMatchObject({ urgency: 'high', routing: { priority: 'high' } });
});

test('with no intent known it is the fallback queue', () => {
  const { routing } = routed('bonjour', { change: ({ intent: _intent, ...rest }) => rest });

  expect(routing).toMatchObject({ queue: 'care', fallbackQueue: 'care', matchedRules: ['default:fallback'] });
});

test('the queue of a rule outranks that of the intent, and every rule that matched is listed in the order of the policy', () => {
  const { routing } = routed('un journaliste souhaite parler au responsable',
    { likely: { intent: 'human_request' }, message: { contact: { identities: [], tags: [], value: { tier: 'vip' } } } });

  expect(routing).toMatchObject({ queue: 'management', matchedRules: ['press', 'vip-first'], priority: 'high' });
});

test.each([
  [{ likely: { urgency: 'low' } }, 'low'], [{ likely: { urgency: 'normal' } }, 'medium'], [{ likely: { urgency: 'high' } }, 'high'],
  [{ likely: { urgency: 'critical' } }, 'urgent'],
  [{ likely: { urgency: 'normal', lead: 'hot' } }, 'high'], [{ likely: { urgency: 'normal', sentiment: 'negative' } }, 'high'],
  [{ message: { contact: { identities: [], tags: [], value: { tier: 'gold' } } } }, 'high'],
  [{ likely: { urgency: 'low', lead: 'hot' } }, 'low'], [{ likely: { urgency: 'high', lead: 'hot' } }, 'high'],
] satisfies [Case, string][])('%j has priority %s', (situation, priority) => {
  expect(routed('bonjour', situation).routing.priority).toBe(priority);
});

test('the answer is due within the opening hours that the priority allows', () => {
  expect(routed('bonjour', { likely: { urgency: 'high' }, now: new Date('2026-09-01T16:00:00Z') }).routing.sla).toEqual({ policy: 'standard', businessMinutes: 60,
    firstResponseDueAt: new Date('2026-09-02T07:30:00Z') });
});

test('a policy without targets sets none', () => {
  const { sla: _sla, ...policy } = demo.policy;

  expect(routed('bonjour', { compiled: { ...demo, policy } }).routing.sla).toBeNull();
});

test('outside opening hours the automatic reply is offered in the language of the message, else in English, and never to spam', () => {
  expect(routed('bonjour je voudrais un devis', { now: CLOSED }).routing.autoReply?.text).toContain('Merci');
  expect(routed('hola quería saber el precio', { now: CLOSED }).routing.autoReply?.text).toContain('Thank you');
  expect(routed('bonjour', { now: CLOSED, likely: { spam: 0.9 } }).routing.autoReply).toBeNull();
  expect(routed('bonjour', { now: OPEN }).routing.autoReply).toBeNull();
});

test('labels come with what they were given for', () => {
  const { tags } = routed('je veux réserver', { likely: { intent: 'booking', lead: 'hot' } }).routing;

  expect(tags.map(({ name, reason }) => [name, reason])).toEqual([['ventes-en-attente', 'lead'], ['lead-chaud', 'lead'], ['reservation', 'intents']]);
});

test('the next best queue is another one than the queue itself, with how far it is behind', () => {
  const { runnerUp } = routed('bonjour', { likely: { intent: 'billing' } }).routing;

  expect(runnerUp?.queue).not.toBe('billing');
  expect(runnerUp?.margin).toBeGreaterThan(0.5);
});
