import { expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import { compilePolicy, foldPhrase, type PolicyFault, PolicyError } from '../../src/policy/compile.ts';
import { demoPolicy } from '../support/demo-policy.ts';

function faultsOf(input: unknown): readonly PolicyFault[] {
  try {
    compilePolicy(input);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.faults;
    throw error;
  }
}
const pointersOf = (input: unknown): readonly string[] => faultsOf(input).map(({ pointer }) => pointer);
const demo = demoPolicy();
const withRouting = (rule: object): unknown => ({ ...demo, routing: [{ id: 'r', when: { intents: ['billing'] }, ...rule }] });
const withHours = (open: Policy['calendar']['open']): unknown => ({ ...demo, calendar: { ...demo.calendar, open } });

test('the shipped policy compiles, every intent has a queue and keywords are folded', () => {
  const compiled = compilePolicy(demo);

  expect(compiled.queueOf.size).toBe(22);
  expect(compiled.keywords.get('rule:legal-threat')).toContainEqual({ first: 'depose', padded: ' depose plainte ' });
  expect(compiled.keywords.has('label:lead-chaud')).toBe(false);
});

test.each([
  ['an unknown fallback queue', { ...demo, fallback_queue: 'nobody' }, ['/fallback_queue']],
  ['unknown queues everywhere', { ...demo, moderation_queue: 'a', crisis_queue: 'b', owner_queue: 'c' }, ['/moderation_queue', '/crisis_queue', '/owner_queue']],
  ['a routing rule to an unknown queue', withRouting({ queue: 'nobody' }), ['/routing/0/queue']],
  ['an escalation to an unknown queue', withRouting({ escalate: { to: 'nobody', reason: 'x' } }), ['/routing/0/escalate/to']],
  ['two queues with one id', { ...demo, queues: [...demo.queues, { id: 'sales', description: '', intents: [] }] }, ['/queues/10/id']],
  ['two moderation rules with one id', { ...demo, rules: [...demo.rules, demo.rules[0]] }, [`/rules/${demo.rules.length}/id`]],
  ['two routing rules with one id', { ...demo, routing: [...demo.routing, demo.routing[1]] }, [`/routing/${demo.routing.length}/id`]],
  ['two labels with one name', { ...demo, labels: [...demo.labels, demo.labels[2]] }, [`/labels/${demo.labels.length}/name`]],
  ['an intent in two queues', { ...demo, queues: demo.queues.map((queue) => (queue.id === 'crisis' ? { ...queue, intents: ['other', 'billing'] } : queue)) },
  ['/queues/9/intents/0', '/queues/9/intents/1']],
  ['a self-harm rule that blocks', { ...demo, rules: [{ id: 'a', when: { label: 'self-harm/intent', at_least: 0.9 }, action: 'block' }] }, ['/rules/0/action']],
  ['a self-harm rule that hides', { ...demo, rules: [{ id: 'a', when: { label: 'self-harm', at_least: 0.9 }, action: 'hide' }] }, ['/rules/0/action']],
  ['an uncertain band above its threshold', { ...demo, uncertain_from: { ...demo.uncertain_from, spam: 0.6 } }, ['/uncertain_from/spam']],
  ['no open hour', withHours({}), ['/calendar/open']],
  ['only days without hours', withHours({ mon: [], sat: [] }), ['/calendar/open']],
  ['closing before opening', withHours({ mon: [['18:00', '09:00']] }), ['/calendar/open/mon/0']],
  ['closing at the minute of opening', withHours({ mon: [['09:00', '09:00']] }), ['/calendar/open/mon/0']],
  ['overlapping hours', withHours({ tue: [['13:00', '18:00'], ['09:00', '13:30']] }), ['/calendar/open/tue/0']],
  ['hours inside other hours', withHours({ tue: [['08:00', '20:00'], ['09:00', '10:00'], ['11:00', '12:00']] }), ['/calendar/open/tue/1', '/calendar/open/tue/2']],
  ['a routing rule without a condition', withRouting({ when: {} }), ['/routing/0/when']],
  ['a label without a condition', { ...demo, labels: [{ name: 'a', display: 'A', when: {} }] }, ['/labels/0/when']],
  ['a list that nothing can match', withRouting({ when: { intents: ['billing'], channels: [] } }), ['/routing/0/when/channels']],
  ['a keyword without a letter', withRouting({ when: { keywords: ['devis', '...'] } }), ['/routing/0/when/keywords/1']],
])('%s is named by its JSON pointer', (_name, input, pointers) => {
  expect(pointersOf(input)).toEqual(pointers);
});

test.each([
  ['a time zone that is none', { ...demo, calendar: { ...demo.calendar, timezone: 'Europe/Atlantis' } }, ['/calendar/timezone']],
  ['a minute after midnight', withHours({ mon: [['09:00', '24:30']] }), ['/calendar/open/mon/0/1']],
  ['a time that is none', withHours({ mon: [['9h', '12:00']] }), ['/calendar/open/mon/0/0']],
  ['a date that is none', { ...demo, calendar: { ...demo.calendar, holidays: ['2026-02-30'] } }, ['/calendar/holidays/0']],
  ['a threshold above one', { ...demo, thresholds: { ...demo.thresholds, spam: 1.2 } }, ['/thresholds/spam']],
  ['a category threshold above one', { ...demo, thresholds: { ...demo.thresholds, categories: { ...demo.thresholds.categories, 'hate/threatening': 2 } } },
  ['/thresholds/categories/hate~1threatening']],
  ['an action that is none', { ...demo, rules: [{ id: 'a', when: { label: 'spam', at_least: 0.5 }, action: 'delete' }] }, ['/rules/0/action']],
  ['a label that no classifier gives', { ...demo, rules: [{ id: 'a', when: { label: 'rudeness', at_least: 0.5 }, action: 'hide' }] }, ['/rules/0/when/label']],
  ['a key that means nothing', { ...demo, shadow: true }, ['']],
  ['no policy at all', null, ['']],
])('%s is a fault of shape, by its JSON pointer', (_name, input, pointers) => {
  expect(pointersOf(input)).toEqual(pointers);
});

test('all contradictions are named at once', () => {
  const input = { ...demo, fallback_queue: 'nobody', uncertain_from: { ...demo.uncertain_from, abuse: 0.9 }, calendar: { ...demo.calendar, open: {} } };

  expect(pointersOf(input)).toEqual(['/fallback_queue', '/uncertain_from/abuse', '/calendar/open']);
  expect(() => compilePolicy(input)).toThrow(/queue "nobody" is not one of: sales, support/);
});

test('every repetition of a name points at its first use', () => {
  const [rule] = demo.rules;

  expect(faultsOf({ ...demo, rules: [rule, rule, rule] }).map(({ pointer, detail }) => [pointer, detail])).toEqual([
    ['/rules/1/id', '"abuse.likely" is used more than once: it is at /rules/0/id already'],
    ['/rules/2/id', '"abuse.likely" is used more than once: it is at /rules/0/id already'],
  ]);
});

test('a day may be open to midnight, and spells may touch', () => {
  expect(faultsOf(withHours({ fri: [['09:00', '12:00'], ['12:00', '24:00']], sat: [['00:00', '02:00']] }))).toEqual([]);
});

test('a phrase is read as a message is read', () => {
  expect(['Mise en  Demeure', "aujourd'hui", 'C\u200bHARGEBACK', 'exemple.com', '24/7', '…'].map(foldPhrase)).toEqual(['mise en demeure', 'aujourd hui', 'chargeback',
    'exemple.com', '24/7', '']);
});
