import { expect, test } from 'vitest';
import type { HandoffInput } from '../../src/domain/decision.ts';
import { handOff, ONE_LINER_MAX } from '../../src/drafting/handoff.ts';

const input = (changes: Partial<HandoffInput> = {}): HandoffInput => ({
  text: 'Bonjour ! Nous voudrions 200 mugs avec logo avant le 12 décembre. Merci.', turns: [], messageId: 'm1', language: 'fr', intent: 'pricing', queue: 'sales', urgency: 'normal', leadTier: 'hot',
  flagged: { spam: false, abuse: false, distress: false }, escalate: false, missing: ['budget'], ...changes,
});

test('the one-liner says what kind of request it is, in the sender’s words and language', () => {
  expect(handOff(input()).oneLiner).toBe('Prix : Nous voudrions 200 mugs avec logo avant le 12 décembre. (prospect chaud)');
  expect(handOff(input({ language: 'en', text: 'Hi. Where is my order 4312?', intent: 'order_status', urgency: 'high', leadTier: 'none' })).oneLiner).toBe('Order status: Where is my order 4312? (urgent)');
});

test('a language other than French is noted in English', () => {
  expect(handOff(input({ language: 'de', text: 'Was kosten 20 Tassen?', leadTier: 'none' })).oneLiner).toBe('Price: Was kosten 20 Tassen?');
});

test('the summary holds the request, the dates and the figures', () => {
  expect(handOff(input()).summary).toBe('Demande : Nous voudrions 200 mugs avec logo avant le 12 décembre. · Dates : 12 décembre · Chiffres : 200 mugs · Intérêt : prospect chaud');
});

test('addresses, account and telephone numbers are masked in the line and the summary, and stand in the message that is handed over', () => {
  const text = 'Pouvez-vous me rappeler au 06 39 98 12 34 ou écrire à lea.morel@example.org ?';
  const { oneLiner, summary, lastMessages } = handOff(input({ text, leadTier: 'none' }));

  expect(oneLiner).toBe('Prix : Pouvez-vous me rappeler au [PHONE] ou écrire à [EMAIL] ?');
  expect(summary).toBe('Demande : Pouvez-vous me rappeler au [PHONE] ou écrire à [EMAIL] ?');
  expect(lastMessages.at(-1)?.text).toBe(text);
});

test('the last three messages are handed over, this one last, each with its id or null', () => {
  const turns = [1, 2, 3].map((number) => ({ id: `t${number}`, role: 'customer' as const, text: `tour ${number}` }));
  const last = handOff(input({ turns: [...turns, { role: 'agent', text: 'oui ?' }] })).lastMessages;

  expect(last.map(({ id }) => id)).toEqual(['t3', null, 'm1']);
  expect(last.at(-1)).toMatchObject({ role: 'customer', text: input().text });
});

test('what is still to be asked is listed', () => {
  expect(handOff(input({ missing: ['budget', 'contact'] })).openQuestions).toEqual(['budget', 'contact']);
});

test.each([
  ['an ordinary message', {}, false], ['an escalation', { escalate: true }, true], ['high urgency', { urgency: 'high' }, true], ['critical urgency', { urgency: 'critical' }, true],
  ['a wish for a person', { intent: 'human_request' }, true], ['distress', { flagged: { spam: false, abuse: false, distress: true } }, true],
  ['no classifier that answered', { intent: null, urgency: null, leadTier: null }, true], ['a single missing aspect', { urgency: null }, false],
] as const)('%s: needed is as it should be', (_what, changes, needed) => {
  expect(handOff(input(changes)).needed).toBe(needed);
});

test('a person in distress is told where help is, in French or in English', () => {
  const flagged = { spam: false, abuse: false, distress: true };

  const french = handOff(input({ flagged, text: "Je n'en peux plus de vivre." }));
  const english = handOff(input({ flagged, language: 'en', text: 'I want to end it all.' }));

  for (const number of ['3114', '15', '112']) expect(french.customerMessage).toContain(number);
  for (const number of ['116 123', '988', 'emergency number']) expect(english.customerMessage).toContain(number);
  expect(french.oneLiner).toMatch(/^Personne en détresse/);
});

test('nobody is promised a time', () => {
  expect(handOff(input({ escalate: true })).customerMessage).not.toMatch(/[0-9]|heure|demain|rapide/);
});

test('a message without text still has a line and a summary', () => {
  expect(handOff(input({ text: '', leadTier: 'none' }))).toMatchObject({ oneLiner: 'Prix : sans texte', summary: 'Demande : sans texte' });
});

test('a long request is cut at a word, within the limit', () => {
  const { oneLiner } = handOff(input({ text: `Je voudrais ${'une assiette bleue et '.repeat(20)}rien d'autre` }));

  expect(oneLiner.length).toBeLessThanOrEqual(ONE_LINER_MAX);
  expect(oneLiner).toMatch(/\p{L}… \(prospect chaud\)$/u);
});
