import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  expect(await triageEval(['run', '--data', writeInbox(join(folder, 'rows.jsonl'), 60), '--out', run, '--rounds', '50'])).toMatchObject({ status: 0, stderr: '' });
}, 240_000);

test('a run gets its page and the other formats, in the language asked for', SLOW, async () => {
  const { status, stdout, stderr } = await triageEval(['report', run, '--format', 'html,md,json,junit', '--lang', 'fr', '--rounds', '50']);

  expect([status, stdout.trimEnd().split('\n'), stderr]).toEqual([0, ['report.html', 'report.md', 'report.json', 'report.junit.xml'].map((name) => `${run}/${name}`), '']);
  expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('<h1>L’automatisation peut-elle tourner\u00a0?</h1>');
  expect(readFileSync(join(run, 'report.md'), 'utf8')).toMatch(/^# (?:Ne pas mettre en service|Mise en service possible)/);
});

test.each([
  [['--format', 'pdf'], 'unknown: pdf'], [['--lang', 'tlh'], 'Allowed choices are en, fr'], [['--baseline', 'none.json'], 'none.json does not exist'],
  [['--cost-per-message', '-1'], 'an amount in US dollars, 0 or more'], [['--replies', 'nowhere'], 'nowhere holds no metrics.json'], [['--slices', 'channel,mood'], 'unknown: mood'],
])('report %j is bad input', SLOW, async (args, said) => {
  const { status, stderr } = await triageEval(['report', run, ...args]);

  expect([status, stderr, existsSync(join(run, 'report.pdf'))]).toEqual([2, expect.stringContaining(said), false]);
});

test('the report shows the functional tests of the run, the replies named with it, and the cost given', SLOW, async () => {
  const replies = join(folder, 'replies');
  mkdirSync(replies);
  writeFileSync(join(replies, 'metrics.json'), JSON.stringify({ object: 'triage.eval.replies', questions: 3, snippets: 2, figures: { MRR: { point: 0.5, low: null, high: null, n: 3 } }, provenance: { language_model: null, seed: 7 } }));
  writeFileSync(join(run, 'functions.json'), JSON.stringify({ functions: [{ name: 'quoted', n: 10, right: 9, low: 0.6, high: 0.98, failed: 0 }], lang: ['en'] }));

  const { status } = await triageEval(['report', run, '--format', 'md,json', '--replies', replies, '--cost-per-message', '0.001', '--volume', '1000', '--rounds', '50']);
  rmSync(join(run, 'functions.json'));

  const [markdown, json] = [readFileSync(join(run, 'report.md'), 'utf8'), JSON.parse(readFileSync(join(run, 'report.json'), 'utf8')) as Record<string, any>];
  expect(status).toBe(0);
  expect(markdown).toContain('| quoted | 0.900 [0.600 – 0.980] | 10 | 0 |');
  expect(markdown).toContain('(MRR) | 0.500 | 3 |');
  expect(markdown).toContain('US$30.00 for 30 days of 1,000 messages.');
  expect([json['cost'], json['functions'].length, json['replies'].questions]).toEqual([{ kind: 'given', dollars: 0.001 }, 1, 3]);
});

test('functional tests that cannot be read end the report, by name', SLOW, async () => {
  writeFileSync(join(run, 'functions.json'), '{"functions":[{"name":"quoted","right":"all"}]}');

  const { status, stderr } = await triageEval(['report', run, '--rounds', '50']);
  rmSync(join(run, 'functions.json'));

  expect([status, stderr]).toEqual([2, expect.stringContaining('functions.json cannot be used')]);
});
