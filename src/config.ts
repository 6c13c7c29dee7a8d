import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { StartupError } from './domain/failures.ts';

/** Of this package. */
export const VERSION: string = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

const inPackage = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const count = (fallback: number, min: number, max: number) => z.coerce.number().int().min(min).max(max).default(fallback);
/** An empty variable is an unset one: `FOO= npm start` must not mean something else than `npm start`. */
const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Every setting of the service, by environment variable. docs/configuration.md has a heading for each. */
export const ConfigSchema = z.object({
  PORT: count(3000, 0, 65_535).describe('HTTP port; 0 picks a free one.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on. Loopback unless told otherwise.'),
  DATA_DIR: z.string().min(1).default('./data').describe('Folder of the embedded database; made at the first start.'),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(?:ql)?$/, error: 'must begin with postgres:// or postgresql://' })).describe('PostgreSQL 15 or newer with pgvector. Unset: the embedded database in DATA_DIR.'),
  DATABASE_CONNECTIONS_MAX: count(10, 1, 200).describe('Connections to PostgreSQL that this process may hold.'),
  TRIAGE_API_KEY: optional(z.string().min(1).max(200).regex(/^[\x21-\x7e]+$/, 'printable ASCII without blanks')).describe('A first key given instead of printed. Use 16 characters or more outside of trials.'),
  WORKSPACE_DIR: z.string().min(1).default(inPackage('demo')).describe('Folder with policy.yaml, brand.json and snippets.jsonl of the first workspace; its name is the workspace id.'),
  STORE_TEXT: z.enum(['on', 'off']).default('off').describe('Keep message text and hand-off notes with the decisions of the first workspace.'),
  MODELS_DIR: z.string().min(1).default(inPackage('models')).describe('Folder of the trained models.'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info').describe('Least severe log line that is written.'),
  RATE_LIMIT_PER_MINUTE: count(60_000, 1, 100_000_000).describe('Requests a minute that one key may make.'),
  REQUESTS_IN_FLIGHT_MAX: count(512, 1, 100_000).describe('Requests worked on at once; more are refused with 503 and Retry-After.'),
  SHUTDOWN_GRACE_MS: count(10_000, 0, 600_000).describe('How long running requests may take after SIGTERM.'),
  LLM_BASE_URL: optional(z.url({ protocol: /^https?$/ })).describe('Root of an OpenAI-compatible endpoint, for example http://127.0.0.1:8080/v1. Unset: no language model.'),
  LLM_MODEL: z.string().min(1).default('local').describe('Model name sent to that endpoint.'),
  LLM_API_KEY: optional(z.string().min(1)).describe('Key for that endpoint; many local ones need none.'),
  LLM_TIMEOUT_MS: count(8_000, 100, 120_000).describe('How long a draft may take before the extractive one is used.'),
});

export type Config = Readonly<z.infer<typeof ConfigSchema>>;

/** The one place that reads the environment. Reports every problem at once. @throws StartupError */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const parsed = ConfigSchema.safeParse(env);
  if (parsed.success) return Object.freeze(parsed.data);
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`).join('\n');
  throw new StartupError(`The configuration cannot be used:\n${faults}`, 'Correct these environment variables; docs/configuration.md describes each.');
}

/** Which database the settings name. */
export const storeOptions = ({ DATABASE_URL: databaseUrl, DATABASE_CONNECTIONS_MAX: connectionsMax, DATA_DIR: folder }: Config) => (databaseUrl === undefined ? { folder } : { databaseUrl, connectionsMax });
