import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INTENTS, LEAD_TIERS, PRIORITIES, SENTIMENTS, URGENCIES } from '../../src/domain/labels.ts';
import { decide } from '../../src/policy/decide.ts';
import { route, type Routed } from '../../src/policy/route.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { compiledDemo, type Likely, messageOf, outcomesOf } from '../support/demo-policy.ts';

const demo = compiledDemo();
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const likely: fc.Arbitrary<Likely> = fc.record({
  abuse: probability, spam: probability, injection: probability, intent: fc.constantFrom(...INTENTS), lead: fc.constantFrom(...LEAD_TIERS),
    urgency: fc.constantFrom(...URGENCIES), sentiment: fc.constantFrom(...SENTIMENTS),
  categories: fc.record({ 'harassment/threatening': probability, hate: probability, sexual: probability }),
});
const words = fc.constantFrom('bonjour', 'mon avocat vous écrira', 'chargeback', 'un journaliste', 'I will sue you', '👍', '');
const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) }).map((at) => new Date(at));

function routed(chosen: Likely, text: string, now: Date): Routed {
  const prepared = prepareText({ text });
  const reading = decide({ outcomes: outcomesOf(chosen), text: prepared, channel: 'web', compiled: demo });
  return route({ reading, message: messageOf(text), text: prepared, compiled: demo, now });
}

test('every message has a queue that exists and an answer that is due after it came', () => {
  const queues = new Set(demo.policy.queues.map(({ id }) => id));
  fc.assert(fc.property(likely, words, instant, (chosen, text, now) => {
    const { routing } = routed(chosen, text, now);

    expect(queues.has(routing.queue)).toBe(true);
    expect(routing.sla?.firstResponseDueAt.getTime()).toBeGreaterThan(now.getTime());
  }));
});

test('distress goes to crisis, urgently, whatever else is found', () => {
  fc.assert(fc.property(likely, words, instant, fc.constantFrom('self-harm', 'self-harm/intent', 'self-harm/instructions'), (chosen, text, now, category) => {
    const { routing, urgency } = routed({ ...chosen, categories: { ...chosen.categories, [category]: 0.8 } }, text, now);

    expect([routing.queue, routing.priority, urgency, routing.autoReply]).toEqual(['crisis', 'urgent', 'critical', null]);
  }));
});

test('what is flagged as spam or abuse never reaches another queue than moderation, or crisis', () => {
  fc.assert(fc.property(likely, words, instant, (chosen, text, now) => {
    const flagged = (chosen.spam ?? 0) >= 0.5 || (chosen.abuse ?? 0) >= 0.5;

    expect(flagged && routed(chosen, text, now).routing.queue !== 'moderation').toBe(false);
  }));
});

test('a rule only ever raises the priority', () => {
  fc.assert(fc.property(likely, words, instant, (chosen, text, now) => {
    const without = { ...demo, policy: { ...demo.policy, routing: [] } };
    const prepared = prepareText({ text });
    const reading = decide({ outcomes: outcomesOf(chosen), text: prepared, channel: 'web', compiled: demo });
    const plain = route({ reading, message: messageOf(text), text: prepared, compiled: without, now });

    expect(PRIORITIES.indexOf(routed(chosen, text, now).routing.priority)).toBeGreaterThanOrEqual(PRIORITIES.indexOf(plain.routing.priority));
  }));
});
