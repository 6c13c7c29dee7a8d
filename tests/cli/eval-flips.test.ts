import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Prediction } from '../../src/eval/run/prediction.ts';
import { summarise } from '../../src/eval/run/summary.ts';
import { madeRow } from '../eval/compare/made-runs.ts';
import { fileFolder } from '../e2e/command.ts';
import { linesOf, triageEval } from './eval-command.ts';

const SLOW = { timeout: 120_000 };
const folder = fileFolder();

/** A finished run as its folder holds it. */
function runOf(name: string, predictions: readonly Prediction[]): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'predictions.jsonl'), predictions.map(({ answer, ...known }) => `${JSON.stringify({ ...known, ...answer })}\n`).join(''));
  const provenance = { versions: { triage: '0', node: '24' }, data: [], split: null, models: [], policy: null, target: null, limit: null, seed: 7, rounds: 0, started_at: '2026-01-01T00:00:00.000Z', seconds: 1 };
  writeFileSync(join(path, 'metrics.json'), JSON.stringify({ ...summarise(predictions, { seed: 7, rounds: 0 }), leaks: { allowed: false, count: 0, pairs: [] }, provenance }));
  return path;
}

const BASE = runOf('base', [madeRow({ id: 'a' }), madeRow({ id: 'b', spam: true, score: 0.9 }), madeRow({ id: 'c', spam: true, score: 0.2 }), madeRow({ id: 'd' })]);
const HEAD = runOf('head', [madeRow({ id: 'a', action: 'block' }), madeRow({ id: 'b', spam: true, score: 0.2 }), madeRow({ id: 'c', spam: true, score: 0.9 }), madeRow({ id: 'd' })]);

test('flips are those that compare lists: changed actions first, what turned wrong first', SLOW, async () => {
  const [{ status, stdout }, compared] = await Promise.all([triageEval(['flips', BASE, HEAD]), triageEval(['compare', BASE, HEAD, '--rounds', '50'])]);

  expect(status).toBe(0);
  expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}| → /))).toEqual([
    ['3 flips: 2 turned wrong, 1 turned right, 0 neither.'], ['wrong', 'action', 'a', 'allow', 'block', '(truth genuine)'], ['wrong', 'spam', 'b', 'yes', 'no', '(truth yes)'], ['right', 'spam', 'c', 'no', 'yes', '(truth yes)'], [''],
  ]);
  expect(compared.stdout.endsWith(stdout)).toBe(true);
});

test('--limit prints fewer, --only one kind, and --out holds all of it', SLOW, async () => {
  const out = join(folder, 'flips.jsonl');

  const { stdout } = await triageEval(['flips', BASE, HEAD, '--only', 'spam', '--limit', '1', '--out', out]);

  expect(stdout).toMatch(/^2 flips: 1 turned wrong, 1 turned right, 0 neither\.\nwrong +spam +b .*\n$/);
  expect(linesOf(out).map(({ id, turned }) => [id, turned])).toEqual([['b', 'wrong'], ['c', 'right']]);
  expect(readFileSync(out, 'utf8').endsWith('\n')).toBe(true);
});

test('runs without a common row, and a folder without a run, are bad input', SLOW, async () => {
  const [other, none] = await Promise.all([triageEval(['flips', BASE, runOf('other', [madeRow({ id: 'z' })])]), triageEval(['flips', BASE, join(folder, 'nowhere')])]);

  expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('have no row in common')]);
  expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('holds no run')]);
});
