import { beforeAll, expect, test } from 'vitest';
import type { Baseline } from '../../../src/eval/compare/baseline.ts';
import { compactOf } from '../../../src/eval/compare/compact.ts';
import type { Gates } from '../../../src/eval/compare/gates.ts';
import { type Facts, factsOf } from '../../../src/eval/report/facts.ts';
import { htmlReport } from '../../../src/eval/report/html.ts';
import { firstScreen, verdictSentence } from '../../../src/eval/report/sentences.ts';
import { jsonReport, junitReport, markdownReport } from '../../../src/eval/report/text.ts';
import { WORDS } from '../../../src/eval/report/words.ts';
import type { Prediction } from '../../../src/eval/run/prediction.ts';
import { summarise } from '../../../src/eval/run/summary.ts';
import { madeRow, madeRun } from '../compare/made-runs.ts';

const DRAWING = { seed: 7, rounds: 100 };
const PROVENANCE = {
  versions: { triage: '1', node: '24' }, data: [{ file: 'a/b.jsonl', sha256: 'a'.repeat(64), rows: 100 }], split: null, models: [{ name: 'spam', sha256: 'b'.repeat(64) }], policy: null, target: null, limit: null, seed: 7, rounds: 100,
  started_at: '2026-11-01T08:00:00.000Z', seconds: 1,
};
const GATES: Gates = { answered_at_least: 1, floors: [{ operation: 'genuine_held_back', at_most: 20 }], no_loss: [{ operation: 'genuine_held_back', beyond: 0 }] };
const NASTY = '"><img src=x onerror=alert(1)>';

function made(predictions: readonly Prediction[], { base, leaks = 0 }: Readonly<{ base?: readonly Prediction[]; leaks?: number }> = {}): Facts {
  const baseline: Baseline | undefined = base === undefined ? undefined : { object: 'triage.eval.baseline', provenance: PROVENANCE, rows: base.map(compactOf) };
  return factsOf({ predictions, metrics: { ...summarise(predictions, DRAWING), leaks: { allowed: leaks > 0, count: leaks, pairs: [] }, provenance: PROVENANCE } }, { gates: GATES, baseline, drawing: DRAWING, volumePerDay: 400 });
}

const GOOD = madeRun(0.7, 0.2, (at) => (at % 4 === 0 ? 'review' : 'allow'));
const HARSH = madeRun(0.7, 0.2, (at) => (at % 4 === 1 ? 'hide' : 'allow'));

let page: string;
beforeAll(async () => {
  page = await htmlReport(made([...HARSH, madeRow({ id: NASTY, spam: true, score: 0.01 })], { base: GOOD }), 'en');
});

test('the first screen says in sentences whether it may run, and why not', () => {
  const screen = firstScreen(made(HARSH, { base: GOOD }), 'en');

  expect(screen).toMatchObject({ ships: false, headline: 'Do not ship: Genuine messages hidden or blocked: 500.0 per 1,000; at most 20.0 per 1,000 may be.', warnings: [] });
  expect(screen.sentences).toEqual(expect.arrayContaining([
    expect.stringMatching(/^Genuine messages hidden or blocked: 500\.0 per 1,000 \(25 of 50; 95 % interval \d+\.\d to \d+\.\d\)\.$/), 'At 400 messages a day, 0 wait for a person to look (0 to 15).',
    'Against the last accepted run, genuine messages hidden or blocked: 0.0 before, 500.0 now per 1,000 – a real loss.', 'A message takes 5.0 ms (half of them), 5.0 ms at most for 95 of 100. Reading a message makes no paid call.',
  ]));
});

test('a good run ships, in French too, with French numbers', () => {
  const screen = firstScreen(made(GOOD), 'fr');

  expect(screen).toMatchObject({ ships: true, headline: 'Mise en service possible : les 3 conditions sont tenues.' });
  expect(screen.sentences.join('\n')).toMatch(/Messages légitimes masqués ou bloqués : 0,0 pour 1 000 \(0 sur 50 ; intervalle à 95 % : 0,0 à 7\d,\d\)\./);
  expect(screen.sentences.join('\n')).toContain('Avec 400 messages par jour, 100 attendent');
});

test('rows without an answer and rows of a train split are said first, and neither ships', () => {
  const failing = firstScreen(made(GOOD.map((row, at) => (at === 0 ? madeRow({ id: row.id, spam: true, failed: 'deadline' }) : row))), 'en');
  const leaking = firstScreen(made(GOOD, { leaks: 2 }), 'en');

  expect([failing.ships, failing.warnings]).toEqual([false, ['1 of 100 rows got no answer; they are in no figure.']]);
  expect([leaking.ships, leaking.warnings]).toEqual([false, ['2 texts or scenarios stand in a train split: every figure here flatters.']]);
});

test('what nobody labelled cannot be judged, and is said so', () => {
  const unlabelled = made([{ id: 'x', gold: {}, slices: ['all'], answer: GOOD[0]?.answer }]);

  expect(firstScreen(unlabelled, 'en').headline).toBe('Do not ship: Genuine messages hidden or blocked: no labelled and answered row to judge it by.');
  expect(unlabelled.verdicts.map((verdict) => verdictSentence(verdict, 'fr'))[0]).toContain('aucune ligne étiquetée');
});

test('the worst slice is named when it is worse than the whole and large enough', () => {
  const run = madeRun(0.7, 0.2).map((row, at) => ({ ...row, slices: ['all', at % 4 === 1 ? 'channel sms' : 'channel web'], answer: at % 8 === 1 ? madeRow({ id: 'x', action: 'block' }).answer : row.answer }));

  expect(made(run).worst).toMatchObject({ slice: 'channel sms', operation: { count: 13, of: 25 } });
});

test('the page is whole in itself: no script, nothing that loads, and a policy that forbids it', () => {
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page).toContain('Content-Security-Policy" content="default-src &#39;none&#39;');
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\shref="(?!#)/);
  expect(page).toContain('prefers-color-scheme: dark');
});

test('what rows are called cannot become markup', () => {
  expect(page).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
  expect(page).not.toContain('<img');
});

test('plots are inline, named for readers of screens, and drawn in the page\'s own ink', () => {
  const plots = page.match(/<figure>/g)?.length ?? 0;

  // Matrices of spam, abuse and language; a curve and a reliability diagram where there are positives.
  expect(plots).toBe(5);
  expect(page.match(/<svg aria-hidden="true" focusable="false" /g)).toHaveLength(plots);
  expect(page.match(/role="img" aria-label="[^"]+"/g)).toHaveLength(plots);
  expect(page).not.toMatch(/fill="white"|stroke="black"|fill="#000"/);
});

test('every opened element is closed in its order', () => {
  const open: string[] = [];
  for (const [, closing, name, own] of page.replace(/<!doctype html>|<style>[^]*?<\/style>/g, '').matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^<>]*?(\/?)>/gi)) {
    if (own === '/' || name === 'meta') continue;
    if (closing === '/') expect(open.pop()).toBe(name);
    else open.push(name ?? '');
  }

  expect(open).toEqual([]);
});

test('no two elements share an id, and every section has its heading', () => {
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);

  expect(new Set(ids).size).toBe(ids.length);
  expect(page.match(/<section aria-labelledby="([a-z]+)"><h2 id="\1">/g)).toHaveLength(Object.keys(WORDS.en.sections).length);
});

test('the other formats hold the same verdict', () => {
  const facts = made(HARSH, { base: GOOD });

  expect(markdownReport(facts, 'en')).toMatch(/^# Do not ship: Genuine messages/);
  expect(markdownReport(facts, 'en')).toContain('| spam | recall | 1.000');
  expect(JSON.parse(jsonReport(facts, 'en'))).toMatchObject({ object: 'triage.eval.report', ships: false, worst: null });
  expect(junitReport(facts)).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuite name="triage-eval" tests="4" failures="2">\n {2}<testcase classname="triage-eval\.floor" name="floor genuine_held_back per_thousand"><failure message="Genuine messages/);
});
