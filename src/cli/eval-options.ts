import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { modelNames } from '../eval/run/models.ts';

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

/** Names of the data that the models of a folder learnt from, by their cards. */
export const learntFrom = (folder: string): ReadonlySet<string> => new Set(modelNames(folder).flatMap((name) => {
  const { data = [] } = JSON.parse(readFileSync(`${folder}/${name}/card.json`, 'utf8')) as Readonly<{ data?: readonly Readonly<{ name: string }>[] }>;
  return data.map((one) => one.name);
}));

/** The last two parts of a path: enough to know a file by, without the machine it lies on. */
export const shortPath = (path: string): string => path.split(/[/\\]/).slice(-2).join('/');
