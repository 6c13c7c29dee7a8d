import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { metricsJsonSchema } from '../../../src/eval/run/metrics.ts';

test('the documented schema of metrics.json is current (`triage-eval schema` prints it)', () => {
  expect(readFileSync(new URL('../../../docs/schemas/metrics.schema.json', import.meta.url), 'utf8')).toBe(metricsJsonSchema());
});
