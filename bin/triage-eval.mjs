#!/usr/bin/env node
// Runs the command line on the Node 24 that comes with the package, whichever Node started this file.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAJOR = 24;

if (Number(process.versions.node.split('.')[0]) >= MAJOR) {
  await import('../src/cli/eval-main.ts');
} else {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const own = fileURLToPath(new URL(`../node_modules/.bin/node${suffix}`, import.meta.url));
  if (!existsSync(own)) {
    process.stderr.write(`This needs Node ${MAJOR} or newer; it was started by Node ${process.versions.node}.\nRun "npm ci" in the package's folder (it brings a Node ${MAJOR} for Linux and Windows), or install Node ${MAJOR}.\n`);
    process.exit(1);
  }
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
}
