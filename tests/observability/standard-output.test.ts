import { expect, test } from 'vitest';
import { startScript } from '../support/script.ts';

const LINES = 500;

test.each(['end', 'exit', 'throw'])('lines of requests that still wait are written when the process comes to its %s', { timeout: 60_000 }, async (how) => {
  const script = startScript(new URL('../support/log-requests.ts', import.meta.url), how, String(LINES));

  const lines = (await script.rest()).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

  expect(lines.filter(({ msg }) => msg === 'request').map(({ request_id: id }) => Number(id)).sort((a, b) => a - b)).toEqual(Array.from({ length: LINES }, (_, index) => index));
  expect(lines.filter(({ msg }) => msg === 'ready')).toHaveLength(1);
});

test('a line of the service\'s own is written at once, behind the requests before it', { timeout: 60_000 }, async () => {
  const script = startScript(new URL('../support/log-requests.ts', import.meta.url), 'stay', '3');

  const said = [await script.line(), await script.line(), await script.line(), await script.line()].map((line) => (JSON.parse(line) as { msg: string }).msg);

  expect(said).toEqual(['request', 'request', 'request', 'ready']);
});
