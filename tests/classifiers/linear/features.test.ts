import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HASH_BITS, hashContext, hashNgrams, windowBuckets } from '../../../src/classifiers/linear/features.ts';
import { spam } from '../../../src/classifiers/spam/index.ts';
import { prepareRow, toExamples } from '../../../src/eval/train/examples.ts';
import { prepareText } from '../../../src/text/prepare.ts';
import { nastyText } from '../../support/nasty-text.ts';

const bucketsOf = (text: string): readonly number[] => [...(windowBuckets(prepareText({ text }))[0] ?? [])];
const sorted = (list: readonly number[]): readonly number[] => [...list].sort((a, b) => a - b);

test('every bucket lies in the hash space, and the same text gives the same ones', () => {
  fc.assert(fc.property(nastyText(), (text) => {
    const buckets = bucketsOf(text);

    expect(buckets.filter((bucket) => !(Number.isInteger(bucket) && bucket >= 0 && bucket < 2 ** HASH_BITS))).toEqual([]);
    expect(bucketsOf(text).join()).toBe(buckets.join());
  }));
});

test('the hash is fixed for ever: models would not survive another one', () => {
  expect(bucketsOf('salut 42')).toEqual([...hashNgrams(prepareText({ text: 'SALUT  42' }).tokens, { from: 0, to: 2 })]);
  expect(bucketsOf('salut 42')).toMatchInlineSnapshot(`
    [
      156668,
      238485,
      229113,
      252665,
      144120,
      134837,
      170165,
      227124,
      67084,
      234554,
      87706,
      6434,
      90932,
      142988,
      176605,
    ]
  `);
});

test('training sees the very buckets that serving sees', () => {
  fc.assert(fc.property(nastyText(400), (text) => {
    const row = { id: '1', text, labels: { spam: true }, source: 'own', weight: 1 };
    const [example] = toExamples(spam, [{ row, text: prepareRow(row) }], new Set(['own']));

    expect(Array.from(example?.buckets ?? [])).toEqual(bucketsOf(text));
  }), { numRuns: 40 });
});

test('case, accents, disguises and the length of a number make no difference', () => {
  const plain = bucketsOf('salope tu vas payer 12345 euros');

  expect(bucketsOf('S A L O P E tu vas payér 99999 euros')).toEqual(plain);
  expect(bucketsOf('s4lope tu vas payer 123456 euros')).toEqual(plain);
});

test('which e-mail address or name is mentioned makes no difference, the domain of a link does', () => {
  expect(bucketsOf('écrire à lea@exemple.fr')).toEqual(bucketsOf('écrire à bob@autre.com'));
  expect(bucketsOf('merci @lea')).toEqual(bucketsOf('merci @bob'));
  expect(bucketsOf('http://exemple.fr/a')).toEqual(bucketsOf('https://exemple.fr/a'));
  expect(bucketsOf('http://exemple.fr')).not.toEqual(bucketsOf('http://autre.com'));
});

test('the order of words counts', () => {
  expect(sorted(bucketsOf('pas bon'))).not.toEqual(sorted(bucketsOf('bon pas')));
});

test('a word of 10,000 letters weighs no more than a long one', () => {
  expect(bucketsOf('abcdefghij'.repeat(8)).length).toBeLessThan(100);
  expect(hashNgrams([{ text: 'x'.repeat(10_000), kind: 'word', start: 0, end: 10_000 }], { from: 0, to: 1 }).length).toBeLessThan(100);
});

test('earlier turns are told apart by who spoke, and from the message itself', () => {
  const contextOf = (role: 'customer' | 'agent'): readonly number[] => [...hashContext(prepareText({ text: '', turns: [{ role, text: 'bonjour' }] }))];

  expect(contextOf('customer')).toHaveLength(1);
  expect(contextOf('customer')).not.toEqual(contextOf('agent'));
  expect(bucketsOf('bonjour')).not.toContain(contextOf('customer')[0]);
});

test('of the context only the last two turns count, and the first sixty tokens of each', () => {
  const turn = (word: string) => ({ role: 'customer' as const, text: `${word} `.repeat(100) });

  expect([...hashContext(prepareText({ text: '', turns: [turn('a1'), turn('b1'), turn('c1')] }))]).toHaveLength(120);
});
