import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fileFolder } from '../e2e/command.ts';
import { triageEval, writeInbox } from './eval-command.ts';

const SLOW = { timeout: 120_000 };
const DEMO = new URL('../../demo/policy.yaml', import.meta.url).pathname;

let folder: string;
let run: string;
beforeAll(async () => {
  folder = fileFolder();
  run = join(folder, 'run');
  await triageEval(['run', '--data', writeInbox(join(folder, 'rows.jsonl'), 120), '--out', run, '--rounds', '0']);
}, 240_000);

test('a target becomes a threshold with its table, and --write puts it into the policy', SLOW, async () => {
  const policy = join(folder, 'policy.yaml');
  copyFileSync(DEMO, policy);

  const { status, stdout } = await triageEval(['sweep', run, '--label', 'spam', '--target', 'recall=0.9', '--write', policy]);

  const threshold = /\nThreshold (0\.\d+): at .* recall (0\.9\d+|1\.000) /.exec(stdout)?.[1];
  expect(status).toBe(0);
  expect(stdout.match(/^at 0\.\d{4} /gm)).toHaveLength(19);
  expect(readFileSync(policy, 'utf8')).toContain(`\n  spam: ${threshold}\n`);
  expect(stdout).toContain('version: 1 → 2');
});

test.each([
  [['--label', 'spam', '--target', 'cost', 'fp=1,fn=8'], 0, ''], [['--label', 'spam', '--cost', 'fp=1,fn=8'], 0, ''], [['--label', 'spam'], 2, 'either --target or --cost'],
  [['--label', 'kindness', '--target', 'recall=0.9'], 2, 'Allowed choices'], [['--label', 'sexual/minors', '--target', 'recall=0.9'], 2, 'no scored rows of both kinds'], [['--label', 'spam', '--target', 'recall=9'], 2, 'cannot be read'],
])('sweep %j ends with status %i', SLOW, async (args, status, said) => {
  const ended = await triageEval(['sweep', run, ...args]);

  expect([ended.status, ended.stderr]).toEqual([status, expect.stringContaining(said)]);
});
