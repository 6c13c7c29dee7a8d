import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { appendLines, type Identity, readRunFolder, resumeFolder, startFolder } from '../../../src/eval/run/folder.ts';
import { drawRows } from '../../../src/eval/run/loop.ts';
import { predictionLine } from '../../../src/eval/run/prediction.ts';
import { fileFolder } from '../../e2e/command.ts';

const IDENTITY: Identity = { version: '1', target: null, data: [{ file: 'a', sha256: 'a'.repeat(64), rows: 3 }], models: [], policy: { file: 'p', sha256: 'b'.repeat(64) } };
const row = (id: string) => ({ id, text: 'Bonjour', labels: { spam: false } });
const answer = { body: { policy: { id: 'p', version: 1 }, language: { tag: 'fr' } } };

test('a resumed run keeps answers, and asks failed rows and a torn line again', () => {
  const folder = fileFolder();
  startFolder(folder, IDENTITY);
  appendLines(folder, [predictionLine(row('a'), answer), predictionLine(row('b'), { failed: 'deadline' })]);
  appendFileSync(`${folder}/predictions.jsonl`, '{"id":"c","gold":');

  expect([...resumeFolder(folder, IDENTITY).keys()]).toEqual(['a']);
  expect([...resumeFolder(folder, { ...IDENTITY, data: IDENTITY.data.map((one) => ({ ...one, file: 'moved' })) }).keys()]).toEqual(['a']);
});

test.each([
  ['the data', { data: [{ file: 'a', sha256: 'c'.repeat(64), rows: 3 }] }], ['the version', { version: '2' }], ['a model', { models: [{ name: 'spam', sha256: 'd'.repeat(64) }] }],
  ['the policy', { policy: { file: 'p', sha256: 'e'.repeat(64) } }], ['the target', { target: 'http://127.0.0.1:1' }],
])('a run is not resumed when %s changed', (name, change) => {
  const folder = fileFolder();
  startFolder(folder, IDENTITY);

  expect(() => resumeFolder(folder, { ...IDENTITY, ...change })).toThrow(`${name} changed since`);
});

test('a run that did not finish is none to compare or judge', () => {
  const folder = fileFolder();
  startFolder(folder, IDENTITY);

  expect(() => readRunFolder(folder)).toThrow('holds a run that did not finish');
});

test('a run that starts anew leaves no functional tests of the one before it', () => {
  const folder = fileFolder();
  writeFileSync(`${folder}/functions.json`, '{}');
  startFolder(folder, IDENTITY);

  expect(existsSync(`${folder}/functions.json`)).toBe(false);
});

test('rows are drawn by the seed, in the file\'s order', () => {
  const rows = Array.from({ length: 50 }, (_value, at) => row(`r${String(at).padStart(2, '0')}`));
  const ids = (seed: number): readonly string[] => drawRows(rows, 10, seed).map(({ id }) => id);

  expect(ids(7)).toHaveLength(10);
  expect(ids(7)).toEqual(ids(7));
  expect(ids(7)).toEqual(ids(7).toSorted());
  expect(ids(7)).not.toEqual(ids(8));
});
