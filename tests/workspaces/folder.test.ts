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
