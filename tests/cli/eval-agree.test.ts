import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileFolder } from '../e2e/command.ts';
import { triageEval } from './eval-command.ts';

const SLOW = { timeout: 60_000 };

test('agree prints κ by label and the rows in dispute, from files of two kinds', SLOW, async () => {
  const folder = fileFolder();
  const [a, b, out] = [join(folder, 'a.jsonl'), join(folder, 'b.csv'), join(folder, 'disputes.jsonl')] as const;
  writeFileSync(a, '{"id":"1","text":"x","labels":{"spam":true,"lead":"hot"}}\n{"id":"2","text":"y","labels":{"spam":false,"lead":"none"}}\n{"id":"3","text":"z","labels":{"spam":false}}\n');
  writeFileSync(b, 'id,text,spam,lead\n1,x,yes,warm\n2,y,no,none\n4,w,no,none\n');

  const { status, stdout } = await triageEval(['agree', a, b, '--out', out, '--rounds', '100']);

  expect(status).toBe(0);
  expect(stdout).toContain(`2 rows in both; 1 only in ${a}, 1 only in ${b}.`);
  expect(stdout).toMatch(/^spam +n +2 {2}same 1\.000 {2}κ 1\.000 .*disputes 0$/m);
  expect(stdout).toMatch(/^lead +n +2 {2}same 0\.500 .*weighted κ .*disputes 1$/m);
  expect(readFileSync(out, 'utf8')).toBe('{"id":"1","label":"lead","a":"hot","b":"warm"}\n');
});

test('files without a common row are bad input', SLOW, async () => {
  const folder = fileFolder();
  writeFileSync(join(folder, 'a.jsonl'), '{"id":"1","text":"x","labels":{"spam":true}}\n');
  writeFileSync(join(folder, 'b.jsonl'), '{"id":"2","text":"x","labels":{"spam":true}}\n');

  const { status, stderr } = await triageEval(['agree', join(folder, 'a.jsonl'), join(folder, 'b.jsonl')]);

  expect([status, stderr]).toEqual([2, expect.stringContaining('share no label of a row')]);
});
