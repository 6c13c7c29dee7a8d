import { closeSync, existsSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { presentPooled } from '../api/wire/evals.ts';
import { loadConfig, storeOptions } from '../config.ts';
import { StartupError } from '../domain/failures.ts';
import type { Store } from '../domain/ports.ts';
import { openStore } from '../storage/store.ts';
import { readWorkspaceFolder } from '../workspaces/folder.ts';

type Options = Readonly<{ workspace?: string; out?: string; list: boolean }>;
type Row = ReturnType<typeof presentPooled>;

const PAGE = 500;

/** `triage-eval pool`: the relabelled messages of a workspace as rows of a labelled file. */
export const evalPoolCommand = (): Command =>
  new Command('pool').description('Print the evaluation pool of a workspace as JSONL that `run --data` takes: relabelled messages, redacted as they were let in. With the embedded database, stop the service first: it has one owner.')
    .option('--workspace <id>', 'whose pool; default: the workspace of WORKSPACE_DIR')
    .option('--out <file>', 'write the rows there instead of to standard output')
    .option('--list', 'print a line a row without its words: id, language, channel, labels', false)
    .action(pool);

async function pool({ workspace, out, list }: Options): Promise<void> {
  const config = loadConfig();
  const tenantId = workspace ?? readWorkspaceFolder(config.WORKSPACE_DIR).id;
  const options = storeOptions(config);
  // A look at the pool must not make a database.
  if ('folder' in options && !existsSync(options.folder)) throw new StartupError(`There is no database in ${options.folder}.`, 'Set DATA_DIR or DATABASE_URL to the one that the service uses.');
  const store = await openStore(options);
  try {
    if (await store.workspaces.find(tenantId) === undefined) throw new StartupError(`There is no workspace ${tenantId}.`, '`triage keys list` shows the workspaces that have a key.');
    const rows = await write(rowsOf(store, tenantId), list ? lineOf : (row) => JSON.stringify(row), out);
    process.stderr.write(`${rows} rows in the evaluation pool of ${tenantId}${out === undefined ? '' : `, written to ${out}`}.\n`);
  } finally {
    await store.close();
  }
}

async function* rowsOf({ pool: stored }: Store, tenantId: string): AsyncIterable<Row> {
  for (let page = await stored.page(tenantId, { after: '', limit: PAGE }); page.length > 0; page = await stored.page(tenantId, { after: page.at(-1)?.decisionId ?? '', limit: PAGE })) yield* page.map(presentPooled);
}

const lineOf = ({ id, lang, channel, labels }: Row): string => [id, lang ?? '–', channel ?? '–', Object.entries(labels).map(([name, value]) => `${name}=${Array.isArray(value) ? value.join('|') : String(value)}`).join(' ')].join('\t');

/** How many rows there were. A file is whole or not there: it is written beside its name and renamed. */
async function write(rows: AsyncIterable<Row>, spelled: (row: Row) => string, out: string | undefined): Promise<number> {
  const file = out === undefined ? undefined : openSync(`${out}.partial`, 'w');
  let count = 0;
  try {
    for await (const row of rows) {
      const line = `${spelled(row)}\n`;
      if (file === undefined) process.stdout.write(line);
      else writeFileSync(file, line);
      count += 1;
    }
  } catch (error) {
    if (out !== undefined) rmSync(`${out}.partial`, { force: true });
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
  if (out !== undefined) renameSync(`${out}.partial`, out);
  return count;
}
