import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fileFolder } from '../e2e/command.ts';
import { type Ended, linesOf, triageEval } from './eval-command.ts';

const SLOW = { timeout: 120_000 };
const path = (name: string): string => new URL(`../../${name}`, import.meta.url).pathname;

let folder: string;
let ended: Ended;
let snippets: readonly string[];
beforeAll(async () => {
  folder = fileFolder();
  for (const name of ['brand.json', 'snippets.jsonl']) copyFileSync(path(`demo/${name}`), join(folder, name));
  writeFileSync(join(folder, 'questions.jsonl'), readFileSync(path('tests/fixtures/demo-questions.jsonl'), 'utf8').split('\n').filter((_line, at) => at % 6 === 0).join('\n'));
  snippets = linesOf(join(folder, 'snippets.jsonl')).map(({ id }) => String(id));
  ended = await triageEval(['replies', folder, '--out', join(folder, 'out'), '--rounds', '100']);
}, 120_000);

test('every question has its line, with exactly the fields of the contract and every snippet ranked once', () => {
  const lines = linesOf(join(folder, 'out', 'predictions.jsonl'));

  expect([ended.status, ended.stderr]).toEqual([0, '']);
  expect(lines.map(({ id }) => id)).toEqual(linesOf(join(folder, 'questions.jsonl')).map(({ id }) => id));
  for (const line of lines) {
    expect(Object.keys(line)).toEqual(['id', 'ranked', 'answerable_score', 'abstained', 'draft', 'citations', 'lang']);
    expect(line['ranked'].toSorted()).toEqual(snippets.toSorted());
    expect(line['answerable_score']).toBeGreaterThanOrEqual(0);
    expect(line['answerable_score']).toBeLessThanOrEqual(1);
    expect(line['draft'] === null).toBe(line['abstained']);
    expect(line['citations'].every((id: string) => snippets.includes(id))).toBe(true);
    expect(line['citations'].length > 0).toBe(!line['abstained']);
    expect(line['lang']).toMatch(/^[a-z]{2,3}$/);
  }
});

test('the figures are printed and written with intervals and where they came from', () => {
  const metrics = JSON.parse(readFileSync(join(folder, 'out', 'metrics.json'), 'utf8')) as Record<string, any>;

  expect(ended.stdout).toMatch(/^recall@3 +n +\d+ {2}\d\.\d{3} \[\d\.\d{3}–\d\.\d{3}\]$/m);
  for (const name of ['MRR', 'cross-lingual recall@3', 'answerable AUROC', 'abstention F1', 'answers right']) expect(ended.stdout).toContain(`${name} `);
  expect(metrics).toMatchObject({ object: 'triage.eval.replies', snippets: snippets.length, provenance: { seed: 7, policy: { file: 'demo/policy.yaml' }, language_model: null } });
  expect(metrics['figures']['recall@3'].point).toBeGreaterThan(0.7);
});

test.each([['brand.json', 'brand.json is not there'], ['questions.jsonl', 'questions.jsonl does not exist'], ['snippets.jsonl', 'holds no snippets']])('a folder without %s is bad input', SLOW, async (missing, said) => {
  const other = fileFolder();
  for (const name of ['brand.json', 'snippets.jsonl', 'questions.jsonl']) if (name !== missing) copyFileSync(join(folder, name), join(other, name));

  const { status, stderr } = await triageEval(['replies', other, '--out', join(other, 'out')]);

  expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
});
