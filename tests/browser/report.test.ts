import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { triageEval, writeInbox } from '../cli/eval-command.ts';
import { fileFolder } from '../e2e/command.ts';
import { startService, type TestService } from '../support/service.ts';
import { look, type View, VIEWS } from './look.ts';

const SLOW = { timeout: 180_000 };
const LANGUAGES = ['en', 'fr'] as const;
const FUNCTIONS = { functions: [{ name: 'derog_neg_emote_h', n: 140, right: 121, low: 0.797, high: 0.912, failed: 0 }, { name: 'negate_neg_nh', n: 133, right: 12, low: 0.052, high: 0.151, failed: 1 }] };
const REPLIES = {
  object: 'triage.eval.replies', questions: 90, snippets: 40, provenance: { language_model: null },
  figures: { 'recall@3': { point: 0.91, low: 0.85, high: 0.95, n: 90 }, 'drafts with what must not be said': { point: 0, low: 0, high: 0, n: 61 } },
};
const NOTHING_WRONG = { asked: [], errors: [], sticksOut: [], overlaps: [], faults: [] };

let folder: string;
let service: TestService;
const pageIn = (lang: string): string => pathToFileURL(join(folder, `${lang}.html`)).href;

beforeAll(async () => {
  folder = fileFolder();
  const run = join(folder, 'run');
  expect(await triageEval(['run', '--data', writeInbox(join(folder, 'rows.jsonl'), 160), '--out', run, '--rounds', '50'])).toMatchObject({ status: 0, stderr: '' });
  writeFileSync(join(run, 'functions.json'), JSON.stringify(FUNCTIONS));
  writeFileSync(join(folder, 'metrics.json'), JSON.stringify(REPLIES));
  for (const lang of LANGUAGES) {
    expect(await triageEval(['report', run, '--lang', lang, '--rounds', '50', '--replies', folder, '--cost-per-message', '0.0004'])).toMatchObject({ status: 0, stderr: '' });
    copyFileSync(join(run, 'report.html'), join(folder, `${lang}.html`));
  }
  service = await startService();
}, 300_000);

test.each([...VIEWS.map((view): [string, View] => ['en', view]), ...VIEWS.filter(({ scheme }) => scheme === 'light').map((view): [string, View] => ['fr', view])])(
  'the report (%s, %o) asks nothing, says no error, lets nothing overlap or stick out, and axe finds no serious fault', SLOW, async (lang, view) => {
    const seen = await look(pageIn(lang), view, { mayAsk: (asked) => asked === pageIn(lang) });

    expect(seen).toMatchObject({ ...NOTHING_WRONG, pageWidth: view.width });
    expect(seen.words).toBeGreaterThan(1_000);
  },
);

test.each(VIEWS)('the reference of the API (%o) asks its own service alone, says no error, lets nothing overlap or stick out, and axe finds no serious fault', SLOW, async (view) => {
  const seen = await look(`${service.url}/docs`, view, { mayAsk: (asked) => asked.startsWith(`${service.url}/`), ready: '.opblock' });

  expect(seen).toMatchObject({ ...NOTHING_WRONG, pageWidth: view.width });
  expect(seen.words).toBeGreaterThan(50);
});

const BROKEN = `<!doctype html><html lang="en"><head><title>broken</title></head><body style="margin: 0"><main>
<p style="color: #ccc; background: #fff">faint</p><p style="position: absolute; top: 300px; margin: 0">one word</p><p style="position: absolute; top: 308px; left: 20px; margin: 0">upon another</p>
<div style="width: 500px">wide</div><svg width="200" height="100"><text x="10" y="50">plotted</text><text x="30" y="52" transform="rotate(-20 30 52)">slanted</text>
<text x="110" y="90" transform="rotate(-45 110 90)">side</text><text x="140" y="90" transform="rotate(-45 140 90)">by side</text></svg>
<img src="http://127.0.0.1:9/picture.png" alt="picture"><script>console.error('spoken')</script></main></body></html>`;

test('the look itself sees what is wrong: words upon words, what sticks out, requests, errors, faint words', SLOW, async () => {
  const path = join(folder, 'broken.html');
  writeFileSync(path, BROKEN);
  const url = pathToFileURL(path).href;

  const seen = await look(url, { width: 400, scheme: 'light' }, { mayAsk: (asked) => asked === url });

  expect(seen.asked).toEqual(['http://127.0.0.1:9/picture.png']);
  expect(seen.errors).toContain('spoken');
  expect(seen.pageWidth).toBe(500);
  expect(seen.sticksOut).toEqual(['<div> wide']);
  expect(seen.overlaps).toEqual(['<text> slanted × <text> plotted', '<p> one word × <p> upon another']);
  expect(seen.faults.join('\n')).toContain('color-contrast');
});
