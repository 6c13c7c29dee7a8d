import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type Config, loadConfig } from '../config.ts';
import { DatasetError } from '../eval/dataset.ts';
import type { Identity } from '../eval/run/folder.ts';
import type { Ask } from '../eval/run/loop.ts';
import { modelHashes, sha256Of } from '../eval/run/models.ts';
import { type Overrides, VERSION } from '../service.ts';
import { CALIBRATION_FILE } from '../workspaces/calibration.ts';
import { askInProcess, type Asking, askService, folderUnder } from './eval-ask.ts';
import { shortPath } from './eval-options.ts';

/** What is under test: the pipeline in this process, perhaps under another policy or calibration, or a live service. */
export type Subject = Readonly<{ policy?: string; calibration?: string; target?: string; key?: string }>;

/** Stands for no file. */
const UNCALIBRATED = 'none';

export const subjectOptions = (command: Command): Command => command
  .option('--policy <file>', 'policy under test, instead of the workspace\'s')
  .option('--calibration <file>', `calibration under test, instead of the workspace's; ${UNCALIBRATED}: scores as the models give them`)
  .option('--target <url>', 'ask a live service instead of running in process')
  .option('--key <key>', 'API key of that service');

/** @throws DatasetError for options that do not go together or name nothing */
export function checkSubject({ target, key, policy, calibration }: Subject): void {
  if (target !== undefined && !URL.canParse(target)) throw new DatasetError(`--target ${target} is no address.`, { remedy: 'Write it as http://127.0.0.1:3000.' });
  if (target !== undefined && key === undefined) throw new DatasetError('--target needs --key.', { remedy: '`triage keys create` makes one.' });
  if (target !== undefined && policy !== undefined) throw new DatasetError('--policy cannot be put under test in a live service.', { remedy: 'Leave out --target to run in process.' });
  if (target !== undefined && calibration !== undefined) throw new DatasetError('--calibration cannot be put under test in a live service.', { remedy: 'Leave out --target to run in process.' });
  if (calibration !== undefined && calibration !== UNCALIBRATED && !existsSync(calibration)) throw new DatasetError(`${calibration} does not exist.`, { remedy: `Give the path of a calibration, or ${UNCALIBRATED}.` });
  if (policy !== undefined && !existsSync(policy)) throw new DatasetError(`${policy} does not exist.`, { remedy: 'Give the path of a policy file.' });
}

export type DataFile = Readonly<{ path: string; rows: readonly unknown[] }>;

/** What the answers to these files depend on; `how` names what a verb makes of the rows before it asks. */
export function identityOf({ policy, calibration, target }: Subject, files: readonly DataFile[], how?: string): Identity {
  const config = loadConfig();
  const policyFile = policyFileOf(policy, config);
  const calibrationFile = target === undefined ? calibrationFileOf(calibration, config) : undefined;
  return {
    version: VERSION, target: target ?? null,
    data: files.map(({ path, rows }) => ({ file: shortPath(path), sha256: sha256Of(path), rows: rows.length })),
    models: target === undefined ? [...modelHashes(config.MODELS_DIR)] : [],
    policy: target === undefined ? { file: shortPath(policyFile), sha256: sha256Of(policyFile) } : null,
    calibration: calibrationFile === undefined ? null : { file: shortPath(calibrationFile), sha256: sha256Of(calibrationFile) },
    ...(how === undefined ? {} : { how }),
  };
}

/** Loads the models, or gets ready to ask the service. @throws StartupError */
export async function openSubject({ policy, calibration, target, key }: Subject, asking: Asking = {}, overrides: Overrides = {}): Promise<Ask> {
  if (target !== undefined) return askService(target, key ?? '', asking);
  const config = loadConfig();
  return askInProcess(config, { ...overrides, folder: folderUnder(policyFileOf(policy, config), config, calibrationFileOf(calibration, config)) }, asking);
}

const policyFileOf = (policy: string | undefined, { WORKSPACE_DIR }: Config): string => policy ?? `${WORKSPACE_DIR}/policy.yaml`;

/** The file that scores are put through; undefined where there is none, or none is wanted. */
function calibrationFileOf(calibration: string | undefined, { WORKSPACE_DIR }: Config): string | undefined {
  if (calibration !== undefined) return calibration === UNCALIBRATED ? undefined : calibration;
  const own = `${WORKSPACE_DIR}/${CALIBRATION_FILE}`;
  return existsSync(own) ? own : undefined;
}
