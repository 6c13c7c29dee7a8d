// Sources run without a build from Node 24 on, which comes with the package: whichever Node started a command, that one goes on.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const MAJOR = 24;

// What Node makes of the sources is kept beside the packages, for this process, its threads and the next start. Where the folder
// cannot be written to, every start makes it anew.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/triage', import.meta.url));

/** Imports `entry` (a URL) on this Node when it is new enough, else starts `command` (a URL) again on the packaged one. */
export async function onNode24(command, entry) {
  if (Number(process.versions.node.split('.')[0]) >= MAJOR) {
    module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
    // A reader that closes early (`… | head`) has what it wanted.
    process.stdout.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
    await import(entry);
    return;
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const own = fileURLToPath(new URL(`../node_modules/.bin/node${suffix}`, import.meta.url));
  if (!existsSync(own)) {
    process.stderr.write(`This needs Node ${MAJOR} or newer; it was started by Node ${process.versions.node}.\nRun "npm ci" in the package's folder (it brings a Node ${MAJOR} for Linux and Windows), or install Node ${MAJOR}.\n`);
    process.exit(1);
  }
  const child = spawn(own, [fileURLToPath(command), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
}
