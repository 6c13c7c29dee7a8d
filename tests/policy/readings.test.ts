import { expect, test } from 'vitest';
import { readIntent, readLead, readSentiment, readUrgency } from '../../src/policy/readings.ts';
import { demoPolicy, failed, outcomesOf, scored } from '../support/demo-policy.ts';

const policy = demoPolicy();

test('an intent comes with its runners-up, likeliest first', () => {
  const { intent } = readIntent({ intent: scored('intent', { billing: 0.5, account: 0.3, privacy: 0.15, other: 0.05 }) }, policy);

  expect(intent).toEqual({ top: 'billing', confidence: 0.5, candidates: [['billing', 0.5], ['account', 0.3], ['privacy', 0.15]], outOfScope: false });
});

test('an intent below the floor of the policy is out of scope', () => {
  expect(readIntent({ intent: scored('intent', { billing: policy.intent.out_of_scope_below - 0.01 }) }, policy).intent?.outOfScope).toBe(true);
});

test('a lead lists what a seller still has to ask; what was seen is not missing', () => {
  const evidence = [{ id: 'people', weight: 3 }, { id: 'time', weight: 1 }, { id: 'contact_email', weight: 1 }];
  const outcome = { status: 'scored' as const, tookMs: 0, score: { classifier: 'lead', modelVersion: 't', probabilities: { hot: 0.9 }, evidence, spans: [],
    value: 88 } };

  expect(readLead({ lead: outcome }).lead).toMatchObject({ score: 88, tier: 'hot', missing: ['budget'] });
});

test('who is no prospect is asked nothing', () => {
  expect(readLead(outcomesOf({ lead: 'none' })).lead).toMatchObject({ tier: 'none', missing: [] });
});

test('mood runs from −1 to 1 and frustration is the share of the negative', () => {
  expect(readSentiment({ sentiment: scored('sentiment', { positive: 0.1, neutral: 0.2, negative: 0.7 }) }).sentiment).toMatchObject({ label: 'negative',
    score: expect.closeTo(-0.6), frustration: 0.7 });
});

test('the urgency score is the expected step between low and critical', () => {
  const scoreOf = (level: string): number | undefined => readUrgency({ urgency: scored('urgency', { [level]: 1 }) }).urgency?.score;

  expect(['low', 'normal', 'high', 'critical'].map(scoreOf)).toEqual([0, expect.closeTo(1 / 3), expect.closeTo(2 / 3), 1]);
});

test('failed and not asked for are two different things, and neither is a low score', () => {
  expect([readIntent({}, policy), readLead({}), readSentiment({}), readUrgency({})]).toEqual([{}, {}, {}, {}]);
  expect(readIntent({ intent: failed('intent') }, policy).intent?.top).toBeNull();
  expect(readLead({ lead: failed('lead') }).lead).toMatchObject({ score: null, tier: null });
  expect(readSentiment({ sentiment: failed('sentiment') }).sentiment?.label).toBeNull();
  expect(readUrgency({ urgency: failed('urgency') }).urgency).toMatchObject({ level: null, probabilities: {} });
});
