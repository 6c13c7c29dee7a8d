import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { StartupError } from '../../domain/failures.ts';

/** An embedded database has one owner: a second process would lose rows silently. */
export type DataLock = Readonly<{ release(): void }>;

/**
 * Takes the folder, or says who has it. A lock whose process is gone (killed, rebooted) is taken over.
 *
 * @throws StartupError when another live process holds the folder, or it cannot be written to.
 */
export function lockFolder(folder: string): DataLock {
  const path = `${folder}/owner.lock`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    claim(path);
  } catch (cause) {
    if (cause instanceof StartupError) throw cause;
    throw new StartupError(`The data folder ${folder} cannot be written to (${codeOf(cause)}).`, 'Give this user write access to it, free some space, or set DATA_DIR to another folder.', { cause });
  }
  return { release: () => rmSync(path, { force: true }) };
}

function claim(path: string): void {
  const mine = `${process.pid} ${startOf(process.pid) ?? 'unknown'}\n`;
  try {
    writeFileSync(path, mine, { flag: 'wx' });
    return;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const [pid = '', start = ''] = readFileSync(path, 'utf8').trim().split(' ');
  if (isAlive(Number(pid), start)) {
    throw new StartupError(`The data folder is in use by process ${pid}.`, 'Stop that process first, or set DATA_DIR to another folder for this one.');
  }
  rmSync(path, { force: true });
  writeFileSync(path, mine, { flag: 'wx' });
}

function isAlive(pid: number, start: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  // The same number may belong to another process by now.
  const current = startOf(pid);
  return current === undefined || start === 'unknown' || current === start;
}

/** Clock ticks since boot at which a process began; undefined where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown');
