import { configDefaults, defineConfig } from 'vitest/config';
import { missingParts } from './bin/test-parts.mjs';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // A file whose part is missing does not run at all, so that nothing looks tested that was not.
    exclude: [...configDefaults.exclude, ...missingParts(process.env).flatMap(({ files }) => files)],
    globalSetup: ['tests/global-setup.ts'],
    // Two cores, and an embedded database takes 0.3–0.5 GB a worker.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: { enabled: false },
  },
});
