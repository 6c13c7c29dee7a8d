import { similarity } from 'ml-distance';
import { expect, test } from 'vitest';
import { vectorOf } from '../support/knowledge.ts';

const nearness = async (a: string, b: string): Promise<number> => similarity.cosine(await vectorOf(a), await vectorOf(b));

test('text without a word has one fixed unit vector', async () => {
  const [empty, blank, marks] = await Promise.all(['', ' \n', '?!…'].map(vectorOf));

  expect(Math.hypot(...(empty ?? []))).toBeCloseTo(1, 5);
  expect(blank).toEqual(empty);
  expect(marks).toEqual(empty);
});

test.each([
  ['fr', 'Où peut-on se garer ?'], ['es', '¿Hay aparcamiento?'], ['de', 'Gibt es einen Parkplatz?'], ['it', "C'è un parcheggio?"],
])('a question in %s is nearer to the English snippet about the same thing than to another', async (_language, question) => {
  const about = await nearness(question, 'Parking is free on the square behind the shop.');
  const other = await nearness(question, 'Dogs on a lead are welcome in the shop.');

  expect(about).toBeGreaterThan(other + 0.1);
});

test('forms of one word are nearer than two different words', async () => {
  expect(await nearness('les émaux sont contrôlés', 'un émail contrôlé')).toBeGreaterThan(await nearness('les émaux sont contrôlés', 'un train retardé') + 0.3);
});
