import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsIn } from '../../../src/drafting/checks/facts.ts';
import { grounded } from '../../../src/drafting/checks/grounded.ts';
import { DEMO_BRAND } from '../../support/drafting.ts';
import { expensiveTexts, nastyText } from '../../support/nasty-text.ts';

const check = (text: string, source: string) => grounded.check({ text, language: 'fr', sources: [source], fixed: [], message: '', brand: DEMO_BRAND }).passed;

test('a text is always grounded in itself', () => {
  fc.assert(fc.property(nastyText(), (text) => {
    expect(check(text, text)).toBe(true);
  }));
});

test('a price that differs from the source’s is always caught', () => {
  const euros = fc.integer({ min: 2, max: 9_999 });
  fc.assert(fc.property(euros, euros, fc.constantFrom((n: number) => `${n} €`, (n: number) => `€${n}`, (n: number) => `${n},00 €`, (n: number) => `${n} euros`), (said, held, spell) => {
    expect(check(`Cela coûte ${spell(said)}.`, `Le prix est de ${held} €.`)).toBe(said === held);
  }));
});

test('the shapes known to be expensive are read to the end', () => {
  for (const [, text] of expensiveTexts(20_000)) expect(factsIn(text).size).toBeGreaterThanOrEqual(0);
});
