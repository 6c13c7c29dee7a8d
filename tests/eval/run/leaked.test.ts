import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trainLeaks, trainSplitsOf } from '../../../src/eval/run/leaked.ts';
import { temporaryFolder } from '../../support/folder.ts';

const TEXT = 'Bonjour, je voudrais deux bols bleus pour samedi, à emporter';
const lineOf = (id: string, text: string): string => `${JSON.stringify({ id, text, labels: {} })}\n`;

/** A folder of datasets with one train split, and the time that it is given. */
function datasets(content: string): Readonly<{ folder: string; rewrite(content: string, seconds: number): void }> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'inbox'));
  const rewrite = (changed: string, seconds: number): void => {
    writeFileSync(join(folder, 'inbox', 'train.jsonl'), changed);
    utimesSync(join(folder, 'inbox', 'train.jsonl'), seconds, seconds);
  };
  rewrite(content, 1_000);
  return { folder, rewrite };
}

test('a train split is read once, and again only when its time or its size is another', () => {
  const { folder, rewrite } = datasets(lineOf('a', TEXT));
  const splits = trainSplitsOf(folder);
  const trained = () => splits().map(({ row: { id } }) => id);
  const first = splits();

  rewrite(lineOf('b', TEXT), 1_000);
  const unseen = [trained(), splits()[0] === first[0]];
  rewrite(lineOf('b', TEXT), 2_000);
  const later = trained();
  rewrite(`${lineOf('b', TEXT)}${lineOf('c', `${TEXT} svp`)}`, 2_000);

  expect(unseen).toEqual([['train a'], true]);
  expect(later).toEqual(['train b']);
  expect(trained()).toEqual(['train b', 'train c']);
});

test('rows that say what a train row says are found by both their ids, others are not, and no datasets are no leaks', () => {
  const { folder } = datasets(lineOf('a', TEXT));
  const rows = [{ id: 'same', text: `${TEXT} !`, labels: {} }, { id: 'near', text: `${TEXT}. Merci bien`, labels: {} }, { id: 'other', text: 'Quels sont vos horaires pendant les fêtes ?', labels: {} }];

  expect(trainLeaks(rows, trainSplitsOf(folder)).map(({ kind, train, row }) => `${kind} ${train} ${row}`)).toEqual(['exact a same', 'near a near']);
  expect(trainLeaks(rows, trainSplitsOf(join(folder, 'absent')))).toEqual([]);
});
