import { expect, test } from 'vitest';
import type { Condition } from '../../src/domain/policy.ts';
import { keywordOf, spokenIn } from '../../src/policy/compile.ts';
import { holds } from '../../src/policy/condition.ts';
import { decide } from '../../src/policy/decide.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { compiledDemo, failed, type Likely, messageOf, outcomesOf } from '../support/demo-policy.ts';

const compiled = compiledDemo();

function holdsFor(when: Condition, words: string, { likely = {}, open = true, contact = {} }: { likely?: Likely; open?: boolean; contact?: object } = {}): boolean {
  const text = prepareText({ text: words });
  const reading = decide({ outcomes: outcomesOf(likely), text, channel: 'whatsapp', compiled });
  const message = messageOf(words, { contact: { identities: [], tags: [], ...contact } });
  return holds(when, when.keywords?.map(keywordOf), { reading, message, text, spoken: spokenIn(text.tokens), open });
}

test.each([
  ['Je vais appeler mon avocat !', true], ['MON AVOCAT vous écrira', true], ["c'est mon avocat-conseil", true], ['mon avocate', false], ['un avocat mon', false],
  ['mon  avocat', true], ['mon\navocat', true], ['mon a\u200bvocat', true], ['', false],
])('a keyword is found as whole words, whatever the case, accents and blanks: %j', (text, found) => {
  expect(holdsFor({ keywords: ['mon avocat'] }, text)).toBe(found);
});

test.each([['exemple.com', 'voir exemple.com merci'], ['24/7', 'ouvert 24/7 ?'], ['🔥', 'promo 🔥'],
  ['dépôt de plainte', 'Depot de plainte demain']])('the keyword %j is found in %j', (keyword, text) => {
  expect(holdsFor({ keywords: [keyword] }, text)).toBe(true);
});

test('all conditions must hold, and of a list one member is enough', () => {
  const when: Condition = { intents: ['billing', 'other'], channels: ['whatsapp', 'email'], keywords: ['facture'] };

  expect(holdsFor(when, 'ma facture', { likely: { intent: 'billing' } })).toBe(true);
  expect(holdsFor(when, 'ma facture', { likely: { intent: 'pricing' } })).toBe(false);
  expect(holdsFor(when, 'mon devis', { likely: { intent: 'billing' } })).toBe(false);
  expect(holdsFor({ ...when, channels: ['email'] }, 'ma facture', { likely: { intent: 'billing' } })).toBe(false);
});

test.each([
  [{ lead: ['hot'] }, { likely: { lead: 'hot' } }, {}],
  [{ urgency: ['critical'] }, { likely: { urgency: 'critical' } }, {}],
  [{ sentiment: ['negative'] }, { likely: { sentiment: 'negative' } }, {}],
  [{ within_hours: false }, { open: false }, { open: true }],
  [{ contact_tags: ['pro', 'vip'] }, { contact: { tags: ['vip'] } }, { contact: { tags: ['new'] } }],
  [{ value_tiers: ['gold'] }, { contact: { value: { tier: 'gold' } } }, { contact: { value: { lifetime: 3 } } }],
  [{ flagged: ['spam'] }, { likely: { spam: 0.6 } }, { likely: { spam: 0.4 } }],
  [{ flagged: ['abuse'] }, { likely: { abuse: 0.6 } }, { likely: { categories: { 'self-harm': 0.9 } } }],
  [{ flagged: ['self_harm'] }, { likely: { categories: { 'self-harm/intent': 0.9 } } }, { likely: { abuse: 0.9 } }],
  [{ flagged: ['threat'] }, { likely: { categories: { 'hate/threatening': 0.9 } } }, { likely: { categories: { hate: 0.9 } } }],
  [{ flagged: ['prompt_injection'] }, { likely: { injection: 0.6 } }, { likely: { injection: 0.4 } }],
] satisfies [Condition, Parameters<typeof holdsFor>[2], Parameters<typeof holdsFor>[2]][])('%j holds for %j and not for %j', (when, fitting, other) => {
  expect(holdsFor(when, 'bonjour', fitting)).toBe(true);
  expect(holdsFor(when, 'bonjour', other)).toBe(false);
});

test('an aspect that is unknown matches no condition on it', () => {
  const text = prepareText({ text: 'bonjour' });
  const reading = decide({ outcomes: { intent: failed('intent'), lead: failed('lead'), urgency: failed('urgency'), sentiment: failed('sentiment') }, text,
    channel: 'web', compiled });
  const situation = { reading, message: messageOf('bonjour'), text, spoken: spokenIn(text.tokens), open: true };

  const conditions: readonly Condition[] = [{ intents: ['other'] }, { lead: ['none'] }, { urgency: ['normal'] }, { sentiment: ['neutral'] }, { flagged: ['spam'] },
    { value_tiers: ['vip'] }];
  expect(conditions.filter((when) => holds(when, undefined, situation))).toEqual([]);
});

test('languages are those of the message', () => {
  expect(holdsFor({ languages: ['fr'] }, 'bonjour je voudrais un devis')).toBe(true);
  expect(holdsFor({ languages: ['fr'] }, 'hello I would like a quote please')).toBe(false);
});
