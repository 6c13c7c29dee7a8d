import { existsSync, readFileSync } from 'node:fs';
import { Kysely, PGliteDialect } from 'kysely';
import { StartupError } from '../../domain/failures.ts';
import { nulFree } from '../nul-free.ts';
import type { Tables } from '../schema.ts';
import { lockFolder } from './data-lock.ts';
import { openRemotePglite } from './pglite-remote.ts';

/** A database and how to let go of it. */
export type OpenDatabase = Readonly<{ db: Kysely<Tables>; engine: 'pglite' | 'postgresql'; close(): Promise<void> }>;

/** The PostgreSQL major version inside PGlite 0.5; a folder of another major cannot be opened. */
const MAJOR = '18';

/**
 * Embedded PostgreSQL in a folder, or in memory without one, on a thread of its own. One connection: statements queue behind each other.
 *
 * @throws StartupError when the folder is in use, not writable, or of another version.
 */
export async function openPglite(folder?: string, imageFile?: string): Promise<OpenDatabase> {
  const lock = folder === undefined ? undefined : await lockFolder(folder);
  try {
    if (folder !== undefined) refuseOtherMajor(`${folder}/pg`);
    const pglite = await openRemotePglite({ ...(folder === undefined ? {} : { dataDir: `${folder}/pg` }), ...(imageFile === undefined ? {} : { imageFile }) });
    return {
      db: new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }), plugins: [nulFree] }),
      engine: 'pglite',
      close: async () => {
        try {
          await pglite.close();
        } finally {
          lock?.release();
        }
      },
    };
  } catch (cause) {
    lock?.release();
    if (cause instanceof StartupError) throw cause;
    throw new StartupError(`The embedded database in ${folder ?? 'memory'} could not be opened.`, 'Check free space and rights of the folder; restore it from a backup if it is damaged, or set DATA_DIR to an empty one.', { cause });
  }
}

function refuseOtherMajor(folder: string): void {
  const path = `${folder}/PG_VERSION`;
  if (!existsSync(path)) return;
  const found = readFileSync(path, 'utf8').trim();
  if (found !== MAJOR) {
    throw new StartupError(`The data folder holds a PostgreSQL ${found} database; this version embeds PostgreSQL ${MAJOR}.`, 'Start the version that wrote it, or set DATA_DIR to another folder.');
  }
}
