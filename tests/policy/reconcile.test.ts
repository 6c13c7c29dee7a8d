import { expect, test } from 'vitest';
import type { Reading } from '../../src/domain/decision.ts';
import { decide } from '../../src/policy/decide.ts';
import { hasDistress, hasThreat, reconcile } from '../../src/policy/reconcile.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { compiledDemo, type Likely, outcomesOf } from '../support/demo-policy.ts';

const compiled = compiledDemo();
const read = (likely: Likely): Partial<Reading> => decide({ outcomes: outcomesOf(likely), text: prepareText({ text: 'bonjour' }), channel: 'web', compiled });

test('spam has no lead, no mood, no hurry, and its intent is spam', () => {
  const { lead, intent, urgency, sentiment } = read({ spam: 0.8, intent: 'pricing', lead: 'hot', urgency: 'high', sentiment: 'positive' });

  expect([lead?.tier, intent?.top, urgency?.level, sentiment?.label]).toEqual(['none', 'spam', 'low', 'neutral']);
  expect(lead?.score).toBeLessThanOrEqual(9);
});

test('abuse around a real request is no prospect, keeps the intent of the request and is not called positive', () => {
  const { lead, intent, sentiment } = read({ abuse: 0.8, intent: 'order_status', lead: 'warm', sentiment: 'positive' });

  expect([lead?.tier, intent?.top, sentiment?.label]).toEqual(['none', 'order_status', 'negative']);
});

test('advances that insult nobody stay neutral', () => {
  expect(read({ abuse: 0.8, categories: { sexual: 0.9 }, sentiment: 'neutral' }).sentiment?.label).toBe('neutral');
});

test.each(['harassment/threatening', 'hate/threatening'] as const)('a threat (%s) is critical', (category) => {
  expect(read({ categories: { [category]: 0.8 }, urgency: 'low' }).urgency?.level).toBe('critical');
});

test('a person in distress is critical and no prospect, even beside spam', () => {
  const { urgency, lead, sentiment } = read({ spam: 0.9, categories: { 'self-harm': 0.8 }, urgency: 'low', lead: 'hot', sentiment: 'negative' });

  expect([urgency?.level, lead?.tier, sentiment?.label]).toEqual(['critical', 'none', 'negative']);
});

test.each([['spam', { intent: 'spam' }], ['abuse', { intent: 'abuse' }]] satisfies [string, Likely][])('a message that is no %s has the likeliest of the other intents',
  (_name, likely) => {
  const { intent } = read(likely);

  expect(['spam', 'abuse']).not.toContain(intent?.top);
  expect(intent?.candidates[0]?.[0]).toBe(likely.intent);
});

test('a message whose spam nobody looked at keeps its intent', () => {
  const reading = read({ intent: 'spam' });
  const { spam: _spam, moderation: _moderation, ...rest } = reading;
  const intent = { ...(reading.intent ?? { confidence: 0, candidates: [], outOfScope: false }), top: 'spam' as const };

  expect(reconcile({ ...rest, intent }).intent?.top).toBe('spam');
});

test('reconciling twice changes nothing more', () => {
  for (const likely of [{}, { spam: 0.9 }, { abuse: 0.9 }, { spam: 0.9, abuse: 0.9, intent: 'spam' }, { categories: { 'self-harm': 0.9 } }] satisfies Likely[]) {
    const once = read(likely);

    expect(reconcile(once)).toEqual(once);
  }
});

test('what was not asked for is not made up', () => {
  expect(reconcile({})).toEqual({});
  expect(hasDistress({})).toBe(false);
  expect(hasThreat({})).toBe(false);
});
