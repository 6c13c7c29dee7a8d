import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INTENTS, LEAD_TIERS, URGENCIES } from '../../src/domain/labels.ts';
import { handOff, ONE_LINER_MAX } from '../../src/drafting/handoff.ts';
import { nastyText } from '../support/nasty-text.ts';

const orNull = <T>(values: readonly T[]): fc.Arbitrary<T | null> => fc.constantFrom(...values, null);
const text = fc.oneof(nastyText(400), fc.constantFrom('😀'.repeat(200), 'é'.repeat(500), `${'a'.repeat(137)}😀`, '\n\n\n', '\u202e\u200b'));
const input = fc.record({
  text, turns: fc.array(fc.record({ role: fc.constantFrom('customer' as const, 'agent' as const), text: nastyText() }), { maxLength: 5 }), messageId: orNull(['m1']),
  language: fc.constantFrom('fr', 'en', 'de', 'und', 'ar'), intent: orNull(INTENTS), queue: fc.constant('care'), urgency: orNull(URGENCIES), leadTier: orNull(LEAD_TIERS),
  flagged: fc.record({ spam: fc.boolean(), abuse: fc.boolean(), distress: fc.boolean() }), escalate: fc.boolean(), missing: fc.constant([]),
});

test('whatever comes in, the one-liner is one line of 1 to 140 units without half a character', () => {
  fc.assert(fc.property(input, (given) => {
    const { oneLiner } = handOff(given);
    expect(oneLiner.trim().length).toBeGreaterThan(0);
    expect(oneLiner.length).toBeLessThanOrEqual(ONE_LINER_MAX);
    expect(oneLiner).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(oneLiner.isWellFormed()).toBe(true);
  }), { numRuns: 400 });
});

test('at most three messages, the last of them this one, word for word', () => {
  fc.assert(fc.property(input, (given) => {
    const { lastMessages } = handOff(given);
    expect(lastMessages.length).toBe(Math.min(3, given.turns.length + 1));
    expect(lastMessages.at(-1)?.text).toBe(given.text);
  }));
});
