import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBaseline, writeBaseline } from '../../../src/eval/compare/baseline.ts';
import { judge } from '../../../src/eval/compare/gate.ts';
import { type Gates, readGates } from '../../../src/eval/compare/gates.ts';
import type { RunFolder } from '../../../src/eval/run/folder.ts';
import type { Prediction } from '../../../src/eval/run/prediction.ts';
import { summarise } from '../../../src/eval/run/summary.ts';
import { fileFolder } from '../../e2e/command.ts';
import { madeRow, madeRun } from './made-runs.ts';

const DRAWING = { seed: 7, rounds: 300 };
const PROVENANCE = { versions: { triage: '1', node: '24' }, data: [], split: null, models: [], policy: null, target: null, limit: null, seed: 7, rounds: 300, started_at: '2026-11-01T08:00:00.000Z', seconds: 1 };

const runOf = (predictions: readonly Prediction[], leaks = 0): RunFolder => ({ predictions, metrics: { ...summarise(predictions, DRAWING), leaks: { allowed: leaks > 0, count: leaks, pairs: [] }, provenance: PROVENANCE } });

function baselineOf(run: RunFolder) {
  const path = join(fileFolder(), 'baseline.json');
  writeBaseline(path, run);
  return readBaseline(path);
}

function gatesOf(yaml: string): Gates {
  const path = join(fileFolder(), 'gates.yaml');
  writeFileSync(path, yaml);
  return readGates(path);
}

const GATES = gatesOf(`
floors:
  - { aspect: spam, figure: recall, at_least: 0.9 }
  - { operation: genuine_held_back, at_most: 20, because: Customers leave. }
no_loss:
  - { aspect: spam, figure: f1 }
  - { operation: genuine_held_back }
`);
const GOOD = runOf(madeRun(0.7, 0.2));

test('a run as good as its baseline ships', () => {
  expect(judge(GATES, GOOD, { baseline: baselineOf(GOOD), drawing: DRAWING }).map(({ holds }) => holds)).toEqual(Array.from({ length: 6 }, () => true));
});

test('wrongly held back messages come first, as floor and as loss, with the count and the reason', () => {
  const worse = runOf(madeRun(0.3, 0.2, (at) => (at % 4 === 1 ? 'hide' : 'allow')));

  const [first, second, third] = judge(GATES, worse, { baseline: baselineOf(GOOD), drawing: DRAWING });

  expect(first).toMatchObject({ kind: 'floor', holds: false, sentence: expect.stringMatching(/^Genuine messages hidden or blocked: 500\.0 per 1,000 \(25 of 50; 95 % interval \d+\.\d–\d+\.\d\); at most 20 may be\. Customers leave\.$/) });
  expect(second).toMatchObject({ kind: 'loss', holds: false, sentence: expect.stringMatching(/^Genuine messages hidden or blocked: 0\.0 before, 500\.0 now per 1,000 \(\+500\.0, 95 % interval \+\d+\.\d to \+\d+\.\d\): a real loss\.$/) });
  expect(third).toMatchObject({ kind: 'floor', holds: false, sentence: expect.stringContaining('Recall of spam: 0.000') });
});

test('a loss within chance passes, and so does one smaller than what is let pass', () => {
  const slightly = runOf(madeRun(0.7, 0.2).map((row, at) => (at === 0 ? madeRow({ id: row.id, spam: true, score: 0.4 }) : row)));
  const clearly = runOf(madeRun(0.7, 0.2).map((row, at) => (at % 10 === 0 ? madeRow({ id: row.id, spam: true, score: 0.4 }) : row)));
  const holds = (run: RunFolder, beyond: number): boolean | undefined =>
    judge(gatesOf(`no_loss: [{ aspect: spam, figure: f1, beyond: ${beyond} }]`), run, { baseline: baselineOf(GOOD), drawing: DRAWING }).find(({ kind }) => kind === 'loss')?.holds;

  expect([holds(slightly, 0), holds(clearly, 0), holds(clearly, 0.5)]).toEqual([true, false, true]);
});

test('what has no value does not hold: no labelled row, no answer', () => {
  const silent = runOf(madeRun(0.7, 0.2).map(({ id }) => madeRow({ id, spam: true, failed: 'deadline' })));
  const floors = gatesOf('floors: [{ aspect: prompt_injection, figure: recall, at_least: 0 }, { operation: genuine_held_back, at_most: 1000 }, { aspect: spam, figure: recall, at_least: 0 }]\nno_loss: [{ aspect: spam, figure: f1 }]');

  const verdicts = judge(floors, silent, { baseline: baselineOf(GOOD), drawing: DRAWING });

  expect(verdicts.filter(({ kind }) => kind !== 'leaks').map(({ holds }) => holds)).toEqual([false, false, false, false, false]);
  expect(verdicts.map(({ sentence }) => sentence)).toContain('0 of 100 rows got an answer; at least 100.0 % must.');
});

test('a run with rows of a train split does not ship', () => {
  expect(judge(gatesOf('floors: []'), runOf(madeRun(0.7, 0.2), 3), { baseline: undefined, drawing: DRAWING })[0]).toMatchObject({ kind: 'leaks', holds: false });
});

test('a baseline of other rows is refused', () => {
  const other = runOf(madeRun(0.7, 0.2).map((row) => ({ ...row, id: `x${row.id}` })));

  expect(() => judge(GATES, GOOD, { baseline: baselineOf(other), drawing: DRAWING })).toThrow('The baseline has 0 of the run\'s 100 rows');
});

test.each([
  ['an unknown operation', 'floors: [{ operation: profits, at_least: 1 }]'], ['two bounds', 'floors: [{ operation: spam_missed, at_least: 1, at_most: 2 }]'], ['no bound', 'floors: [{ operation: spam_missed }]'],
  ['an unknown field', 'flours: []'], ['no YAML', 'floors: [{'],
])('a gates file with %s is refused', (_name, yaml) => {
  expect(() => gatesOf(yaml)).toThrow(/gates\.yaml/);
});

test('a figure that an aspect does not have is refused, with those it has', () => {
  expect(() => judge(gatesOf('floors: [{ aspect: spam, figure: brilliance, at_least: 0 }]'), GOOD, { baseline: undefined, drawing: DRAWING })).toThrow(/asks for "brilliance" of spam/);
});

test('the gates file of the project can be read, and puts wrongly held back messages first', () => {
  const path = new URL('../../../datasets/gates.yaml', import.meta.url).pathname;

  expect(readGates(path).floors[0]).toMatchObject({ operation: 'genuine_held_back' });
  expect(readFileSync(path, 'utf8')).toContain('no_loss:');
});
