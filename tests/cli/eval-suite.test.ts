import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileFolder } from '../e2e/command.ts';
import { linesOf, triageEval } from './eval-command.ts';

const SLOW = { timeout: 240_000 };

function folderOf(sets: Readonly<Record<string, readonly object[]>>): string {
  const folder = fileFolder();
  for (const [name, rows] of Object.entries(sets)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'dev.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  return folder;
}

test('the public suite is read from a folder of sets, and figures are given and written by source', SLOW, async () => {
  const folder = folderOf({
    'sms-spam': [{ id: 's1', text: 'WINNER! Claim your free prize now, text WIN to 80082', lang: 'en', labels: { spam: true }, source: 'sms-spam' }, { id: 's2', text: 'see you at the station around six then', lang: 'en', labels: { spam: false }, source: 'sms-spam' }],
    davidson: [{ id: 'd1', text: 'what a pleasant morning by the river', lang: 'en', labels: { abuse: false, class: 'neither' }, source: 'davidson' }],
  });
  const out = join(folder, 'out');

  const { status, stdout, stderr } = await triageEval(['run', '--suite', 'public', '--data', folder, '--out', out, '--rounds', '50']);

  const { sources } = JSON.parse(readFileSync(join(out, 'sources.json'), 'utf8')) as Record<string, any>;
  expect([status, stderr]).toEqual([0, expect.stringMatching(/^Not in .*: business-sample, sms-spam-mt, .*bitext-support\.\n$/)]);
  expect(stdout).toMatch(/^sms-spam – UCI SMS Spam Collection .* \(2 rows of dev; CC BY 4\.0; the models learnt from its train split\)\n {2}spam +n +2 {2}failed 0 {2}positives 1 /m);
  expect(stdout).toMatch(/^davidson – .* \(1 rows of dev; MIT\)\n {2}abuse +n +1 {2}failed 0 {2}positives 0 /m);
  expect(sources.map(({ name, rows, learnt_from: learnt }: Record<string, unknown>) => [name, rows, learnt])).toEqual([['sms-spam', 2, true], ['davidson', 1, false]]);
  expect(linesOf(join(out, 'predictions.jsonl')).map(({ id, gold }) => [id, gold])).toEqual([['s1', { spam: true }], ['s2', { spam: false }], ['d1', { abuse: false }]]);
  expect(JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8')).provenance).toMatchObject({ split: null, data: [{ file: 'sms-spam/dev.jsonl', rows: 2 }, { file: 'davidson/dev.jsonl', rows: 1 }] });
});

test.each([
  ['a suite without a folder', [], '--suite needs --data'], ['a folder without a set', ['--data', fileFolder()], 'holds none of the suite\'s sets'], ['a mapping of columns', ['--data', fileFolder(), '--map', 'text=x'], '--map is not for suites'],
])('%s is bad input', SLOW, async (_name, args, said) => {
  const { status, stderr } = await triageEval(['run', '--suite', 'public', ...args]);

  expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
});

test('a manifest of one\'s own is read from its path', SLOW, async () => {
  const { status, stderr } = await triageEval(['run', '--suite', 'no-such-manifest.yaml', '--data', fileFolder()]);

  expect([status, stderr]).toEqual([2, expect.stringContaining('no-such-manifest.yaml does not exist.')]);
});
