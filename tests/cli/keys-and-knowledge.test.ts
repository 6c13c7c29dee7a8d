import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fileFolder, triage } from '../e2e/command.ts';

const SLOW = { timeout: 240_000 };

let folder: string;
let env: Readonly<Record<string, string>>;
beforeAll(() => {
  folder = fileFolder();
  env = { DATA_DIR: join(folder, 'data') };
});

test('a key is created with its secret alone on standard output, listed without it, and revoked once', SLOW, async () => {
  const created = await triage(['keys', 'create', '--workspace', 'my-shop', '--name', 'the inbox', '--scopes', 'triage:write, decisions:read'], env);
  const listed = await triage(['keys', 'list'], env);
  const id = /^key_\w+/.exec(created.stderr)?.[0] ?? '';
  const revoked = await triage(['keys', 'revoke', id], env);
  const again = await triage(['keys', 'revoke', id], env);
  const after = await triage(['keys', 'list'], env);

  expect([created.status, created.stdout]).toEqual([0, expect.stringMatching(/^trk_[A-Za-z0-9]{40}\n$/)]);
  expect(listed.stdout.trimEnd().split('\t')).toEqual([id, 'my-shop', `${created.stdout.slice(0, 8)}…`, 'live', expect.stringMatching(/^\d{4}-/), 'triage:write,decisions:read', 'the inbox']);
  expect([revoked.status, revoked.stdout]).toEqual([0, `${id} is revoked.\n`]);
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining(`There is no live key ${id}.`)]);
  expect(after.stdout).toContain('\trevoked ');
  expect(`${listed.stdout}${after.stdout}`).not.toContain(created.stdout.trim());
});

test('a file of knowledge is imported into the folder\'s workspace, or into one that a key has made; elsewhere it is refused', SLOW, async () => {
  const csv = join(folder, 'faq.csv');
  writeFileSync(csv, 'id;question;réponse\np1;Le parking est-il gratuit ?;Oui, le dimanche.\np2;Are dogs allowed?;"Yes, on a lead."\n');

  const own = await triage(['knowledge', 'import', csv], env);
  const other = await triage(['knowledge', 'import', csv, '--workspace', 'my-shop'], env);
  const none = await triage(['knowledge', 'import', csv, '--workspace', 'nobody'], env);

  expect([own.status, own.stdout]).toEqual([0, '2 snippets stored in workspace demo.\n']);
  expect([other.status, other.stdout]).toEqual([0, '2 snippets stored in workspace my-shop.\n']);
  expect([none.status, none.stderr]).toEqual([1, expect.stringMatching(/There is no workspace nobody\.\n→ .*keys create/)]);
});

test('a file with faults stores nothing and names the lines', SLOW, async () => {
  const file = join(folder, 'bad.jsonl');
  writeFileSync(file, '{"id":"a","title":"Un","text":"Premier."}\n{"id":"b"}\nno json\n');

  const { status, stderr, stdout } = await triage(['knowledge', 'import', file], env);

  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/bad\.jsonl has \d faults:\n {2}line 2: [^]*line 3: [^]*→ Correct these lines; nothing was stored\./);
});

test.each([
  [['keys', 'create', '--workspace', 'My Shop'], 'lower-case letters'], [['keys', 'create', '--scopes', 'everything'], 'unknown: everything'], [['keys', 'revoke'], "missing required argument 'id'"], [['knowledge', 'import'], "missing required argument 'file'"], [['fly'], "unknown command 'fly'"],
])('triage %j is a mistake in its use: status 2', SLOW, async (args, said) => {
  const { status, stderr } = await triage(args, env);

  expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
});

test('a file that cannot be read is said in a sentence', SLOW, async () => {
  const { status, stderr } = await triage(['knowledge', 'import', join(folder, 'none.csv')], env);

  expect([status, stderr]).toEqual([1, expect.stringMatching(/none\.csv cannot be read\.\n→ /)]);
});

test('help and version are no failure', SLOW, async () => {
  const [help, version] = await Promise.all([triage(['--help']), triage(['--version'])]);

  expect([help.status, version.status, version.stdout]).toEqual([0, 0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  for (const command of ['serve', 'predict', 'keys', 'knowledge']) expect(help.stdout).toContain(command);
});

const TELL = { NODE_OPTIONS: `--import=${new URL('../support/tell-modules.mjs', import.meta.url).href}` };
const MODELS = /node_modules\/(?:onnxruntime-node|fasttext|openai|@langchain|express)|src\/(?:service|encoder|classifiers|language-id|llm|api\/app)/;

test.each([[['--help']], [['--version']], [['keys', '--help']], [['keys', 'list']], [['knowledge', 'import', 'FILE']]])('triage %j reads no model and loads nothing of the pipeline', SLOW, async (args) => {
  const file = join(folder, 'one.jsonl');
  writeFileSync(file, '{"id":"one","title":"Parking","text":"The car park is free on Sundays."}\n');

  const { status, stderr } = await triage(args.map((arg) => (arg === 'FILE' ? file : arg)), { ...env, ...TELL, MODELS_DIR: join(folder, 'no-models') });

  const loaded = [...stderr.matchAll(/^modules: (.*)$/gm)].flatMap(([, list]) => list?.split(' ') ?? []);
  expect(status).toBe(0);
  expect(loaded).toContain('src/cli/main.ts');
  expect(loaded.filter((path) => MODELS.test(path))).toEqual([]);
});
