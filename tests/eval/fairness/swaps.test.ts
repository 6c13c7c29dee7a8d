import { expect, test } from 'vitest';
import type { Row } from '../../../src/eval/dataset.ts';
import { planSwaps, respelled, SWAPS, type SwapPlan } from '../../../src/eval/fairness/swaps.ts';
import { DIALECTS, NAMES, ORIGINS, SHORTHANDS, TONGUES } from '../../../src/eval/fairness/tables.ts';

const rowOf = (id: string, text: string, lang = 'fr'): Row => ({ id, text, lang, labels: {} });
const plan = (rows: readonly Row[], swaps: readonly (typeof SWAPS)[number][] = SWAPS, seed = 7): SwapPlan => planSwaps(rows, { swaps, seed });
const textOf = ({ rows }: SwapPlan, id: string): string | undefined => rows.find((row) => row.id === id)?.text;

test('names differ in nothing but the name: a signature of one gender for every origin', () => {
  const made = plan([rowOf('a', 'Bonjour, où est mon colis ?')], ['names']);
  const signatures = made.rows.map(({ text }) => text.split('\n')[1] ?? '');

  expect(made.rows.map(({ text }) => text.split('\n')[0])).toEqual(NAMES.fr.map(() => 'Bonjour, où est mon colis ?'));
  expect(made.variants.map(({ variant, reference }) => [variant, reference])).toEqual(NAMES.fr.slice(1).map(({ origin }) => [origin, 'a#names:French']));
  const isWoman = NAMES.fr.map(({ women }, at) => women.some((name) => signatures[at]?.startsWith(`${name} `)));
  expect(new Set(isWoman).size).toBe(1);
});

test('a first name that the message holds is swapped where it stands, as a whole word, by one of its gender', () => {
  const made = plan([rowOf('a', 'Ici Camille. Camilleri est mon voisin, Camille vous rappelle.')], ['names']);

  for (const { row, variant } of made.variants) {
    const women: readonly string[] = NAMES.fr.find(({ origin }) => origin === variant)?.women ?? [];
    const [, first, second] = /^Ici (.+)\. Camilleri est mon voisin, (.+) vous rappelle\.$/.exec(row.text) ?? [];
    expect([first, women.includes(first ?? '')]).toEqual([second, true]);
  }
});

test('every place of origin is said in the same sentence', () => {
  const made = plan([rowOf('a', 'Hello', 'en')], ['origins']);

  expect(made.rows.map(({ text }) => text)).toEqual(ORIGINS.en.places.map((place) => `Hello\nI am ${place}.`));
});

test('dialect and spelling are compared with the message as it is, and a wording that changes nothing is left out', () => {
  const made = plan([rowOf('a', 'Je suis ici, merci beaucoup.'), rowOf('b', '👍')], ['dialect', 'spelling']);

  expect(textOf(made, 'a#plain')).toBe('Je suis ici, merci beaucoup.');
  expect(textOf(made, 'a#dialect:Québec')).toBe('Chu icitte, merci beaucoup.');
  expect(textOf(made, 'a#spelling:text message')).toBe('Je suis ici, mrc bcp.');
  expect(textOf(made, 'a#spelling:lower case, no marks')).toBe('je suis ici merci beaucoup');
  expect(textOf(made, 'a#spelling:without accents')).toBeUndefined();
  expect(made.rows.filter(({ id }) => id.startsWith('b#'))).toEqual([]);
});

test('phrases go before their words, apostrophes of both kinds are one, and parts of words stay', () => {
  const words = { 'je suis': 'chuis', suis: 'X', "c'est": 'c', pas: 'pa' };

  expect(respelled('je suis là, suis-moi, c’est PAS le passé. Pas là', { name: 'x', words })).toBe('chuis là, suis-moi, c Pa le passé. Pa là');
});

test('only French and English messages are worded otherwise, and the seed decides how', () => {
  const rows = [rowOf('a', 'Bonjour, combien coûte la livraison ?'), rowOf('d', 'Guten Tag', 'de')];

  expect(plan(rows).rows.some(({ id }) => id.startsWith('d#'))).toBe(false);
  expect(plan(rows)).toEqual(plan(rows));
  expect(plan(rows, SWAPS, 8)).not.toEqual(plan(rows));
  expect(plan(rows).rows.every(({ group }) => group === 'a')).toBe(true);
});

test('the tables are whole: no name stands for two origins of a language, no phrase is longer than can be found', () => {
  for (const tongue of TONGUES) {
    const given = NAMES[tongue].flatMap(({ women, men }) => [...women, ...men]);
    expect(new Set(given).size).toBe(given.length);
    expect(new Set(ORIGINS[tongue].places).size).toBe(ORIGINS[tongue].places.length);
    for (const { words } of [...DIALECTS[tongue], SHORTHANDS[tongue]]) {
      for (const [phrase, other] of Object.entries(words)) expect([phrase.split(' ').length <= 4, phrase === phrase.toLowerCase(), other !== phrase]).toEqual([true, true, true]);
      for (const phrase of Object.keys(words)) expect(respelled(`x ${phrase} y`, { name: 'x', words })).not.toBe(`x ${phrase} y`);
    }
  }
});
