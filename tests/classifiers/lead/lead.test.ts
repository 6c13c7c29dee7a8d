import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lead, points, scoreLead, TIER_BANDS } from '../../../src/classifiers/lead/index.ts';
import { findSignals } from '../../../src/classifiers/lead/signals.ts';
import { LEAD_TIERS } from '../../../src/domain/labels.ts';
import { prepareText } from '../../../src/text/prepare.ts';
import { tinyModel } from '../../support/tiny-models.ts';

const signalsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(findSignals(prepareText({ text })).map(({ name, span }) => [name, text.slice(span?.start, span?.end).trim()]));

test.each([
  ['on est 12 personnes', 'PEOPLE', 'on est 12'], ['a table for 6', 'PEOPLE', 'table for 6'], ['40 t-shirts', 'QUANTITY', '40 t-shirts'],
  ['budget de 500 €', 'BUDGET', 'budget de 500'], ['pour 1 200€ max', 'BUDGET', '1 200€'], ['$300 tops', 'BUDGET', '$300'],
  ['samedi si possible', 'DATE', 'samedi'], ['le 12 décembre', 'DATE', 'le 12 décembre'], ['next week please', 'DATE', 'next week'], ['vers 19h30', 'TIME', '19h30'],
  ['at 7 pm', 'TIME', '7 pm'], ['06 12 34 56 78', 'CONTACT_PHONE', '06 12 34 56 78'],
  ['lea@exemple.fr', 'CONTACT_EMAIL', 'lea@exemple.fr'], ['commande n° 48213', 'ORDER_NUMBER', 'commande n° 48213'], ['vous livrez à Lyon ?', 'PLACE', 'à Lyon'],
])('in %j the signal %s is %j', (text, name, words) => {
  expect(signalsIn(text)[name]).toBe(words);
});

test.each([['bonjour'], ['merci beaucoup'], ['où est mon colis'], ['👍'], ['']])('%j holds no signal', (text) => {
  expect(signalsIn(text)).toEqual({});
});

test('points never contradict the likeliest tier', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(share, share, share, share, (none, cold, warm, hot) => {
    const tiers = { none, cold, warm, hot };
    const top = LEAD_TIERS.reduce((best, tier) => (tiers[tier] > tiers[best] ? tier : best));
    const [low, high] = TIER_BANDS[top];

    expect(points(tiers) >= low && points(tiers) <= high).toBe(true);
  }));
});

test('the bands of the tiers cover 0 to 100 without a gap', () => {
  expect(LEAD_TIERS.map((tier) => TIER_BANDS[tier])).toEqual([[0, 9], [10, 39], [40, 74], [75, 100]]);
});

test('what the customer has said is listed, however little it weighs', () => {
  const { evidence } = scoreLead({ ...tinyModel(lead), symbols: new Float32Array(lead.symbols.length * LEAD_TIERS.length) },
    prepareText({ text: '40 t-shirts pour samedi, budget 500 €' }));

  expect(evidence.map(({ id }) => id).sort()).toEqual(['budget', 'date', 'quantity']);
});
