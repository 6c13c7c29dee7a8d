import { Command, InvalidArgumentError } from 'commander';
import { loadConfig, storeOptions } from '../config.ts';
import { StartupError } from '../domain/failures.ts';
import { SCOPES, type Store } from '../domain/ports.ts';
import { createNewId } from '../ids.ts';
import { openStore } from '../storage/store.ts';
import { readWorkspaceFolder } from '../workspaces/folder.ts';
import { newSecret, storeKey } from '../workspaces/keys.ts';

type CreateOptions = Readonly<{ workspace?: string; name: string; scopes?: string[] }>;

/** `triage keys create|list|revoke`: works on the database itself; an embedded one must not be in use. */
export function keysCommand(): Command {
  const keys = new Command('keys').description('API keys. With the embedded database, stop the service first: it has one owner.');
  keys.command('create').description('Make a key; the secret is printed once.')
    .option('--workspace <id>', 'workspace of the key; a new one starts with the policy and brand card of WORKSPACE_DIR', workspaceId)
    .option('--name <name>', 'what the key is for', 'made on the command line')
    .option('--scopes <list>', `comma-separated: ${SCOPES.join(', ')} (default: all)`, scopeList)
    .action((options: CreateOptions) => withStore((store) => create(store, options)));
  keys.command('list').description('All keys: id, workspace, prefix, scopes, state.').action(() => withStore(list));
  keys.command('revoke').description('Revoke a key; it stops working within seconds.').argument('<id>', 'id as `keys list` shows it').action((id: string) => withStore((store) => revoke(store, id)));
  return keys;
}

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(storeOptions(loadConfig()));
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function create(store: Store, { workspace, name, scopes }: CreateOptions): Promise<void> {
  const folder = readWorkspaceFolder(loadConfig().WORKSPACE_DIR);
  const tenantId = workspace ?? folder.id;
  await store.workspaces.ensure({ id: tenantId, name: tenantId === folder.id ? folder.brand.name : tenantId, storeText: false, config: folder.config });
  const secret = newSecret();
  const key = await storeKey(store.keys, createNewId(() => Date.now()), { tenantId, name, secret, ...(scopes === undefined ? {} : { scopes }) });
  process.stdout.write(`${secret}\n`);
  process.stderr.write(`${key.id} for workspace ${tenantId}; the secret above is not shown again.\n`);
}

async function list({ keys }: Store): Promise<void> {
  for (const { id, tenantId, prefix, name, scopes, createdAt, revokedAt } of await keys.list()) {
    const state = revokedAt === null ? 'live' : `revoked ${revokedAt.toISOString()}`;
    process.stdout.write(`${id}\t${tenantId}\t${prefix}…\t${state}\t${createdAt.toISOString()}\t${scopes.join(',')}\t${name}\n`);
  }
}

async function revoke({ keys }: Store, id: string): Promise<void> {
  if (!await keys.revoke(id)) throw new StartupError(`There is no live key ${id}.`, '`triage keys list` shows them.');
  process.stdout.write(`${id} is revoked.\n`);
}

function workspaceId(value: string): string {
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(value)) throw new InvalidArgumentError('lower-case letters, digits, dash and underscore, at most 64');
  return value;
}

function scopeList(value: string): string[] {
  const scopes = value.split(',').map((scope) => scope.trim());
  const unknown = scopes.filter((scope) => !(SCOPES as readonly string[]).includes(scope));
  if (unknown.length > 0) throw new InvalidArgumentError(`unknown: ${unknown.join(', ')}`);
  return scopes;
}
