import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, inject } from 'vitest';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const HEIGHT = 900;
const IN_PAGE = readFileSync(fileURLToPath(new URL('in-page.js', import.meta.url)), 'utf8');
/** Everything is laid out, and tables lie on a plain colour, so that contrast can be judged. */
const LAID_OUT = 'section { content-visibility: visible !important; } .scroll { background: none !important; }';

export type View = Readonly<{ width: number; scheme: 'light' | 'dark' }>;
export const VIEWS: readonly View[] = [400, 1_600].flatMap((width) => [{ width, scheme: 'light' as const }, { width, scheme: 'dark' as const }]);

/** What is wrong with a page: words that lie upon others, what sticks out sideways, addresses asked that may not be, errors of the console, serious and critical faults that axe finds. */
export type Seen = Readonly<{ asked: readonly string[]; errors: readonly string[]; pageWidth: number; words: number; sticksOut: readonly string[]; overlaps: readonly string[]; faults: readonly string[] }>;

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/** Opens an address in Chromium and looks. What `mayAsk` does not allow is stopped and told. `ready`: a selector to wait for. */
export async function look(url: string, { width, scheme }: View, { mayAsk, ready = 'main' }: Readonly<{ mayAsk(asked: string): boolean; ready?: string }>): Promise<Seen> {
  browser ??= chromium.launch({ executablePath: inject('chromium'), args: FLAGS });
  const context = await (await browser).newContext({ viewport: { width, height: HEIGHT }, colorScheme: scheme });
  const [asked, errors]: [string[], string[]] = [[], []];
  await context.route('**/*', (route) => {
    if (mayAsk(route.request().url())) return route.continue();
    asked.push(route.request().url());
    return route.abort();
  });
  const page = await context.newPage();
  page.on('websocket', (socket) => asked.push(socket.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForSelector(ready);
    await page.addStyleTag({ content: LAID_OUT });
    const shape = await page.evaluate(IN_PAGE) as Pick<Seen, 'pageWidth' | 'words' | 'sticksOut' | 'overlaps'>;
    return { asked, errors, ...shape, faults: await faultsOf(page) };
  } finally {
    await context.close();
  }
}

type Violation = Readonly<{ id: string; impact: string | null; nodes: readonly Readonly<{ target: readonly unknown[]; failureSummary?: string }>[] }>;

async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })') as { violations: readonly Violation[] };
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ target, failureSummary }) => `${id}: ${target.join(' ')} – ${failureSummary ?? ''}`));
}
