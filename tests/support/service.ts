import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { loadBlend } from '../../src/classifiers/blend.ts';
import { loadClassifiers } from '../../src/classifiers/index.ts';
import { loadConfig } from '../../src/config.ts';
import { SCOPES, type Scope, type Store } from '../../src/domain/ports.ts';
import { createNewId } from '../../src/ids.ts';
import { readEncoderFiles } from '../../src/encoder/card.ts';
import { createService, type Overrides, type Service } from '../../src/service.ts';
import { readWorkspaceFolder } from '../../src/workspaces/folder.ts';
import { newSecret, storeKey } from '../../src/workspaces/keys.ts';
import { testStore } from './database.ts';

export const DEMO_FOLDER = fileURLToPath(new URL('../../demo', import.meta.url));
const MODELS_FOLDER = fileURLToPath(new URL('../../models', import.meta.url));

export type Answer = Readonly<{ status: number; headers: Headers; text: string; json: any }>;

export type Ask = Readonly<{
  /** null: no key at all. */
  key?: string | null;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  raw?: string | Uint8Array<ArrayBuffer>;
}>;

export type TestService = Readonly<{
  url: string;
  port: number;
  key: string;
  tenantId: string;
  service: Service;
  store: Store;
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
  post(path: string, body: unknown, ask?: Ask): Promise<Answer>;
  /** A new workspace with the demo's policy and a key of its own. */
  newTenant(options?: Readonly<{ scopes?: readonly Scope[]; storeText?: boolean; tenantId?: string }>): Promise<Readonly<{ tenantId: string; key: string; keyId: string }>>;
}>;

export type StartOptions = Readonly<{ env?: Readonly<Record<string, string>>; overrides?: Overrides; change?(store: Store): Store }>;

const KEY = 'test-key-of-the-demo-workspace';
const newId = createNewId(() => Date.now());
const started: (() => Promise<void>)[] = [];
let classifiers: Overrides['classifiers'];

afterAll(async () => {
  await Promise.all(started.splice(0).map((stop) => stop()));
});

/** The shipped models, weighed against the shipped encoder, read once a file. */
export const shippedClassifiers = (): NonNullable<Overrides['classifiers']> => (classifiers ??= loadClassifiers(MODELS_FOLDER, loadBlend(`${MODELS_FOLDER}/encoder/blend.json`, readEncoderFiles(`${MODELS_FOLDER}/encoder`).version)));

/**
 * The real service on a free port over this file's embedded database, with the shipped models and the demo workspace. Closed
 * after the last test of the file. Services of one file share the database: keep tests apart by tenant or message id.
 */
export async function startService({ env = {}, overrides = {}, change = (store) => store }: StartOptions = {}): Promise<TestService> {
  const store = overrides.store ?? await testStore();
  const config = loadConfig({ TRIAGE_API_KEY: KEY, WORKSPACE_DIR: DEMO_FOLDER, ...env });
  // The database belongs to the file: a service that stops must not take it along.
  const lent = change({ ...store, close: () => Promise.resolve() });
  const service = await createService(config, { logger: pino({ level: 'silent' }), classifiers: shippedClassifiers(), ...overrides, store: lent });
  // Client and server share this process: a keep-alive shorter than its pauses would end connections under the client's hands.
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }, service.app.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  started.push(async () => {
    server.close();
    server.closeAllConnections();
    await service.close(1_000);
  });
  const url = `http://127.0.0.1:${port}`;
  const ask = askAt(url);
  return {
    url, port, key: KEY, tenantId: service.workspaceId, service, store, ask,
    post: (path, body, more = {}) => ask('POST', path, { body, ...more }),
    newTenant: (options) => newTenantIn(store, options),
  };
}

const askAt = (url: string): TestService['ask'] => async (method, path, { key = KEY, headers = {}, body, raw } = {}) => {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(key === null ? {} : { Authorization: `Bearer ${key}` }), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(sent === undefined ? {} : { body: sent }),
  });
  return answerOf(response);
};

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: jsonIn(text) };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function newTenantIn(store: Store, { scopes = SCOPES, storeText = false, tenantId = newId('t').toLowerCase() }: NonNullable<Parameters<TestService['newTenant']>[0]> = {}) {
  const { config } = readWorkspaceFolder(DEMO_FOLDER);
  await store.workspaces.ensure({ id: tenantId, name: `Workspace ${tenantId}`, storeText, config });
  const key = newSecret();
  const { id: keyId } = await storeKey(store.keys, newId, { tenantId, name: 'test', secret: key, scopes });
  return { tenantId, key, keyId };
}

/** A triage request around a text; `more` goes beside the text. */
export const asking = (text: string, more: Readonly<Record<string, unknown>> = {}, rest: Readonly<Record<string, unknown>> = {}) => ({ message: { channel: 'whatsapp', text, ...more }, ...rest });
