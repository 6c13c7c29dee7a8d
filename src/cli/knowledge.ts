import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import { loadConfig, storeOptions } from '../config.ts';
import { StartupError } from '../domain/failures.ts';
import { createHashEmbedding } from '../knowledge/hash-embedding.ts';
import { parseSnippets } from '../knowledge/import.ts';
import { createKnowledge } from '../knowledge/knowledge.ts';
import { openStore } from '../storage/store.ts';
import { readWorkspaceFolder } from '../workspaces/folder.ts';
import { createProgress } from './progress.ts';

const BATCH = 200;

/** `triage knowledge import FILE`: JSONL, CSV or Markdown into a workspace. */
export function knowledgeCommand(): Command {
  const knowledge = new Command('knowledge').description('The snippets that replies are grounded in.');
  knowledge.command('import').description('Store the snippets of a file (.jsonl, .csv, .md). A file with faults stores nothing.')
    .argument('<file>').option('--workspace <id>', 'workspace to store them in; default: the one of WORKSPACE_DIR')
    .action((file: string, options: Readonly<{ workspace?: string }>) => importFile(file, options.workspace));
  return knowledge;
}

async function importFile(file: string, workspace: string | undefined): Promise<void> {
  const { snippets, faults } = parseSnippets(basename(file), readText(file));
  if (faults.length > 0) throw new StartupError(`${file} has ${faults.length} faults:\n${faults.slice(0, 50).map(({ line, detail }) => `  line ${line}: ${detail}`).join('\n')}`, 'Correct these lines; nothing was stored.');
  const config = loadConfig();
  const store = await openStore(storeOptions(config));
  try {
    const folder = readWorkspaceFolder(config.WORKSPACE_DIR);
    const tenantId = workspace ?? folder.id;
    if (tenantId === folder.id) await store.workspaces.ensure({ id: folder.id, name: folder.brand.name, storeText: false, config: folder.config });
    else if (await store.workspaces.find(tenantId) === undefined) throw new StartupError(`There is no workspace ${tenantId}.`, `Make it with: triage keys create --workspace ${tenantId}`);
    const knowledge = createKnowledge({ snippets: store.snippets, embedding: createHashEmbedding(), now: () => new Date(), nowMs: () => performance.now() });
    const progress = createProgress('import', snippets.length);
    for (let from = 0; from < snippets.length; from += BATCH) {
      const batch = snippets.slice(from, from + BATCH);
      await knowledge.put(tenantId, batch);
      progress.add(batch.length);
    }
    progress.end();
    process.stdout.write(`${snippets.length} snippets stored in workspace ${tenantId}.\n`);
  } finally {
    await store.close();
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartupError(`${file} cannot be read.`, 'Check the path and its rights.', { cause });
  }
}
