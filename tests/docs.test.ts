import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigSchema } from '../src/config.ts';
import { FAILURES } from '../src/domain/failures.ts';
import { createMetrics } from '../src/observability/metrics.ts';

const ROOT = new URL('../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(ROOT + path, 'utf8');
const headings = (path: string): ReadonlySet<string> => new Set(read(path).split('\n').filter((line) => line.startsWith('## ')).map((line) => line.slice(3).trim()));

test('every setting has a heading in docs/configuration.md, and every heading is a setting', () => {
  expect([...headings('docs/configuration.md')].sort()).toEqual(Object.keys(ConfigSchema.shape).sort());
});

test('every failure has a heading in docs/failures.md', () => {
  const found = headings('docs/failures.md');

  expect(Object.keys(FAILURES).filter((code) => !found.has(code))).toEqual([]);
});

test('every series has a heading in docs/metrics.md', () => {
  const found = headings('docs/metrics.md');
  const own = createMetrics().registry.getMetricsAsArray().map(({ name }) => name).filter((name) => !/^triage_(?:process|nodejs)_/.test(name));

  expect(own.length).toBeGreaterThan(3);
  expect(own.filter((name) => !found.has(name))).toEqual([]);
});

test.each(['README.md', 'CONTRIBUTING.md', 'datasets/README.md', ...readdirSync(`${ROOT}docs`).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)])('every link of %s leads somewhere', (path) => {
  const folder = path.includes('/') ? `${path.slice(0, path.lastIndexOf('/'))}/` : '';
  const links = [...read(path).matchAll(/\]\(([^)#\s]+)\)/g)].map((match) => match[1] ?? '').filter((link) => !link.includes('://'));

  expect(links.filter((link) => !existsSync(ROOT + folder + link))).toEqual([]);
});

test('the README names every command of the package', () => {
  const readme = read('README.md');

  for (const command of ['serve', 'predict', 'keys', 'knowledge', 'triage-eval run', 'npm run bench', 'npm test']) expect(readme).toContain(command);
});
