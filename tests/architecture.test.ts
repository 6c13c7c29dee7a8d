import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path/posix';
import {
  isCallExpression, isExportDeclaration, isImportDeclaration, isImportTypeNode, isLiteralTypeNode, isStringLiteral, type Node, SyntaxKind,
} from 'typescript/unstable/ast';
import { expect, test } from 'vitest';
import { nodesOf, readSources, ROOT, type Source } from './support/sources.ts';

type Row = Readonly<{ rooms: readonly string[]; packages: readonly string[] }>;

/** Which other rooms of src/ a room may import, and which packages. What is not listed is forbidden. */
const TABLE: Readonly<Record<string, Row>> = {
  domain: { rooms: [], packages: ['zod'] },
  text: { rooms: ['domain'], packages: [] },
  'language-id': { rooms: ['domain'], packages: ['fasttext.wasm.js'] },
  classifiers: { rooms: ['domain', 'text'], packages: ['zod', 'cuss'] },
  policy: { rooms: ['domain', 'text'], packages: ['zod'] },
  prompts: { rooms: ['domain'], packages: ['@langchain/core', 'zod'] },
  knowledge: { rooms: ['domain', 'text'], packages: ['ml-distance', 'minisearch', 'csv-parse', 'snowball-stemmers', 'stopwords-iso', 'lru-cache', 'zod'] },
  drafting: { rooms: ['domain', 'text', 'knowledge', 'prompts'], packages: ['zod'] },
  triage: { rooms: ['domain', 'text', 'classifiers', 'policy', 'prompts', 'drafting'], packages: [] },
  workspaces: { rooms: ['domain', 'knowledge', 'policy'], packages: ['lru-cache', 'yaml', 'zod'] },
  channels: { rooms: ['domain'], packages: ['zod'] },
  llm: { rooms: ['domain'], packages: ['openai', '@langchain/core', 'zod'] },
  encoder: { rooms: ['domain'], packages: ['onnxruntime-node', 'lru-cache', 'zod'] },
  storage: { rooms: ['domain'], packages: ['kysely', 'pg', '@electric-sql/pglite', '@electric-sql/pglite-pgvector'] },
  observability: { rooms: ['domain'], packages: ['pino', 'prom-client'] },
  eval: {
    rooms: ['domain', 'text', 'language-id', 'encoder', 'classifiers', 'policy', 'triage', 'prompts', 'knowledge', 'drafting'],
    packages: ['zod', 'csv-parse', 'cli-progress', 'yaml', 'vega', 'vega-lite'],
  },
  api: {
    rooms: ['domain', 'channels', 'observability'],
    packages: ['express', 'zod', 'zod-openapi', 'helmet', 'lru-cache', 'rate-limiter-flexible', 'swagger-ui-dist', 'pino', 'yaml'],
  },
};

/** They put the rooms together and may know all of them. */
const WIRING: Readonly<Record<'files' | 'rooms', readonly string[]>> = { files: ['service.ts', 'encoder-tier.ts', 'evals.ts', 'main.ts', 'config.ts', 'ids.ts'], rooms: ['cli'] };
const CLI_PACKAGES = ['commander', 'cli-progress'];
/** Only the wiring knows these: everything else speaks to them through ports. */
const ADAPTERS = ['storage', 'llm', 'encoder', 'api', 'language-id'];
/** Adapters that training must see through, so that it learns from what serves. */
const LEARNT = ['encoder', 'language-id'];
/** Rooms without effects: none of Node's ways to reach outside the process. */
const PURE = ['domain', 'text', 'policy', 'prompts', 'drafting', 'triage', 'channels'];
const PURE_BUILTINS = new Set(['node:assert/strict', 'node:crypto']);

const sources = readSources();
const roomOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : path);
const packageOf = (specifier: string): string => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
const isOurs = (specifier: string): boolean => specifier.startsWith('.');
/** The file below src/ that a relative import leads to. */
const fileOf = (path: string, specifier: string): string => join(dirname(path), specifier);

const textOf = (node: Node | undefined): string | undefined => (node !== undefined && isStringLiteral(node) ? node.text : undefined);

/** The module that a node names, if it names one. */
function specifierOf(node: Node): string | undefined {
  if (isImportDeclaration(node) || isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (isImportTypeNode(node)) return isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined;
  if (!isCallExpression(node) || node.expression.kind !== SyntaxKind.ImportKeyword) return undefined;
  return textOf(node.arguments[0]) ?? 'something computed';
}

const importsOf = ({ tree }: Source): readonly string[] => nodesOf(tree).flatMap((node) => specifierOf(node) ?? []);

/** Every import there is, with the file that holds it. */
const arrows = sources.flatMap((source) => importsOf(source).map((specifier) => ({ path: source.path, specifier })));
const shown = (list: typeof arrows): readonly string[] => list.map(({ path, specifier }) => `${path} → ${specifier}`);

function mayImport(path: string, specifier: string): boolean {
  const room = roomOf(path);
  if (isBuiltin(specifier)) return specifier.startsWith('node:');
  if (WIRING.files.includes(room)) return true;
  if (WIRING.rooms.includes(room)) return isOurs(specifier) || CLI_PACKAGES.includes(packageOf(specifier));
  const row = TABLE[room];
  if (row === undefined) return false;
  if (!isOurs(specifier)) return row.packages.includes(packageOf(specifier));
  const target = roomOf(fileOf(path, specifier));
  return target === room || row.rooms.includes(target);
}

test.each(sources.map(({ path }) => path))('%s imports only what its room may', (path) => {
  expect(shown(arrows.filter((arrow) => arrow.path === path && !mayImport(path, arrow.specifier)))).toEqual([]);
});

test('every room has its row, and every file outside a room is part of the wiring', () => {
  const known = new Set([...Object.keys(TABLE), ...WIRING.rooms, ...WIRING.files]);

  expect([...new Set(sources.map(({ path }) => roomOf(path)))].filter((room) => !known.has(room))).toEqual([]);
});

/** Ways through the table that come back to where they were, or leave it. */
function circles(room: string, way: readonly string[] = []): readonly string[] {
  if (way.includes(room) || TABLE[room] === undefined) return [[...way, room].join(' → ')];
  return TABLE[room].rooms.flatMap((next) => circles(next, [...way, room]));
}

test('the arrows of the table lead to rooms that it knows, and never in a circle', () => {
  expect(Object.keys(TABLE).flatMap((room) => circles(room))).toEqual([]);
});

test.each(ADAPTERS)('nobody but the wiring and the training imports the adapter %s', (adapter) => {
  const allowed = new Set([adapter, ...WIRING.files, ...WIRING.rooms, ...(LEARNT.includes(adapter) ? ['eval'] : [])]);

  expect(shown(arrows.filter(({ path, specifier }) => isOurs(specifier) && roomOf(fileOf(path, specifier)) === adapter && !allowed.has(roomOf(path))))).toEqual([]);
});

test('no classifier imports another classifier', () => {
  const folderOf = (path: string): string | undefined => /^classifiers\/(?!linear\/)[^/]+(?=\/)/.exec(path)?.[0];
  const crossing = arrows.filter(({ path, specifier }) => {
    const [from, to] = [folderOf(path), folderOf(fileOf(path, specifier))];
    return isOurs(specifier) && from !== undefined && to !== undefined && from !== to;
  });

  expect(shown(crossing)).toEqual([]);
});

test('rooms without effects import none of Node’s ways to reach outside', () => {
  expect(shown(arrows.filter(({ path, specifier }) => PURE.includes(roomOf(path)) && isBuiltin(specifier) && !PURE_BUILTINS.has(specifier)))).toEqual([]);
});

test('every import of ours ends in .ts, so that the sources run as they are', () => {
  expect(shown(arrows.filter(({ specifier }) => isOurs(specifier) && !/\.(?:ts|json)$/.test(specifier)))).toEqual([]);
});

test.each([
  ['text/fold.ts', '../policy/decide.ts', false], ['policy/decide.ts', '../text/fold.ts', true], ['classifiers/spam/index.ts', '../../policy/decide.ts', false],
  ['classifiers/spam/index.ts', '../linear/model.ts', true], ['domain/score.ts', 'zod', true], ['text/fold.ts', 'zod', false], ['triage/triage.ts', '../storage/store.ts', false],
  ['service.ts', './storage/store.ts', true], ['cli/keys.ts', '../storage/keys.ts', true], ['cli/keys.ts', 'zod', false], ['attic/old.ts', '../domain/score.ts', false],
  ['policy/decide.ts', '../config.ts', false], ['text/fold.ts', 'fs', false], ['text/fold.ts', 'something computed', false],
])('the check itself: may %s import %s: %s', (path, specifier, expected) => {
  expect(mayImport(path, specifier)).toBe(expected);
});

test('the imports that the check sees are all there are', () => {
  const written = sources.reduce((sum, { text }) => sum + (text.match(/^(?:import|export)\b[^;]*\bfrom '[^']+';/gm)?.length ?? 0), 0);

  expect(written).toBeGreaterThan(300);
  expect(arrows.length).toBeGreaterThanOrEqual(written);
});

test('every package that a room may import is a dependency of this package', () => {
  const { dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { dependencies: Record<string, string> };

  expect([...new Set([...Object.values(TABLE).flatMap(({ packages }) => packages), ...CLI_PACKAGES])].filter((name) => dependencies[name] === undefined)).toEqual([]);
});

test('every dependency of this package is allowed somewhere', () => {
  const { dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { dependencies: Record<string, string> };
  const allowed = new Set([...Object.values(TABLE).flatMap(({ packages }) => packages), ...CLI_PACKAGES]);

  expect(Object.keys(dependencies).filter((name) => !allowed.has(name))).toEqual([]);
});
