import { expect, test } from 'vitest';
import type { AbuseCategory } from '../../src/domain/labels.ts';
import type { Outcomes } from '../../src/domain/score.ts';
import { decide } from '../../src/policy/decide.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { compiledDemo, demoPolicy, failed, type Likely, outcomesOf } from '../support/demo-policy.ts';

const compiled = compiledDemo();
const decideOn = (outcomes: Outcomes, text = 'bonjour', channel = 'whatsapp') => decide({ outcomes, text: prepareText({ text }), channel, compiled });
const decideLikely = (likely: Likely) => decideOn(outcomesOf(likely));
const flaggedIds = (likely: Likely): readonly string[] => decideLikely(likely).moderation?.categories.filter(({ flagged }) => flagged).map(({ id }) => id) ?? [];

test('an ordinary message is allowed and no rule has asked for anything', () => {
  expect(decideLikely({}).moderation).toMatchObject({ action: 'allow', flagged: false, uncertain: false, severity: 0, rules: [] });
});

test.each([
  [{ abuse: 0.6 }, 'review'], [{ abuse: 0.94 }, 'hide'], [{ abuse: 0.98 }, 'block'], [{ spam: 0.6 }, 'review'], [{ spam: 0.92 }, 'hide'], [{ spam: 0.97 }, 'block'], [{ injection: 0.7 }, 'review'],
  [{ categories: { 'sexual/minors': 0.65 } }, 'hide'],
] satisfies [Likely, string][])('%j leads to %s', (likely, action) => {
  expect(decideLikely(likely).moderation?.action).toBe(action);
});

test.each([[{ abuse: 0.35 }, 'abuse:uncertain'], [{ spam: 0.4 }, 'spam:uncertain'], [{ injection: 0.35 }, 'injection:uncertain']] satisfies [Likely,
  string][])('in the band below the threshold a person looks: %j', (likely, rule) => {
  expect(decideLikely(likely).moderation).toMatchObject({ action: 'review', flagged: false, uncertain: true, rules: [rule] });
});

test('what is above its threshold is looked at by a person even where no rule acts on it', () => {
  const lenient = compiledDemo({ rules: [{ id: 'spam.ignored', when: { label: 'spam', at_least: 0.5 }, action: 'allow' }] });
  const at = (spam: number) => decide({ outcomes: outcomesOf({ spam }), text: prepareText({ text: 'x' }), channel: 'web', compiled: lenient }).moderation;

  expect(at(0.4)).toMatchObject({ action: 'review', rules: ['spam:uncertain'], uncertain: true });
  expect(at(0.6)).toMatchObject({ action: 'review', rules: ['spam.ignored', 'spam:flagged'], uncertain: false });
});

test('certain abuse and certain spam together never hide or block a message of distress: a person looks at it', () => {
  const { moderation } = decideLikely({ abuse: 0.99, spam: 0.99, categories: { 'self-harm': 0.4, harassment: 0.99 } });

  expect(moderation).toMatchObject({ action: 'review', flagged: true });
  expect(moderation?.rules).toContain('self-harm:never-hidden');
});

test.each([['self-harm'], ['self-harm/intent'], ['self-harm/instructions']] satisfies [AbuseCategory][])('%s alone is reviewed and never counts as abuse',
  (category) => {
  expect(decideLikely({ categories: { [category]: 0.95 } }).moderation).toMatchObject({ action: 'review', flagged: false });
});

test('distress with a high abuse score but no attack named is not flagged as abuse', () => {
  expect(decideLikely({ abuse: 0.7, categories: { 'self-harm': 0.9 } }).moderation).toMatchObject({ action: 'review', flagged: false });
});

test('a subcategory brings its parent with it', () => {
  expect(flaggedIds({ categories: { 'harassment/threatening': 0.8 } })).toEqual(['harassment', 'harassment/threatening']);
  expect(flaggedIds({ categories: { 'hate/threatening': 0.8, hate: 0.1 } })).toEqual(['hate', 'hate/threatening']);
});

test('a certain category is one step more severe than one at its threshold, and three is the most', () => {
  const severityAt = (score: number): number | undefined => decideLikely({ categories: { hate: score } }).moderation?.severity;

  expect([severityAt(0.4), severityAt(0.6), severityAt(0.95)]).toEqual([0, 2, 3]);
  expect(decideLikely({ categories: { 'sexual/minors': 0.99 } }).moderation?.severity).toBe(3);
});

test('a rule for other languages or channels does not ask', () => {
  const rules = [{ id: 'french-only', when: { label: 'abuse' as const, at_least: 0.1, languages: ['fr'] }, action: 'block' as const },
    { id: 'email-only', when: { label: 'spam' as const, at_least: 0.005, channels: ['email'] }, action: 'hide' as const }];
  const narrow = compiledDemo({ rules });
  const at = (text: string, channel: string) => decide({ outcomes: outcomesOf({ abuse: 0.2 }), text: prepareText({ text }), channel,
    compiled: narrow }).moderation?.rules;

  expect(at('bonjour je voudrais savoir', 'whatsapp')).toEqual(['french-only']);
  expect(at('hello I would like to know', 'email')).toEqual(['email-only']);
});

test('a failed classifier is known as such: no score, a review, and never a "no"', () => {
  const reading = decideOn({ ...outcomesOf(), abuse: failed('abuse'), spam: failed('spam'), 'prompt-injection': failed('prompt-injection'), lead: failed('lead'),
    intent: failed('intent'), urgency: failed('urgency'), sentiment: failed('sentiment') });

  expect(reading.moderation).toMatchObject({ action: 'review', score: null });
  expect(reading.spam).toMatchObject({ score: null, kind: null });
  expect(reading.injection).toMatchObject({ score: null });
  expect(reading.lead).toMatchObject({ score: null, tier: null });
  expect([reading.intent?.top, reading.urgency?.level, reading.sentiment?.label]).toEqual([null, null, null]);
});

test('an aspect that nobody asked for is absent', () => {
  expect(Object.keys(decideOn({ spam: outcomesOf()['spam'] ?? failed('spam') })).sort()).toEqual(['moderation', 'spam']);
  expect(decideOn({ lead: failed('lead') })).not.toHaveProperty('moderation');
});

test('words in a script that no model has learnt are looked at by a person; an emoji is not', () => {
  expect(decideOn(outcomesOf(), 'Привет, сколько стоит?').moderation).toMatchObject({ action: 'review', rules: ['language:not-served'] });
  expect(decideOn(outcomesOf(), '👍').moderation?.action).toBe('allow');
  expect(decideOn(outcomesOf(), 'شكرا').moderation?.action).toBe('allow');
});

test('in shadow mode the decision is the one that the policy would take', () => {
  const outcomes = outcomesOf({ abuse: 0.98, spam: 0.6 });
  const shadow = decide({ outcomes, text: prepareText({ text: 'x' }), channel: 'web', compiled: compiledDemo({ mode: 'shadow' }) });

  expect(shadow).toEqual(decide({ outcomes, text: prepareText({ text: 'x' }), channel: 'web', compiled: compiledDemo({ mode: 'enforce' }) }));
  expect(shadow.moderation?.action).toBe('block');
});

test('every category of the policy is reported with its own threshold', () => {
  const { thresholds } = demoPolicy();

  expect(Object.fromEntries((decideLikely({}).moderation?.categories ?? []).map(({ id, threshold }) => [id, threshold]))).toEqual(thresholds.categories);
});
