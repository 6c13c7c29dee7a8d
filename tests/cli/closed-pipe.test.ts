import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const ROOT = new URL('../../', import.meta.url).pathname;

test('a reader that closes early ends a command without a stack trace', async () => {
  const { stderr } = await run('bash', ['-c', 'node bin/triage-eval.mjs schema | true'], { cwd: ROOT });

  expect(stderr).toBe('');
});
