import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type Config, loadConfig } from '../config.ts';
import { DatasetError } from '../eval/dataset.ts';
import type { Identity } from '../eval/run/folder.ts';
import type { Ask } from '../eval/run/loop.ts';
import { modelHashes, sha256Of } from '../eval/run/models.ts';
import { type Overrides, VERSION } from '../service.ts';
import { askInProcess, type Asking, askService, folderUnder } from './eval-ask.ts';
import { shortPath } from './eval-options.ts';

/** What is under test: the pipeline in this process, perhaps under another policy, or a live service. */
export type Subject = Readonly<{ policy?: string; target?: string; key?: string }>;

export const subjectOptions = (command: Command): Command => command
  .option('--policy <file>', 'policy under test, instead of the workspace\'s')
  .option('--target <url>', 'ask a live service instead of running in process')
  .option('--key <key>', 'API key of that service');

/** @throws DatasetError for options that do not go together or name nothing */
export function checkSubject({ target, key, policy }: Subject): void {
  if (target !== undefined && !URL.canParse(target)) throw new DatasetError(`--target ${target} is no address.`, { remedy: 'Write it as http://127.0.0.1:3000.' });
  if (target !== undefined && key === undefined) throw new DatasetError('--target needs --key.', { remedy: '`triage keys create` makes one.' });
  if (target !== undefined && policy !== undefined) throw new DatasetError('--policy cannot be put under test in a live service.', { remedy: 'Leave out --target to run in process.' });
  if (policy !== undefined && !existsSync(policy)) throw new DatasetError(`${policy} does not exist.`, { remedy: 'Give the path of a policy file.' });
}

export type DataFile = Readonly<{ path: string; rows: readonly unknown[] }>;

/** What the answers to these files depend on; `how` names what a verb makes of the rows before it asks. */
export function identityOf({ policy, target }: Subject, files: readonly DataFile[], how?: string): Identity {
  const config = loadConfig();
  const policyFile = policyFileOf(policy, config);
  return {
    version: VERSION, target: target ?? null,
    data: files.map(({ path, rows }) => ({ file: shortPath(path), sha256: sha256Of(path), rows: rows.length })),
    models: target === undefined ? [...modelHashes(config.MODELS_DIR)] : [],
    policy: target === undefined ? { file: shortPath(policyFile), sha256: sha256Of(policyFile) } : null,
    ...(how === undefined ? {} : { how }),
  };
}

/** Loads the models, or gets ready to ask the service. @throws StartupError */
export async function openSubject({ policy, target, key }: Subject, asking: Asking = {}, overrides: Overrides = {}): Promise<Ask> {
  if (target !== undefined) return askService(target, key ?? '', asking);
  const config = loadConfig();
  return askInProcess(config, { ...overrides, folder: folderUnder(policyFileOf(policy, config), config) }, asking);
}

const policyFileOf = (policy: string | undefined, { WORKSPACE_DIR }: Config): string => policy ?? `${WORKSPACE_DIR}/policy.yaml`;
