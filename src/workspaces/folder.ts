import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { BrandCardSchema } from '../domain/brand.ts';
import type { Calibrations } from '../domain/calibration.ts';
import type { BrandCard } from '../domain/draft.ts';
import { StartupError } from '../domain/failures.ts';
import type { CompiledPolicy } from '../domain/policy.ts';
import { type NewSnippet, parseSnippets } from '../knowledge/import.ts';
import { compilePolicy, PolicyError } from '../policy/compile.ts';
import { CALIBRATION_FILE, readCalibration } from './calibration.ts';

/** What a workspace folder holds, checked. `config` is what a new workspace of the same kind is stored with; a calibration corrects the models, and so holds for every workspace of the process. */
export type WorkspaceFolder = Readonly<{ id: string; policy: CompiledPolicy; brand: BrandCard; snippets: readonly NewSnippet[]; config: WorkspaceConfig; calibration?: Calibrations | undefined }>;

/** A workspace's own policy and brand card, as they were written. */
export type WorkspaceConfig = Readonly<{ policy: unknown; brand: unknown }>;

const SNIPPET_FILES = ['snippets.jsonl', 'snippets.csv', 'snippets.md'] as const;
const WorkspaceId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/);

/** @throws StartupError that names file, line and column of every fault. */
export function readWorkspaceFolder(folder: string): WorkspaceFolder {
  const id = basename(resolve(folder)).toLowerCase();
  if (!WorkspaceId.safeParse(id).success) throw new StartupError(`The workspace folder's name "${id}" cannot be a workspace id.`, 'Use lower-case letters, digits, dash and underscore.');
  const policy = readPolicyFile(`${folder}/policy.yaml`);
  const brand = readBrand(`${folder}/brand.json`);
  const calibration = readCalibration(`${folder}/${CALIBRATION_FILE}`);
  return { id, policy: policy.compiled, brand: brand.card, snippets: readSnippets(folder), config: { policy: policy.plain, brand: brand.plain }, calibration };
}

/** Parses and compiles a policy file. @throws StartupError with line and column of every fault. */
export function readPolicyFile(path: string): Readonly<{ compiled: CompiledPolicy; plain: unknown }> {
  const source = readText(path);
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos, message }) => `  line ${lines.linePos(pos[0]).line}, column ${lines.linePos(pos[0]).col}: ${message}`);
    throw refused(path, faults);
  }
  const plain = document.toJS() as unknown;
  try {
    return { compiled: compilePolicy(plain), plain };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw refused(path, error.faults.map(({ pointer, detail }) => `  ${placeOf(document, lines, pointer)}${pointer || '/'}: ${detail}`));
  }
}

const refused = (path: string, faults: readonly string[]): StartupError => new StartupError(`The policy ${path} cannot be used:\n${faults.join('\n')}`, 'Correct these lines; nothing of the file is in force until it is whole.');

/** The line of the nearest existing node on the way to a JSON pointer. */
function placeOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, pointer: string): string {
  const path = pointer.split('/').slice(1).map((part) => (/^[0-9]+$/.test(part) ? Number(part) : part));
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    const start = node?.range?.[0];
    if (start !== undefined) return `line ${lines.linePos(start).line}, column ${lines.linePos(start).col}, `;
  }
  return '';
}

function readBrand(path: string): Readonly<{ card: BrandCard; plain: unknown }> {
  const plain = parseJson(readText(path), path);
  const parsed = BrandCardSchema.safeParse(plain);
  if (!parsed.success) throw new StartupError(`The brand card ${path} cannot be used:\n${z.prettifyError(parsed.error)}`, 'Correct these fields; docs/configuration.md describes the card.');
  return { card: parsed.data, plain };
}

function readSnippets(folder: string): readonly NewSnippet[] {
  const name = SNIPPET_FILES.find((candidate) => existsSync(`${folder}/${candidate}`));
  if (name === undefined) return [];
  const { snippets, faults } = parseSnippets(name, readText(`${folder}/${name}`));
  if (faults.length > 0) throw new StartupError(`${folder}/${name} has faults:\n${faults.map(({ line, detail }) => `  line ${line}: ${detail}`).join('\n')}`, 'Correct these lines.');
  return snippets;
}

/** The context parts of a stored workspace. @throws StartupError, PolicyError or ZodError when the stored config is broken. */
export function readWorkspaceConfig(config: unknown): Readonly<{ policy: CompiledPolicy; brand: BrandCard }> {
  const { policy, brand } = z.object({ policy: z.unknown(), brand: z.unknown() }).parse(config);
  return { policy: compilePolicy(policy), brand: BrandCardSchema.parse(brand) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartupError(`${path} cannot be read.`, 'WORKSPACE_DIR must hold policy.yaml and brand.json; the folder demo/ shows both.', { cause });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new StartupError(`${path} is not valid JSON.`, 'Correct the file.', { cause });
  }
}
