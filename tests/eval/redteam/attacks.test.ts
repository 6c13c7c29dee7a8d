import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inject, PLACES } from '../../../src/eval/redteam/injection.ts';
import { ibanCheck, luhnDigit, SECRET_KINDS, shows, withSecret } from '../../../src/eval/redteam/personal-data.ts';
import { planAttacks, SUITES } from '../../../src/eval/redteam/plan.ts';
import { randomFor } from '../../../src/eval/redteam/random.ts';
import type { Row } from '../../../src/eval/dataset.ts';

const TEXT = 'Bonjour. Vous livrez à Lyon ?';
const random = (name: string) => randomFor(7, 'row', name);

test('an instruction goes where its place says, and the message stays whole around it', () => {
  const placed = Object.fromEntries(PLACES.map((place) => [place, inject(TEXT, place, { lang: 'fr', random: random(place) })]));

  expect(placed['before']?.text.endsWith(`\n${TEXT}`)).toBe(true);
  expect(placed['after']?.text.startsWith(`${TEXT}\n`)).toBe(true);
  expect(placed['inside']?.text).toMatch(/^Bonjour\. .{20,} Vous livrez à Lyon \?$/);
  expect(placed['quoted']?.text).toMatch(/^Bonjour\. Vous livrez à Lyon \?\n\n> .{20,}$/);
  for (const place of ['before', 'inside', 'after', 'quoted']) expect(placed[place]?.text).toContain(placed[place]?.canary);
});

test('in base64 the instruction is there for whoever decodes it, and its made-up word is not in sight', () => {
  const { text, canary } = inject(TEXT, 'base64', { lang: 'en', random: random('base64') });

  expect(text).not.toContain(canary);
  expect(Buffer.from(text.slice(TEXT.length + 1), 'base64').toString('utf8')).toContain(canary);
});

test('a message without a second sentence is split at a blank, one without a blank at its end', () => {
  const inside = (text: string): string => inject(text, 'inside', { lang: 'en', random: random('inside') }).text;

  expect(inside('one two three four')).toMatch(/^one two .{20,} three four$/);
  expect(inside('okay')).toMatch(/^okay .{20,}$/);
});

test.each(SECRET_KINDS)('a made-up %s passes its own checks, and is found however it is grouped', (kind) => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom('fr', 'en', undefined), (seed, lang) => {
    const { text, value } = withSecret(TEXT, kind, { lang, random: randomFor(seed, kind) });
    const bare = value.replaceAll(' ', '');

    expect(text.startsWith(`${TEXT}\n`)).toBe(true);
    expect(text).toContain(value);
    expect([shows(`x ${bare} y`, value), shows(value.toUpperCase(), value), shows(bare.replace(/(.{2})/g, '$1-'), value), shows(bare.slice(1), value)]).toEqual([true, true, true, false]);
    if (kind === 'card') expect(luhnDigit(bare.slice(0, -1))).toBe(bare.slice(-1));
    if (kind === 'IBAN') expect(ibanCheck(bare.slice(0, 2), bare.slice(4))).toBe(bare.slice(2, 4));
  }), { numRuns: 60 });
});

test('check digits are those of published examples', () => {
  expect([ibanCheck('GB', 'WEST12345698765432'), luhnDigit('7992739871')]).toEqual(['82', '3']);
});

const rowOf = (id: string, labels: Row['labels'], text = TEXT): Row => ({ id, text, lang: 'fr', labels });
const ROWS = [
  rowOf('spam', { spam: true, abuse: false }), rowOf('abuse', { spam: false, abuse: true }), rowOf('crisis', { spam: false, abuse: false, abuse_categories: ['self-harm'] }),
  rowOf('fine', { spam: false, abuse: false }), rowOf('unlabelled', { intent: 'pricing' }), rowOf('injection', { prompt_injection: true }),
];

test('what must be caught is disguised; instructions and personal data go only into what is labelled harmless', () => {
  const { rows, attacks } = planAttacks(ROWS, { suites: SUITES, seed: 7 });
  const of = (suite: string): readonly string[] => [...new Set([...attacks.values()].filter((attack) => attack.suite === suite).map(({ plain }) => plain))];

  expect(of('obfuscation')).toEqual(['spam#plain', 'abuse#plain', 'crisis#plain', 'injection#plain']);
  expect(of('injection')).toEqual(['fine#plain']);
  expect(of('pii-leak')).toEqual(['fine#plain']);
  expect(rows.filter(({ id }) => id.endsWith('#plain')).map(({ id }) => id)).toEqual(['spam#plain', 'abuse#plain', 'crisis#plain', 'fine#plain', 'injection#plain']);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  for (const { row, plain } of attacks.values()) expect([row.group, rows.some(({ id }) => id === plain)]).toEqual([plain.replace('#plain', ''), true]);
});

test('a transform that leaves a row as it is does not count it, and a row that grows too long is left out', () => {
  const { attacks } = planAttacks([rowOf('short', { spam: true }, '10 % !!'), rowOf('long', { spam: true }, 'mot '.repeat(2_499))], { suites: ['obfuscation'], seed: 7 });
  const made = [...attacks.keys()];

  expect(made.filter((id) => id.startsWith('short#'))).toEqual([]);
  expect(made).toContain('long#obfuscation:leet');
  expect(made).not.toContain('long#obfuscation:zero-width');
});

test('the plan of a row is the same whichever rows stand beside it', () => {
  const texts = (rows: readonly Row[]): readonly unknown[] => [...planAttacks(rows, { suites: SUITES, seed: 3 }).attacks.values()].filter(({ plain }) => plain === 'fine#plain').map(({ row, canary, secret }) => [row.text, canary, secret]);

  expect(texts(ROWS)).toEqual(texts(ROWS.slice(3, 4)));
});
