import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StartupError } from '../../../src/domain/failures.ts';
import { lockFolder } from '../../../src/storage/drivers/data-lock.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { type Script, startScript } from '../../support/script.ts';

/** Patience without end: what is decided under it was decided at once. */
const FOREVER = Number.POSITIVE_INFINITY;
/** A process of another machine, or of another container on this one. */
const ELSEWHERE = '1 4711 00000000-0000-0000-0000-000000000000/pid:[4026531836]';

test('a folder has one owner: a second process is refused, by name of the first, until it lets go', async () => {
  const folder = temporaryFolder();
  const other = await startTaker();
  const lock = await lockFolder(folder);

  expect(await ask(other, folder)).toBe(`refused: The data folder is in use by process ${process.pid}.`);
  lock.release();

  expect(await ask(other, folder)).toBe('taken');
  await expect(lockFolder(folder)).rejects.toMatchObject({
    name: 'StartupError', message: `The data folder is in use by process ${other.child.pid}.`, remedy: expect.stringContaining('DATA_DIR'),
  });
});

test('one process cannot open a folder twice at a time, only once after the other', async () => {
  const folder = temporaryFolder();
  const lock = await lockFolder(folder);

  await expect(lockFolder(folder, FOREVER)).rejects.toThrow(StartupError);
  lock.release();

  (await lockFolder(folder, FOREVER)).release();
});

test('the folder of a killed process is taken over at once', async () => {
  const folder = temporaryFolder();
  const other = await startTaker();
  expect(await ask(other, folder)).toBe('taken');
  await other.kill();

  const lock = await lockFolder(folder, FOREVER);

  expect(owners(folder)).toHaveLength(1);
  lock.release();
});

test('a live process that has the number of the dead owner does not keep the folder', async () => {
  const folder = temporaryFolder();
  const lock = await lockFolder(folder);
  const [mine = ''] = owners(folder);
  const [pid, start, place] = readFileSync(join(folder, mine), 'utf8').split(' ');
  lock.release();
  writeFileSync(join(folder, 'owner.7'), `${pid} ${Number(start) + 1} ${place}`);

  const second = await lockFolder(folder, FOREVER);

  expect(owners(folder)).toEqual(['owner.8']);
  second.release();
});

test('of several processes that find a dead owner at the same moment, exactly one takes the folder', async () => {
  const takers = await Promise.all(Array.from({ length: 6 }, startTaker));
  const parent = temporaryFolder();

  for (let round = 0; round < 25; round++) {
    const folder = join(parent, String(round));
    const lock = await lockFolder(folder);
    lock.release();
    writeFileSync(join(folder, 'owner.1'), `${process.pid} 1 ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/dead`);
    utimesSync(join(folder, 'owner.1'), 1, 1);

    const said = await Promise.all(takers.map((taker) => ask(taker, folder)));

    expect(said.filter((answer) => answer === 'taken')).toHaveLength(1);
    expect(said.filter((answer) => answer.startsWith('refused: '))).toHaveLength(5);
  }
}, 90_000);

test('an owner elsewhere that touches its file keeps the folder; one that does not loses it', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'owner.3');
  writeFileSync(file, ELSEWHERE);
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), 100);
  onTestFinished(() => clearInterval(beat));

  await expect(lockFolder(folder, 3_000)).rejects.toThrow(StartupError);
  clearInterval(beat);
  const lock = await lockFolder(folder, 600);

  expect(owners(folder)).toEqual(['owner.4']);
  lock.release();
});

test('a file that its owner has not finished writing is not mistaken for a dead owner', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'owner.1');
  writeFileSync(file, '');
  setTimeout(() => writeFileSync(file, ELSEWHERE), 300);

  await expect(lockFolder(folder, 3_000)).rejects.toThrow(StartupError);
});

test('a folder that cannot be written to is refused with what to do', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');

  await expect(lockFolder(join(file, 'data'))).rejects.toMatchObject({
    name: 'StartupError', message: expect.stringContaining('ENOTDIR'), remedy: expect.stringContaining('DATA_DIR'),
  });
  expect(existsSync(join(file, 'data'))).toBe(false);
});

const owners = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('owner.'));

async function startTaker(): Promise<Script> {
  const taker = startScript(new URL('../../support/take-folders.ts', import.meta.url));
  expect(await taker.line()).toBe('ready');
  return taker;
}

async function ask(taker: Script, folder: string): Promise<string> {
  taker.say(folder);
  return taker.line();
}
