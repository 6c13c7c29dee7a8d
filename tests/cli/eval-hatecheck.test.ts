import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fileFolder } from '../e2e/command.ts';
import { startService } from '../support/service.ts';
import { type Ended, linesOf, triageEval } from './eval-command.ts';

const SLOW = { timeout: 240_000 };
const CASES = new URL('../fixtures/functional-cases.csv', import.meta.url).pathname;

let folder: string;
let ended: Ended;
beforeAll(async () => {
  folder = fileFolder();
  ended = await triageEval(['hatecheck', CASES, '--out', join(folder, 'all')]);
}, 240_000);

test('functions are printed with intervals, the worst first, after the whole and its two parts', () => {
  expect([ended.status, ended.stderr]).toEqual([0, '']);
  expect(ended.stdout).toMatch(/^all +n +8 {2}right 0\.\d{3} \[0\.\d{3}–[01]\.\d{3}\] \(\d\) {2}failed 0\nhateful +n +3 .*\nnon-hateful +n +5 .*\nAUROC +[01]\.\d{3}\n\n(?:\w+ +n +[23] {2}right .*\n){3}$/);
  const shares = [...ended.stdout.split('\n\n')[1]?.matchAll(/right ([01]\.\d{3})/g) ?? []].map((match) => Number(match[1]));
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});

test('functions.json lies beside the predictions, which name each case\'s function and not its words', () => {
  const written = JSON.parse(readFileSync(join(folder, 'all', 'functions.json'), 'utf8')) as Record<string, any>;
  const lines = linesOf(join(folder, 'all', 'predictions.jsonl'));

  expect(written).toMatchObject({ object: 'triage.eval.functions', label: 'abuse', leaks: 0, parts: [{ name: 'all', n: 8 }, { name: 'hateful', n: 3 }, { name: 'non-hateful', n: 5 }], provenance: { target: null } });
  expect(written['functions'].map(({ name, n, failed }: Record<string, unknown>) => [name, n, failed]).toSorted()).toEqual([['asks_for_the_umbrella', 2, 0], ['describes_a_cloud', 3, 0], ['praises_the_soup', 3, 0]]);
  expect(lines.map(({ functionality }) => functionality)).toEqual(['praises_the_soup', 'praises_the_soup', 'praises_the_soup', 'asks_for_the_umbrella', 'asks_for_the_umbrella', 'describes_a_cloud', 'describes_a_cloud', 'describes_a_cloud']);
  expect(JSON.stringify(lines)).not.toContain('teapot');
});

test('a live service gives what the pipeline in process gives; --lang leaves other languages out; a finished run keeps its predictions', SLOW, async () => {
  const service = await startService();
  const out = join(folder, 'live');
  await triageEval(['hatecheck', CASES, '--lang', 'fr', '--target', service.url, '--key', service.key, '--out', out]);
  writeFileSync(join(out, 'metrics.json'), '{}');
  writeFileSync(join(out, 'predictions.jsonl'), 'a run of its own\n');

  const live = await triageEval(['hatecheck', CASES, '--target', service.url, '--key', service.key, '--out', out]);

  expect([live.status, live.stdout]).toEqual([0, ended.stdout]);
  expect([readFileSync(join(out, 'predictions.jsonl'), 'utf8'), existsSync(join(out, 'metrics.json')), linesOf(join(out, 'functions', 'predictions.jsonl')).length]).toEqual(['a run of its own\n', true, 8]);
});

test('cases that stand in a train split are said to flatter, and do not stop the tests; a service that is not there answers none', SLOW, async () => {
  const train = linesOf(new URL('../../datasets/inbox/train.jsonl', import.meta.url).pathname).find(({ text }) => text.length > 60);
  const leaked = join(folder, 'leaked.jsonl');
  writeFileSync(leaked, `${JSON.stringify({ functionality: 'known', text: train?.['text'], label_gold: 'non-hateful' })}\n`);

  const { status, stderr, stdout } = await triageEval(['hatecheck', leaked, '--target', 'http://127.0.0.1:9', '--key', 'x']);

  expect([status, stderr]).toEqual([1, '1 of 1 cases stand in a train split of this project, exactly or nearly: what they test is flattered.\n1 of 1 rows got no answer: unreachable 1.\n']);
  expect(stdout).toMatch(/^known +n +1 {2}right – \(0\) {2}failed 1$/m);
});

test.each([
  ['a file that is not there', ['none.csv'], 'none.csv does not exist.'], ['a column that is not there', [CASES, '--map', 'functionality=what'], 'has no column "what"'], ['a mapping of an unknown field', [CASES, '--map', 'spam=x'], 'which rows do not have'],
  ['a reading that is none', [CASES, '--label', 'rude'], 'Allowed choices are abuse, hate'],
])('%s is bad input: status 2 and what to do', SLOW, async (_name, args, said) => {
  const { status, stderr, stdout } = await triageEval(['hatecheck', ...args]);

  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(said);
  expect(stderr).not.toContain('    at ');
});
