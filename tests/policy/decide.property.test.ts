import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModerationDecision } from '../../src/domain/decision.ts';
import { ABUSE_CATEGORIES, ACTIONS, isSelfHarm } from '../../src/domain/labels.ts';
import { type Policy, RULE_LABELS } from '../../src/domain/policy.ts';
import type { Outcomes } from '../../src/domain/score.ts';
import { decide } from '../../src/policy/decide.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { demoPolicy, failed, scored } from '../support/demo-policy.ts';

type Rules = Policy['rules'];
const probability = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.35, 0.4, 0.5, 0.9, 0.92, 1));
const rule = fc.record({ id: fc.uuid(), when: fc.record({ label: fc.constantFrom(...RULE_LABELS), at_least: probability }), action: fc.constantFrom(...ACTIONS) });
const rules: fc.Arbitrary<Rules> = fc.array(rule, { maxLength: 12 });
const values = fc.record(Object.fromEntries(RULE_LABELS.map((label) => [label, probability])));
const TEXT = prepareText({ text: 'bonjour' });
const POLICY = demoPolicy();

const outcomesFrom = (by: Readonly<Record<string, number>>): Outcomes => ({
  abuse: scored('abuse', Object.fromEntries(['abuse', ...ABUSE_CATEGORIES].map((label) => [label, by[label] ?? 0]))),
  spam: scored('spam', { spam: by['spam'] ?? 0 }),
  'prompt-injection': scored('prompt-injection', { injection: by['injection'] ?? 0 }),
});

/** Decides without compiling, so that rules may ask for anything at all. */
function moderate(outcomes: Outcomes, given: Rules): ModerationDecision {
  const { moderation } = decide({ outcomes, text: TEXT, channel: 'web', compiled: { policy: { ...POLICY, rules: given }, queueOf: new Map(), keywords: new Map() } });
  if (moderation === undefined) throw new TypeError('not decided');
  return moderation;
}
const severity = ({ action }: ModerationDecision): number => ACTIONS.indexOf(action);
const inDistress = (by: Readonly<Record<string,
  number>>): boolean => ABUSE_CATEGORIES.some((id) => isSelfHarm(id) && (by[id] ?? 0) >= POLICY.thresholds.categories[id]);

test('the order of the rules never matters', () => {
  fc.assert(fc.property(values, rules.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), (by, [list, shuffled]) => {
    expect(moderate(outcomesFrom(by), shuffled)).toEqual(moderate(outcomesFrom(by), list));
  }));
});

test('the order of the classifiers never matters', () => {
  fc.assert(fc.property(values, rules, (by, list) => {
    const outcomes = outcomesFrom(by);

    expect(moderate(Object.fromEntries(Object.entries(outcomes).toReversed()), list)).toEqual(moderate(outcomes, list));
  }));
});

test('a higher score never leads to a milder action, unless it is the score of distress', () => {
  fc.assert(fc.property(values, rules, fc.constantFrom(...RULE_LABELS.filter((label) => !isSelfHarm(label))), probability, (by, list, label, other) => {
    const [low, high] = [Math.min(by[label] ?? 0, other), Math.max(by[label] ?? 0, other)];

    expect(severity(moderate(outcomesFrom({ ...by, [label]: high }), list))).toBeGreaterThanOrEqual(severity(moderate(outcomesFrom({ ...by, [label]: low }), list)));
  }), { numRuns: 2_000 });
});

test('a higher score of distress never lets a message through that a person would have seen', () => {
  fc.assert(fc.property(values, rules, fc.constantFrom('self-harm', 'self-harm/intent', 'self-harm/instructions'), probability, (by, list, label, other) => {
    const [low, high] = [Math.min(by[label] ?? 0, other), Math.max(by[label] ?? 0, other)];
    const before = moderate(outcomesFrom({ ...by, [label]: low }), list).action;

    expect(before !== 'allow' && moderate(outcomesFrom({ ...by, [label]: high }), list).action === 'allow').toBe(false);
  }));
});

test('adding a rule never softens the action and never silences another', () => {
  fc.assert(fc.property(values, rules, rule, (by, list, extra) => {
    const before = moderate(outcomesFrom(by), list);
    const after = moderate(outcomesFrom(by), [...list, extra]);

    expect(severity(after)).toBeGreaterThanOrEqual(severity(before));
    expect(after.rules).toEqual(expect.arrayContaining(before.rules.filter((id) => !id.endsWith(':flagged'))));
  }));
});

test('a failed classifier never lets a message through unseen and is named among the reasons', () => {
  fc.assert(fc.property(values, rules, fc.constantFrom('abuse', 'spam', 'prompt-injection', 'lead', 'intent', 'sentiment', 'urgency'), (by, list, name) => {
    const decision = moderate({ ...outcomesFrom(by), [name]: failed(name) }, list);

    expect(decision.action).not.toBe('allow');
    expect(decision.rules).toContain(`${name}:failed`);
  }));
});

test('distress is always seen by a person: never allowed unseen, never hidden, never blocked, whatever else is certain', () => {
  fc.assert(fc.property(values, rules, fc.constantFrom('self-harm', 'self-harm/intent', 'self-harm/instructions'), fc.double({ min: 0.5, max: 1, noNaN: true }),
    (by, list, label, score) => {
    expect(moderate(outcomesFrom({ ...by, abuse: 1, spam: 1, [label]: score }), list).action).toBe('review');
  }));
});

test('only a named attack or the abuse score flags a message; distress alone does not', () => {
  fc.assert(fc.property(values, rules, (by, list) => {
    const { flagged, categories } = moderate(outcomesFrom(by), list);
    const attack = categories.some(({ id, flagged: named }) => named && !isSelfHarm(id));

    expect(flagged).toBe(attack || (!inDistress(by) && (by['abuse'] ?? 0) >= POLICY.thresholds.abuse));
  }));
});

test('a category is never less likely than one of its subcategories', () => {
  fc.assert(fc.property(values, (by) => {
    const scores = new Map(moderate(outcomesFrom(by), []).categories.map(({ id, score }) => [id as string, score]));

    expect([...scores].filter(([id, score]) => id.includes('/') && (scores.get(id.split('/')[0] ?? '') ?? 0) < score)).toEqual([]);
  }));
});
