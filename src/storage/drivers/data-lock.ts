import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../../domain/failures.ts';

/** An embedded database has one owner: a second process would lose rows silently. */
export type DataLock = Readonly<{ release(): void }>;

/** Owners are numbered files, `owner.1`, `owner.2` …: the highest number holds the folder. */
const OWNER = /^owner\.([0-9]{1,15})$/;
const RELEASED = 'released';

/** The owner touches its file this often, for processes that cannot see it: another container, another machine. */
const BEAT_MS = 3_000;
/** An owner that cannot be seen and does not touch its file for this long is gone. */
const PATIENCE_MS = 12_000;
/** … and at once when it has not for this long, as after a reboot. */
const LONG_GONE_MS = 600_000;
const LOOK_AGAIN_MS = 50;

/**
 * Takes the folder, or says who has it. A lock whose process is gone (killed, rebooted) is taken over: at once when that
 * process ran on this machine, after twelve seconds when it ran in another container and was killed less than ten minutes ago.
 *
 * @throws StartupError when another live process holds the folder, or it cannot be written to.
 */
export async function lockFolder(folder: string, patienceMs = PATIENCE_MS): Promise<DataLock> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = await claim(folder, patienceMs);
    const beat = setInterval(() => touch(path), BEAT_MS).unref();
    return {
      release: () => {
        clearInterval(beat);
        letGo(path);
      },
    };
  } catch (cause) {
    if (cause instanceof StartupError) throw cause;
    const remedy = 'Give this user write access to it, free some space, or set DATA_DIR to another folder.';
    throw new StartupError(`The data folder ${folder} cannot be written to (${codeOf(cause)}).`, remedy, { cause });
  }
}

/**
 * Of several processes that see the same dead owner, one creates the next number; the others find the file there and look again.
 * Numbers never fall, so one that looked long ago cannot create a number that is above every owner's.
 */
async function claim(folder: string, patienceMs: number): Promise<string> {
  for (;;) {
    const newest = newestOwner(folder);
    const path = `${folder}/owner.${newest + 1}`;
    if (newest > 0 && (await isHeld(`${folder}/owner.${newest}`, patienceMs))) throw inUse(`${folder}/owner.${newest}`);
    if (!create(path)) continue;
    if (newestOwner(folder) === newest + 1) {
      for (const number of owners(folder)) if (number <= newest) rmSync(`${folder}/owner.${number}`, { force: true });
      return path;
    }
    rmSync(path, { force: true });
  }
}

const owners = (folder: string): number[] => readdirSync(folder).flatMap((name) => Number(OWNER.exec(name)?.[1] ?? []));
const newestOwner = (folder: string): number => Math.max(0, ...owners(folder));

/** False when another process was quicker. */
function create(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(file, identityOf(process.pid));
    return true;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Judges a process of this machine by its number and start; any other, or a file that is still being written, by whether it is touched. */
async function isHeld(path: string, patienceMs: number): Promise<boolean> {
  const first = look(path);
  for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += LOOK_AGAIN_MS) {
    const seen = look(path);
    // Gone: another process has taken over meanwhile, and is looked at next.
    if (first === undefined || seen === undefined || seen.text === RELEASED) return false;
    const [pid = '', , place = ''] = seen.text.split(' ');
    if (place !== '' && place === placeOf()) return identityOf(Number(pid)) === seen.text;
    if (seen.touchedMs !== first.touchedMs) return true;
    if (Date.now() - seen.touchedMs > LONG_GONE_MS) return false;
    await sleep(LOOK_AGAIN_MS);
  }
  return false;
}

function look(path: string): Readonly<{ text: string; touchedMs: number }> | undefined {
  try {
    return { text: readFileSync(path, 'utf8').trim(), touchedMs: statSync(path).mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const inUse = (path: string): StartupError =>
  new StartupError(`The data folder is in use by process ${look(path)?.text.split(' ')[0] ?? 'unknown'}.`, 'Stop that process first, or set DATA_DIR to another folder for this one.');

/** The file stays, so that the numbers never fall. */
function letGo(path: string): void {
  try {
    writeFileSync(path, RELEASED);
  } catch {
    rmSync(path, { force: true });
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, Date.now() / 1_000, Date.now() / 1_000);
  } catch {
    // A folder that was removed under a running process fails at the next statement, with a better message.
  }
}

/** `pid start place` of a live process: the same number may belong to another process by now. Empty when there is none. */
function identityOf(pid: number): string {
  return isAlive(pid) ? `${pid} ${startOf(pid)} ${placeOf()}` : '';
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Clock ticks since boot at which a process began; `0` where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}

/** Names the numbering that process ids belong to: this boot of this machine, and this container on it. `here` where there is no /proc. */
function placeOf(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return 'here';
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown');
