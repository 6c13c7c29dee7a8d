import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LabelsSchema } from '../../../src/eval/dataset.ts';
import { bySource } from '../../../src/eval/suite/by-source.ts';
import { readManifest } from '../../../src/eval/suite/manifest.ts';
import { labelsOf, readSuite } from '../../../src/eval/suite/read.ts';
import { PUBLIC_SOURCES } from '../../../src/eval/train/sources.ts';
import { fileFolder } from '../../e2e/command.ts';

const SHIPPED = readManifest(new URL('../../../datasets/public-suite.yaml', import.meta.url).pathname);

function folderOf(files: Readonly<Record<string, readonly object[]>>): string {
  const folder = fileFolder();
  for (const [path, rows] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    writeFileSync(join(folder, path), path.endsWith('.gz') ? gzipSync(text) : text);
  }
  return folder;
}

function manifestOf(text: string): string {
  const path = join(fileFolder(), 'suite.yaml');
  writeFileSync(path, text);
  return path;
}

test('the shipped manifest names source, licence and split of every set, holds no row, and says why others are left out', () => {
  expect(SHIPPED.sets.length).toBeGreaterThan(25);
  expect(SHIPPED.sets.filter(({ split }) => split === 'train')).toEqual([]);
  expect(SHIPPED.left_out.every(({ because }) => because.length > 10)).toBe(true);
  for (const { name, file } of SHIPPED.sets) expect(file.startsWith(`${name}/`)).toBe(true);
});

test('sets that the models learn from are mapped as the training maps them', () => {
  const seen = PUBLIC_SOURCES.flatMap(({ name, map }) => {
    const set = SHIPPED.sets.find((one) => one.name === name);
    if (set === undefined) return [];
    const samples = [{ spam: true, class: 'smishing' }, { spam: false, class: 'ham' }, { abuse: true, hate: true }, { abuse: false }, { abuse: null, hate: false }, { injection: true }, { injection: false }, { intent: 'track_order' }, { intent: 'unheard_of' }];
    for (const labels of samples) {
      const [ours, theirs] = [LabelsSchema.parse(labelsOf(set, { labels })), map({ id: 'x', text: 'x', lang: 'en', labels })];
      for (const label of ['spam', 'prompt_injection', 'intent', ...(name === 'smishing' ? ['spam_kind' as const] : [])] as const) expect([name, label, ours[label]]).toEqual([name, label, theirs?.[label]]);
      expect([name, ours.abuse ?? undefined]).toEqual([name, theirs?.abuse]);
    }
    return [name];
  });

  expect(seen.length).toBe(PUBLIC_SOURCES.length);
});

test('rows are read where they lie, gzipped too, with our labels and their set as the source; what the mapping does not name is not labelled', () => {
  const suite = readManifest(manifestOf(`
sets:
  - { name: one, source: A, licence: MIT, split: dev, file: one/dev.jsonl, group: pair, turns: context, labels: { spam: labels.junk, spam_kind: { from: labels.class, values: { fish: phishing } } } }
  - { name: two, source: B, licence: MIT, split: dev, file: two/dev.jsonl, labels: { abuse_categories: { from: labels.sad, values: { true: [self-harm], false: [] } } } }
  - { name: three, source: C, licence: MIT, split: dev, file: three/dev.jsonl, labels: { spam: labels.spam } }
`));
  const folder = folderOf({
    'one/dev.jsonl': [{ id: 'a', text: 'Hello', lang: 'en', labels: { junk: true, class: 'fish' }, pair: 3, context: ['hi', 'how can I help?'] }, { id: 'b', text: 'Bye', labels: { junk: false, class: 'ham' } }, { id: 'c', text: '  ', labels: {} }],
    'two/dev.jsonl.gz': [{ id: 'd', text: 'x', labels: { sad: true } }, { id: 'e', text: 'x', labels: { sad: false } }, { id: 'f', text: 'x', labels: {} }],
  });

  const { found, absent } = readSuite(suite, folder);

  expect(absent).toEqual(['three']);
  expect(found.map(({ unusable }) => unusable)).toEqual([1, 0]);
  expect(found[0]?.rows).toEqual([
    { id: 'a', text: 'Hello', lang: 'en', source: 'one', group: 'one:3', labels: { spam: true, spam_kind: 'phishing' }, conversation: [{ role: 'customer', text: 'hi' }, { role: 'agent', text: 'how can I help?' }] },
    { id: 'b', text: 'Bye', source: 'one', labels: { spam: false } },
  ]);
  expect(found[1]?.rows.map(({ labels }) => labels)).toEqual([{ abuse_categories: ['self-harm'] }, { abuse_categories: [] }, {}]);
});

test('a folder without a set, a row of another shape and an id of two sets are refused, naming the place', () => {
  const suite = readManifest(manifestOf('sets:\n  - { name: one, source: A, licence: MIT, split: dev, file: one/dev.jsonl, labels: { spam: labels.spam } }\n  - { name: two, source: A, licence: MIT, split: dev, file: two/dev.jsonl, labels: { spam: labels.spam } }\n'));
  const row = { id: 'a', text: 'x', labels: { spam: true } };

  expect(() => readSuite(suite, fileFolder())).toThrow('holds none of the suite\'s sets');
  expect(() => readSuite(suite, '/no/such/folder')).toThrow('is no folder');
  expect(() => readSuite(suite, folderOf({ 'one/dev.jsonl': [row, { ...row, id: 'b', labels: { spam: 'often' } }] }))).toThrow(/one\/dev\.jsonl:2: labels\.spam: /);
  expect(() => readSuite(suite, folderOf({ 'one/dev.jsonl': [row], 'two/dev.jsonl': [row] }))).toThrow(/^The id "a" stands in .*one\/dev\.jsonl and in .*two\/dev\.jsonl\.$/);
});

test.each([
  ['a label that is none of ours', '- { name: one, source: A, licence: MIT, split: dev, file: one/dev.jsonl, labels: { mood: x } }'], ['a file above the folder', '- { name: one, source: A, licence: MIT, split: dev, file: ../dev.jsonl, labels: { spam: x } }'],
  ['a set without a licence', '- { name: one, source: A, split: dev, file: one/dev.jsonl, labels: { spam: x } }'],
])('a manifest with %s is refused', (_name, line) => {
  expect(() => readManifest(manifestOf(`sets:\n  ${line}\n`))).toThrow('is no manifest of sets');
});

test('figures of a set say whether the models learnt from it, and null where nobody knows', () => {
  const suite = readManifest(manifestOf('sets:\n  - { name: one, source: A, licence: MIT, split: dev, file: one/dev.jsonl, labels: { spam: labels.spam } }\n'));
  const { found } = readSuite(suite, folderOf({ 'one/dev.jsonl': [{ id: 'a', text: 'x', labels: { spam: true } }, { id: 'b', text: 'y', labels: { spam: true } }] }));
  const aspects = ['source one', 'all'].map((slice) => ({ aspect: 'spam', kind: 'binary' as const, slice, n: 1, failed: 0, coverage: 1, resampled: 'rows' as const, units: 1, figures: {} }));
  const of = (learnt: ReadonlySet<string> | undefined) => bySource(found, { aspects }, { drawn: found[0]?.rows.slice(1) ?? [], learnt })[0];

  expect(of(new Set(['one']))).toMatchObject({ name: 'one', rows: 1, unusable: 0, learnt_from: true, aspects: [{ aspect: 'spam', n: 1 }] });
  expect([of(new Set())?.learnt_from, of(undefined)?.learnt_from]).toEqual([false, null]);
});
