import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fileFolder } from '../e2e/command.ts';
import { triageEval, writeInbox } from './eval-command.ts';

const SLOW = { timeout: 120_000 };

let folder: string;
let run: string;
beforeAll(async () => {
  folder = fileFolder();
  run = join(folder, 'run');
  await triageEval(['run', '--data', writeInbox(join(folder, 'rows.jsonl'), 60), '--out', run, '--rounds', '50']);
}, 240_000);

test('a run gets its page and the other formats, in the language asked for', SLOW, async () => {
  const { status, stdout, stderr } = await triageEval(['report', run, '--format', 'html,md,json,junit', '--lang', 'fr', '--rounds', '50']);

  expect([status, stdout.trimEnd().split('\n'), stderr]).toEqual([0, ['report.html', 'report.md', 'report.json', 'report.junit.xml'].map((name) => `${run}/${name}`), '']);
  expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('<h1>L’automatisation peut-elle tourner ?</h1>');
  expect(readFileSync(join(run, 'report.md'), 'utf8')).toMatch(/^# (?:Ne pas mettre en service|Mise en service possible)/);
});

test.each([
  [['--format', 'pdf'], 'unknown: pdf'], [['--lang', 'tlh'], 'Allowed choices are en, fr'], [['--baseline', 'none.json'], 'none.json does not exist'],
])('report %j is bad input', SLOW, async (args, said) => {
  const { status, stderr } = await triageEval(['report', run, ...args]);

  expect([status, stderr, existsSync(join(run, 'report.pdf'))]).toEqual([2, expect.stringContaining(said), false]);
});
