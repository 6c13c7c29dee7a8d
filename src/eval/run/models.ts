import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export const sha256Of = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Hash of the card of every model of a folder; a card names its model file's own hash. */
export const modelHashes = (folder: string): readonly Readonly<{ name: string; sha256: string }>[] =>
  (existsSync(folder) ? readdirSync(folder).sort() : []).map((name) => ({ name, path: `${folder}/${name}/card.json` })).filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, sha256: sha256Of(path) }));
