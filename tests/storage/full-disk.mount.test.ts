import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../src/storage/store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { decisionOf } from '../support/records.ts';

// Making a database in a folder takes seconds on an idle machine, and most of a minute on a busy one.
vi.setConfig({ testTimeout: 120_000 });

test('on a full disk a decision is refused as storage that is away; once there is room again it is stored, and nothing was lost', async () => {
  const disk = mountSmallDisk(100);
  const store = await openStore({ folder: join(disk, 'data') });
  const kept = decisionOf('t');
  await store.decisions.record(kept);
  fill(join(disk, 'filler'));

  const large = decisionOf('t', { bodyJson: JSON.stringify(Array.from({ length: 40_000 }, () => Math.random())) });
  await expect(store.decisions.record(large)).rejects.toMatchObject({ name: 'ServiceError', code: 'storage_unavailable' });
  expect(await store.decisions.find('t', kept.id)).toEqual(kept);
  rmSync(join(disk, 'filler'), { recursive: true });

  expect(await store.decisions.record(large)).toEqual({ decision: large, replayed: false });
  await store.close();
  const again = await openStore({ folder: join(disk, 'data') });
  expect(await Promise.all([kept, large].map(({ id }) => again.decisions.find('t', id)))).toEqual([kept, large]);
  await again.close();
});

test('a disk that is too small for a database is a start-up failure that says to free space', async () => {
  const disk = mountSmallDisk(10);

  await expect(openStore({ folder: join(disk, 'data') })).rejects.toMatchObject({ name: 'StartupError', remedy: expect.stringContaining('free space') });
});

function mountSmallDisk(megabytes: number): string {
  const disk = temporaryFolder();
  const run = (program: string, ...args: readonly string[]) => execFileSync(program, args);
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk);
  onTestFinished(() => void run('umount', '-l', disk));
  return disk;
}

function fill(folder: string): void {
  mkdirSync(folder);
  for (let index = 0; ; index++) {
    try {
      writeFileSync(join(folder, String(index)), Buffer.alloc(100_000));
    } catch {
      return;
    }
  }
}
