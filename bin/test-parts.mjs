/**
 * Tests that need more than npm can bring. A part is there when its variable is set (bin/test.mjs sets the ones it can
 * find out); without it vitest.config.ts leaves its files out, and bin/test.mjs says so.
 */
const PARTS = [
  {
    name: 'PostgreSQL',
    variable: 'TEST_DATABASE_URL',
    files: ['tests/**/*postgres*.test.ts'],
    reason: 'TEST_DATABASE_URL is not set (`.ci/postgresql npm test` lends a server)',
  },
  {
    name: 'Python clients',
    variable: 'TEST_PYTHON',
    files: ['tests/**/*python*.test.ts'],
    reason: 'no Python 3 with the packages openai and google-api-python-client was found',
  },
  {
    name: 'browser',
    variable: 'TEST_CHROMIUM',
    files: ['tests/browser/**/*.test.ts'],
    reason: 'no Chromium was found (TEST_CHROMIUM names one)',
  },
  {
    name: 'small disk',
    variable: 'TEST_MOUNT',
    files: ['tests/**/*.mount.test.ts'],
    reason: 'this user may not mount a tmpfs',
  },
];

/** Parts whose variable is not set in `env`. */
export const missingParts = (env) => PARTS.filter(({ variable }) => !env[variable]);
