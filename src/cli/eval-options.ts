import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';

/** The project's own datasets. */
export const DATASETS = fileURLToPath(new URL('../../datasets', import.meta.url));

export const SEED = 7;
export const ROUNDS = 2_000;

/** A whole number of at least `least`, from the command line. */
export const wholeFrom = (least: number) => (value: string): number => {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < least) throw new InvalidArgumentError(`a whole number, at least ${least}`);
  return number;
};

export const sha256Of = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Hash of the card of every model of a folder; a card names its model file's own hash. */
export const modelHashes = (folder: string): readonly Readonly<{ name: string; sha256: string }>[] =>
  (existsSync(folder) ? readdirSync(folder).sort() : []).map((name) => ({ name, path: `${folder}/${name}/card.json` })).filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, sha256: sha256Of(path) }));

/** The last two parts of a path: enough to know a file by, without the machine it lies on. */
export const shortPath = (path: string): string => path.split(/[/\\]/).slice(-2).join('/');
