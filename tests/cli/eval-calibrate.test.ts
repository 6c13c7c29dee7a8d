import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { applyCalibration } from '../../src/classifiers/calibration.ts';
import { readCalibration } from '../../src/workspaces/calibration.ts';
import { fileFolder } from '../e2e/command.ts';
import { linesOf, triageEval, writeInbox } from './eval-command.ts';

const SLOW = { timeout: 240_000 };
const ROWS = 120;
/** Rows that are hard on purpose: what a model says of them can be made truer. */
const HARD = new URL('../../datasets/contrast/test.jsonl', import.meta.url).pathname;
const DEMO = new URL('../../demo', import.meta.url).pathname;

let folder: string;
let rows: string;
let run: string;
let calibration: string;
beforeAll(async () => {
  folder = fileFolder();
  [rows, run, calibration] = [join(folder, 'rows.jsonl'), join(folder, 'run'), join(folder, 'calibration.json')];
  writeFileSync(rows, `${readFileSync(HARD, 'utf8').split('\n').slice(0, ROWS).join('\n')}\n`);
  await triageEval(['run', '--data', rows, '--out', run, '--rounds', '0']);
}, 240_000);

/** A copy of the demo's folder with a calibration in it. */
function workspaceWith(file: string): string {
  const workspace = join(fileFolder(), 'demo');
  cpSync(DEMO, workspace, { recursive: true });
  copyFileSync(file, join(workspace, 'calibration.json'));
  return workspace;
}

const abuseScores = (of: string): readonly number[] => linesOf(join(of, 'predictions.jsonl')).map((line) => line['moderation'].score as number);
const provenanceOf = (of: string): unknown => JSON.parse(readFileSync(join(of, 'metrics.json'), 'utf8')).provenance.calibration;

test('calibrate says what a fit brings and writes it; a service reads it, and run measures the scores that it answers', SLOW, async () => {
  const { status, stdout } = await triageEval(['calibrate', run, '--method', 'isotonic', '--label', 'abuse', '--write', calibration]);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^abuse +n 120 {2}positives \d+ {2}ECE 0\.\d+ → 0\.\d+ {2}Brier 0\.\d+ → 0\.\d+ {2}truer\n$/)]);
  const fitted = readCalibration(calibration)?.labels.get('abuse') ?? expect.unreachable();
  const env = { WORKSPACE_DIR: workspaceWith(calibration) };

  const [calibrated, plain] = [join(folder, 'calibrated'), join(folder, 'plain')];
  const ended = [await triageEval(['run', '--data', rows, '--out', calibrated, '--rounds', '0'], env), await triageEval(['run', '--data', rows, '--out', plain, '--rounds', '0', '--calibration', 'none'], env)];

  expect(ended.map((one) => one.status)).toEqual([0, 0]);
  // The service calibrates what is not rounded yet; in the jump between two points of the line four decimals may decide.
  const off = abuseScores(calibrated).filter((score, at) => Math.abs(score - applyCalibration(fitted, abuseScores(run)[at] ?? 0)) > 0.02);
  expect(off.length).toBeLessThanOrEqual(ROWS / 20);
  expect(abuseScores(calibrated)).not.toEqual(abuseScores(run));
  expect(abuseScores(plain)).toEqual(abuseScores(run));
  expect([provenanceOf(calibrated), provenanceOf(plain), provenanceOf(run)]).toEqual([{ file: 'demo/calibration.json', sha256: readCalibration(calibration)?.sha256 }, null, null]);
  const refused = await triageEval(['calibrate', calibrated, '--method', 'isotonic', '--write', join(folder, 'twice.json')]);
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('calibrated already')]);
});

test('a run is not resumed under another calibration, and none is put under test in a live service', SLOW, async () => {
  const file = join(folder, 'made.json');
  const models = JSON.parse(readFileSync(join(run, 'metrics.json'), 'utf8')).provenance.models;
  writeFileSync(file, JSON.stringify({ object: 'triage.eval.calibration', calibrations: [{ label: 'spam', method: 'temperature', temperature: 2 }], provenance: { models } }));

  const resumed = await triageEval(['run', '--data', rows, '--out', run, '--resume', '--calibration', file]);
  const live = await triageEval(['run', '--data', rows, '--calibration', file, '--target', 'http://127.0.0.1:1', '--key', 'k']);
  const absent = await triageEval(['run', '--data', rows, '--calibration', join(folder, 'absent.json')]);

  expect([resumed.status, resumed.stderr]).toEqual([2, expect.stringContaining('the calibration changed since')]);
  expect([live.status, live.stderr]).toEqual([2, expect.stringContaining('live service')]);
  expect([absent.status, absent.stderr]).toEqual([2, expect.stringContaining('does not exist')]);
});

test('a calibration of other models ends a run with what to do, before a row is asked', SLOW, async () => {
  const file = join(folder, 'foreign.json');
  writeFileSync(file, JSON.stringify({ object: 'triage.eval.calibration', calibrations: [{ label: 'spam', method: 'temperature', temperature: 2 }], provenance: { models: [{ name: 'spam', sha256: '0' }] } }));

  const { status, stderr } = await triageEval(['run', '--data', rows, '--calibration', file]);

  expect([status, stderr]).toEqual([1, expect.stringMatching(/fitted to other models than these: .*spam\.\n→ .*--calibration none/)]);
});

test('what would make no score truer is not written', SLOW, async () => {
  const [file, easy, known] = [join(folder, 'worse.json'), writeInbox(join(folder, 'easy.jsonl'), ROWS), join(folder, 'known')];
  await triageEval(['run', '--data', easy, '--out', known, '--rounds', '0']);

  const { status, stdout, stderr } = await triageEval(['calibrate', known, '--method', 'isotonic', '--label', 'spam', '--write', file]);

  expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('no gain'), expect.stringContaining('was not written')]);
  expect(existsSync(file)).toBe(false);
});
