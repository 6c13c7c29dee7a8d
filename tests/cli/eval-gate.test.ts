import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Classifier } from '../../src/classifiers/classifier.ts';
import { askInProcess, folderUnder } from '../../src/cli/eval-ask.ts';
import { loadConfig } from '../../src/config.ts';
import { readRows } from '../../src/eval/dataset.ts';
import { MetricsSchema } from '../../src/eval/run/metrics.ts';
import { answerRows } from '../../src/eval/run/loop.ts';
import { parsePrediction } from '../../src/eval/run/prediction.ts';
import { summarise } from '../../src/eval/run/summary.ts';
import { fileFolder } from '../e2e/command.ts';
import { shippedClassifiers } from '../support/service.ts';
import { triageEval, writeInbox } from './eval-command.ts';

const SLOW = { timeout: 240_000 };
const DEMO = new URL('../../demo/policy.yaml', import.meta.url).pathname;
const QUICK = ['--rounds', '400'];
/** No floors: what is caught here is caught as a loss against the run before. */
const GATES = 'no_loss:\n  - { aspect: spam, figure: auprc }\n  - { operation: spam_missed }\n  - { operation: genuine_held_back, because: Customers leave. }\n';

let folder: string;
let data: string;
let [base, baseline, gates] = ['', '', ''];
beforeAll(async () => {
  folder = fileFolder();
  [data, base, baseline, gates] = [writeInbox(join(folder, 'rows.jsonl'), 320), join(folder, 'base'), join(folder, 'baseline.json'), join(folder, 'gates.yaml')];
  writeFileSync(gates, GATES);
  await triageEval(['run', '--data', data, '--out', base, ...QUICK]);
}, 240_000);

test('a first run is accepted as the baseline, and passes against itself', SLOW, async () => {
  const none = await triageEval(['gate', base, '--baseline', baseline, '--gates', gates, ...QUICK]);
  const accepted = await triageEval(['gate', base, '--baseline', baseline, '--gates', gates, '--write-baseline', ...QUICK]);
  const again = await triageEval(['gate', base, '--baseline', baseline, '--gates', gates, ...QUICK]);

  expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('baseline.json does not exist.')]);
  expect([accepted.status, accepted.stdout]).toEqual([0, expect.stringContaining('is the new baseline.')]);
  expect([again.status, again.stdout.split('\n')[0]]).toEqual([0, 'Ship: all 5 gates hold.']);
});

test('a policy that blocks too much is caught with status 100, for the genuine messages it holds back', SLOW, async () => {
  const policy = join(folder, 'harsh.yaml');
  writeFileSync(policy, readFileSync(DEMO, 'utf8').replace(/(id: (?:spam|abuse)\.likely, when: \{ label: (?:spam|abuse), at_least: )0\.[0-9]+/g, '$10.05'));
  const harsh = join(folder, 'harsh');
  await triageEval(['run', '--data', data, '--out', harsh, '--policy', policy, ...QUICK]);

  const { status, stdout } = await triageEval(['gate', harsh, '--baseline', baseline, '--gates', gates, ...QUICK]);

  expect(status).toBe(100);
  expect(stdout.split('\n')[0]).toMatch(/^Do not ship: Genuine messages hidden or blocked: \d+\.\d before, \d+\.\d now per 1,000 \(\+.*a real loss\. Customers leave\.$/);
});

/** The shipped spam model with its opinion turned down and blurred by the length of the text. */
const worsened = (classifier: Classifier): Classifier => (classifier.name !== 'spam' ? classifier : {
  ...classifier,
  score: async (...given: Parameters<Classifier['score']>) => {
    const score = await classifier.score(...given);
    const blurred = ((given[0].original.length * 37) % 100) / 100;
    return { ...score, probabilities: Object.fromEntries(Object.entries(score.probabilities).map(([name, value]) => [name, 0.15 * value + 0.3 * blurred])) };
  },
} as Classifier);

test('a worsened model is caught with status 100, for the spam it ranks and catches worse', SLOW, async () => {
  const config = loadConfig({});
  const ask = await askInProcess(config, { folder: folderUnder(DEMO, config), classifiers: shippedClassifiers().map(worsened) });
  const lines: string[] = [];
  await answerRows(readRows(data), ask, { atOnce: 8, answered: (batch) => void lines.push(...batch), isStopped: () => false });
  const out = join(folder, 'worsened');
  const { leaks, provenance } = MetricsSchema.parse(JSON.parse(readFileSync(join(base, 'metrics.json'), 'utf8')));
  mkdirSync(out);
  writeFileSync(join(out, 'predictions.jsonl'), `${lines.join('\n')}\n`);
  writeFileSync(join(out, 'metrics.json'), JSON.stringify({ ...summarise(lines.flatMap((line) => parsePrediction(line) ?? []), { seed: 7, rounds: 0 }), leaks, provenance }));

  const gate = await triageEval(['gate', out, '--baseline', baseline, '--gates', gates, ...QUICK]);
  const compared = await triageEval(['compare', base, out, '--limit', '3', '--out', join(folder, 'compared.json'), ...QUICK]);

  expect([gate.status, gate.stdout.split('\n')[0]]).toEqual([100, expect.stringMatching(/^Do not ship: Auprc of spam: 0\.\d+ before, 0\.\d+ now .*a real loss\.$/)]);
  expect(gate.stdout).toMatch(/BROKEN {2}loss {4}Spam let through unseen: /);
  expect(compared.status).toBe(0);
  expect(compared.stdout).toMatch(/^spam +auprc +n +\d+ .*worse$/m);
  expect(compared.stdout).toMatch(/^\d+ flips: \d+ turned wrong, \d+ turned right, \d+ neither\.$/m);
  expect(JSON.parse(readFileSync(join(folder, 'compared.json'), 'utf8'))).toMatchObject({ rows: 320, only_base: 0 });
});

test('what is no run, and gates that cannot be read, are bad input', SLOW, async () => {
  const noRun = await triageEval(['gate', folder]);
  const noGates = await triageEval(['gate', base, '--gates', join(folder, 'none.yaml')]);
  const noName = await triageEval(['gate', base, '--write-baseline']);

  expect([noRun.status, noGates.status, noName.status]).toEqual([2, 2, 2]);
  expect(noRun.stderr).toContain('holds no run.');
  expect(existsSync(join(folder, 'none.yaml'))).toBe(false);
});
