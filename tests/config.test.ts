import { expect, test } from 'vitest';
import { ConfigSchema, loadConfig } from '../src/config.ts';
import { StartupError } from '../src/domain/failures.ts';

const failureOf = (env: Readonly<Record<string, string>>): StartupError => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
};

test('with nothing set it listens on loopback, stores in ./data and keeps no text', () => {
  expect(loadConfig({})).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', DATA_DIR: './data', STORE_TEXT: 'off' });
  expect(loadConfig({})).not.toHaveProperty('DATABASE_URL', expect.anything());
});

test('an empty variable is an unset one', () => {
  const empty = Object.fromEntries(['DATABASE_URL', 'TRIAGE_API_KEY', 'LLM_BASE_URL', 'LLM_API_KEY'].map((name) => [name, '']));

  expect(loadConfig(empty)).toEqual(loadConfig({}));
});

test('every fault is named at once, with its variable, and the secrets are not repeated', () => {
  const { message, remedy } = failureOf({ PORT: '99999', STORE_TEXT: 'maybe', DATABASE_URL: 'mysql://root:hunter2@x/y', RATE_LIMIT_PER_MINUTE: 'fast', TRIAGE_API_KEY: 'with blanks hunter2', LOG_LEVEL: 'loud' });

  for (const name of ['PORT', 'STORE_TEXT', 'DATABASE_URL', 'RATE_LIMIT_PER_MINUTE', 'TRIAGE_API_KEY', 'LOG_LEVEL']) expect(message).toContain(`  ${name}: `);
  expect(message).not.toContain('hunter2');
  expect(remedy).toContain('docs/configuration.md');
});

test.each([['PORT', '0', 0], ['PORT', '65535', 65_535], ['REQUESTS_IN_FLIGHT_MAX', '1', 1], ['SHUTDOWN_GRACE_MS', '0', 0]])('%s=%s is taken', (name, value, expected) => {
  expect(loadConfig({ [name]: value })).toMatchObject({ [name]: expected });
});

test.each([['PORT', '-1'], ['PORT', '65536'], ['PORT', '3000.5'], ['PORT', 'http'], ['RATE_LIMIT_PER_MINUTE', '0'], ['HOST', ''], ['DATABASE_URL', 'postgres'], ['TRIAGE_API_KEY', 'k'.repeat(201)], ['LLM_BASE_URL', 'ftp://x']])('%s=%s is refused by name', (name, value) => {
  expect(failureOf({ [name]: value }).message).toContain(`  ${name}: `);
});

test('every setting says in one sentence what it is for', () => {
  for (const [name, schema] of Object.entries(ConfigSchema.shape)) expect([name, schema.description]).toEqual([name, expect.stringMatching(/\.$/)]);
});
