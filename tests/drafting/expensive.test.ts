import { expect, test } from 'vitest';
import { checkDraft } from '../../src/drafting/checks/index.ts';
import { handOff } from '../../src/drafting/handoff.ts';
import { questionsOf, refusalOf } from '../../src/drafting/question.ts';
import { askedBy, supportFeatures } from '../../src/drafting/support.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { DEMO_BRAND } from '../support/drafting.ts';
import { expensiveTexts } from '../support/nasty-text.ts';

test.each(expensiveTexts(20_000))('twenty thousand units of %s are read to the end by everything that reads a message', (_name, text) => {
  const prepared = prepareText({ text });

  expect(handOff({
    text, turns: [], messageId: null, language: 'fr', intent: 'other', queue: 'care', urgency: 'normal', leadTier: 'none', flagged: { spam: false, abuse: false, distress: false }, escalate: false, missing: [],
  }).oneLiner).not.toBe('');
  expect(checkDraft({ text, language: 'fr', sources: [text], fixed: [], message: text, brand: DEMO_BRAND })).toHaveLength(5);
  expect(questionsOf(prepared).length).toBeLessThanOrEqual(3);
  expect(['no_request', undefined]).toContain(refusalOf({}, prepared));
  expect(supportFeatures(askedBy(prepared), []).coverage).toBe(0);
});
