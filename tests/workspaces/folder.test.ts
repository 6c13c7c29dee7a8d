import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { StartupError } from '../../src/domain/failures.ts';
import { readWorkspaceConfig, readWorkspaceFolder } from '../../src/workspaces/folder.ts';
import { temporaryFolder } from '../support/folder.ts';

const DEMO = fileURLToPath(new URL('../../demo', import.meta.url));

/** A copy of the demo's folder with one file changed. */
function folderWith(files: Readonly<Record<string, (was: string) => string | undefined>>): string {
  const folder = join(temporaryFolder(), 'my-shop');
  cpSync(DEMO, folder, { recursive: true });
  for (const [name, change] of Object.entries(files)) {
    const changed = change(readFile(join(folder, name)));
    if (changed === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), changed);
  }
  return folder;
}

const readFile = (path: string): string => {
  try {
    return String(process.getBuiltinModule('node:fs').readFileSync(path));
  } catch {
    return '';
  }
};

function refusalOf(folder: string): StartupError {
  try {
    readWorkspaceFolder(folder);
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  throw new Error('the folder was accepted');
}

test('the demo folder is a workspace with a policy, a brand card and snippets in both languages', () => {
  const { id, policy, brand, snippets } = readWorkspaceFolder(DEMO);

  expect([id, policy.policy.id]).toEqual(['demo', 'default']);
  expect(brand.name).not.toBe('');
  expect(snippets.length).toBeGreaterThanOrEqual(30);
  expect(new Set(snippets.map(({ language }) => language))).toEqual(new Set(['fr', 'en']));
});

test('the folder\'s name is the workspace\'s id; what a stored workspace was made of makes the same context again', () => {
  const folder = readWorkspaceFolder(folderWith({}));

  const again = readWorkspaceConfig(JSON.parse(JSON.stringify(folder.config)));

  expect(folder.id).toBe('my-shop');
  expect(again).toEqual({ policy: folder.policy, brand: folder.brand });
});

test('YAML that cannot be read is refused with line and column', () => {
  const { message } = refusalOf(folderWith({ 'policy.yaml': (was) => was.replace('mode: enforce', 'mode: [enforce') }));

  expect(message).toMatch(/policy\.yaml cannot be used:\n {2}line \d+, column \d+: /);
});

test('every fault of a policy is named with its own line and column', () => {
  const { message, remedy } = refusalOf(folderWith({ 'policy.yaml': (was) => was.replace('mode: enforce', 'mode: maybe').replace('  abuse: 0.4', '  abuse: 1.5') }));

  expect(message).toContain('line 5, column 7, /mode');
  expect(message).toMatch(/line \d+, column \d+, \/thresholds\/abuse/);
  expect(remedy).toContain('Correct these lines');
});

test('a policy that contradicts itself is refused at the place of the contradiction', () => {
  const { message } = refusalOf(folderWith({ 'policy.yaml': (was) => was.replace(/fallback_queue: \S+/, 'fallback_queue: nowhere') }));

  expect(message).toMatch(/line \d+, column \d+, \/fallback_queue/);
});

test.each([
  ['no policy', 'policy.yaml', undefined, 'policy.yaml cannot be read'], ['a brand card that is no JSON', 'brand.json', '{', 'brand.json is not valid JSON'], ['a brand card without a name', 'brand.json', '{"locale":"fr-FR"}', 'name'],
  ['a snippet without text', 'snippets.jsonl', '{"id":"a","title":"b"}\n', 'line 1'],
])('%s is refused by file', (_name, file, content, expected) => {
  expect(refusalOf(folderWith({ [file]: () => content })).message).toContain(expected);
});

test('a folder without snippets is a workspace without knowledge', () => {
  expect(readWorkspaceFolder(folderWith({ 'snippets.jsonl': () => undefined })).snippets).toEqual([]);
});

test('a folder whose name cannot be an id is refused', () => {
  expect(refusalOf(join(temporaryFolder(), 'Ma Boutique !')).message).toContain('cannot be a workspace id');
});

const CALIBRATION = { object: 'triage.eval.calibration', calibrations: [{ label: 'spam', method: 'isotonic', points: [[0.1, 0], [0.9, 0.8]], rows: 9 }], provenance: { models: [{ name: 'spam', sha256: 'a' }] } };
const calibrated = (changes: object): string => folderWith({ 'calibration.json': () => JSON.stringify({ ...CALIBRATION, ...changes }) });

test('a calibration beside the policy is read with its hash, and a folder need not have one', () => {
  const { calibration } = readWorkspaceFolder(calibrated({}));

  expect(calibration).toEqual({ labels: new Map([['spam', { method: 'isotonic', points: [[0.1, 0], [0.9, 0.8]] }]]), models: [{ name: 'spam', sha256: 'a' }], sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(readWorkspaceFolder(folderWith({})).calibration).toBeUndefined();
});

test.each<readonly [string, object, string]>([
  ['is of another kind', { object: 'triage.eval.metrics' }, 'object'], ['holds no calibration', { calibrations: [] }, 'calibrations'], ['does not say whose it is', { provenance: {} }, 'models'],
  ['names a label that nobody scores', { calibrations: [{ label: 'joy', method: 'temperature', temperature: 1 }] }, 'label'], ['has a temperature of nought', { calibrations: [{ label: 'spam', method: 'temperature', temperature: 0 }] }, 'temperature'],
  ['falls as the score rises', { calibrations: [{ label: 'spam', method: 'isotonic', points: [[0.1, 0.5], [0.9, 0.2]] }] }, 'must not fall'], ['leaves [0, 1]', { calibrations: [{ label: 'spam', method: 'isotonic', points: [[0, 0], [1, 2]] }] }, 'points'],
  ['names a label twice', { calibrations: [1, 2].map((temperature) => ({ label: 'spam', method: 'temperature', temperature })) }, 'twice'],
])('a calibration that %s stops the start, with the fault and the file', (_what, changes, said) => {
  const { message, remedy } = refusalOf(calibrated(changes));

  expect(message).toContain('calibration.json');
  expect([message, remedy]).toEqual([expect.stringContaining(said), expect.stringContaining('triage-eval calibrate')]);
});

test('a calibration that is no JSON stops the start', () => {
  expect(refusalOf(folderWith({ 'calibration.json': () => '{' })).message).toContain('calibration.json');
});
