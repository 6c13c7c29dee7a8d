import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Hashed } from '../../domain/calibration.ts';

export const sha256Of = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Names of the models of a folder: those that have a card. */
export const modelNames = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : []).filter((name) => existsSync(`${folder}/${name}/card.json`));

/** Hash of the card of every model of a folder, which names its model file's own hash, and of what weighs the two tiers against each other. */
export function modelHashes(folder: string): readonly Hashed[] {
  const blend = `${folder}/encoder/blend.json`;
  return [...modelNames(folder).map((name) => ({ name, sha256: sha256Of(`${folder}/${name}/card.json`) })), ...(existsSync(blend) ? [{ name: 'encoder/blend', sha256: sha256Of(blend) }] : [])];
}
