import { beforeAll, expect, test } from 'vitest';
import type { Baseline } from '../../../src/eval/compare/baseline.ts';
import { compactOf } from '../../../src/eval/compare/compact.ts';
import type { Gates } from '../../../src/eval/compare/gates.ts';
import { type Extras, type Facts, factsOf } from '../../../src/eval/report/facts.ts';
import type { RepliesResult } from '../../../src/eval/report/extras.ts';
import { htmlReport } from '../../../src/eval/report/html.ts';
import type { SliceKind } from '../../../src/eval/report/slices.ts';
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
const FUNCTIONS = [{ name: 'negated <hate>', n: 100, right: 95, low: 0.88, high: 0.98, failed: 0 }, { name: 'quoted', n: 51, right: 5, low: 0.04, high: 0.21, failed: 1 }];
const REPLIES: RepliesResult = {
  object: 'triage.eval.replies', questions: 120, snippets: 60, figures: { 'recall@3': { point: 0.9, low: 0.8, high: 0.95, n: 90 }, 'a new figure': { point: null, low: null, high: null, n: 0 } }, provenance: { language_model: 'small-1' },
};
const NASTY = '"><img src=x onerror=alert(1)>';

function made(predictions: readonly Prediction[], { base, leaks = 0, target = null, ...extras }: Extras & Readonly<{ base?: readonly Prediction[]; leaks?: number; target?: string | null }> = {}): Facts {
  const baseline: Baseline | undefined = base === undefined ? undefined : { object: 'triage.eval.baseline', provenance: PROVENANCE, rows: base.map(compactOf) };
  return factsOf({ predictions, metrics: { ...summarise(predictions, DRAWING), leaks: { allowed: leaks > 0, count: leaks, pairs: [] }, provenance: { ...PROVENANCE, target } } }, { gates: GATES, baseline, drawing: DRAWING, volumePerDay: 400, ...extras });
}

const GOOD = madeRun(0.7, 0.2, (at) => (at % 4 === 0 ? 'review' : 'allow'));
const HARSH = madeRun(0.7, 0.2, (at) => (at % 4 === 1 ? 'hide' : 'allow'));

let page: string;
beforeAll(async () => {
  page = await htmlReport(made([...HARSH, madeRow({ id: NASTY, spam: true, score: 0.01 })], { base: GOOD, functions: FUNCTIONS, replies: REPLIES }), 'en');
});

const answerOf = (facts: Facts, id: string, language: 'en' | 'fr' = 'en') => firstScreen(facts, language).answers.find((one) => one.id === id);
const using = (usage: Readonly<{ llm_tokens: number; est_cost_usd: number }> | undefined): readonly Prediction[] => GOOD.map((row) => (row.answer === undefined ? row : { ...row, answer: { ...row.answer, usage } }));

test('the first screen says in sentences whether it may run, and why not', () => {
  const screen = firstScreen(made(HARSH, { base: GOOD }), 'en');

  expect(screen).toMatchObject({ ships: false, headline: 'Do not ship: Genuine messages hidden or blocked: 500.0 per 1,000; at most 20.0 per 1,000 allowed.', more: '2 of 4 gates do not hold; they are listed under Gates.', warnings: [] });
  expect(screen.sentences).toEqual(expect.arrayContaining([
    expect.stringMatching(/^Genuine messages hidden or blocked: 500\.0 per 1,000 \(25 of 50; 95 % interval \d+\.\d to \d+\.\d\)\.$/), 'At 400 messages a day, 0 wait for a person to look (0 to 15).',
    'Against the last accepted run, genuine messages hidden or blocked: 0.0 before, 500.0 now per 1,000 – a real loss.', 'A message takes 5.0 ms (half of them), 5.0 ms at most for 95 of 100.', 'Reading a message makes no paid call.', 'Over the limit of 20.0.',
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

  // Matrices of spam, abuse and language; four plots where there are positives; slices and functional tests.
  expect(plots).toBe(9);
  expect(page.match(/<svg aria-hidden="true" focusable="false" /g)).toHaveLength(plots);
  expect(page.match(/role="img" aria-label="[^"]+"/g)).toHaveLength(plots);
  expect(page).not.toMatch(/fill="white"|stroke="black"|fill="#000"/);
  // The faintest cell of a matrix is seen.
  expect([...page.matchAll(/fill="#3d85c6" opacity="([0-9.]+)"/g)].every((match) => Number(match[1]) >= 0.05)).toBe(true);
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

test('cost is what was named, what the answers say, what their tokens come to, nothing, or not known', () => {
  const cost = (predictions: readonly Prediction[], more: Parameters<typeof made>[1] = {}) => answerOf(made(predictions, more), 'cost');
  const tokens = { llm_tokens: 500, est_cost_usd: 0 };

  expect(cost(GOOD)).toMatchObject({ value: 'US$0.00', sentences: ['Reading a message makes no paid call.'] });
  expect(cost(using(tokens), { dollarsPerMessage: 0.00042 })).toMatchObject({ value: 'US$0.42', sentences: ['A message costs US$0.00042, as given with --cost-per-message: US$5.04 for 30 days of 400 messages.'] });
  expect(cost(using({ llm_tokens: 500, est_cost_usd: 0.002 }))).toMatchObject({ value: 'US$2.00', sentences: [expect.stringContaining('as the service says: US$24.00 for 30 days')] });
  expect(cost(using(tokens))).toMatchObject({ value: 'US$0.50', sentences: [expect.stringMatching(/^A message uses 500 language-model tokens: US\$0\.0005, if a million tokens cost US\$1\.00 .*: US\$6\.00 for 30 days/)] });
  expect(cost(GOOD, { target: 'http://127.0.0.1:3000' })).toMatchObject({ value: '–', sentences: [expect.stringContaining('not in its answers')] });
  expect(cost(using({ llm_tokens: 0, est_cost_usd: 0 }), { target: 'http://127.0.0.1:3000' })?.sentences).toEqual(['Reading a message makes no paid call.']);
});

test('each answer of the first screen says its figure at once, and how it stands to its gate', () => {
  expect(answerOf(made(HARSH, { base: GOOD }), 'genuine_held_back')).toMatchObject({ value: '500.0', unit: 'per 1,000', tone: 'bad' });
  expect(answerOf(made(GOOD), 'genuine_held_back')).toMatchObject({ value: '0.0', tone: 'good', sentences: [expect.any(String), 'Within the limit of 20.0.'] });
  expect(answerOf(made(GOOD), 'spam_missed')?.tone).toBe('plain');
  expect(answerOf(made(HARSH, { base: GOOD }), 'change')).toMatchObject({ value: 'worse', tone: 'bad' });
  expect(answerOf(made(GOOD), 'review', 'fr')).toMatchObject({ value: '100', unit: 'par jour' });
});

test('functional tests are listed by function, the weakest first, with their intervals and what got no answer', () => {
  const section = /<section aria-labelledby="functions">[^]*?<\/section>/.exec(page)?.[0] ?? '';
  const rows = [...section.matchAll(/<th scope="row">(.*?)<\/th><td>(.*?)<\/td><td>(.*?)<\/td><td>(.*?)<\/td>/g)].map((match) => match.slice(1).map((cell) => cell.replaceAll('\u00a0', ' ')));

  expect(rows).toEqual([['quoted', '10.0 %<small>4.0 % – 21.0 %</small>', '51', '1'], ['negated &lt;hate&gt;', '95.0 %<small>88.0 % – 98.0 %</small>', '100', '0']]);
  expect(section).toContain('2 functions, 100 of 150 cases right.');
});

test('what the replies were measured at stands in a section of its own, a figure without a value as a dash', () => {
  const section = (/<section aria-labelledby="replies">[^]*?<\/section>/.exec(page)?.[0] ?? '').replaceAll('\u00a0', ' ');

  expect(section).toContain('120 questions over 60 snippets; drafts by small-1.');
  expect(section).toContain('<th scope="row">questions whose snippet is among the first three (recall@3)</th><td>0.900<small>0.800 – 0.950</small></td><td>90</td>');
  expect(section).toContain('<th scope="row">a new figure</th><td>–</td><td>0</td>');
});

test('a run without functional tests and replies has no empty section for them', async () => {
  const plain = await htmlReport(made(GOOD), 'fr');

  expect(plain).not.toMatch(/id="(?:functions|replies)"/);
  expect(plain.match(/<section /g)).toHaveLength(Object.keys(WORDS.fr.sections).length - 2);
  expect([...plain.matchAll(/href="#([a-z]+)"/g)].map((match) => match[1])).toEqual([...plain.matchAll(/<h2 id="([a-z]+)"/g)].map((match) => match[1]));
});

test('only the kinds of slices that were asked for are shown', async () => {
  const rows = GOOD.map((row, at) => ({ ...row, slices: ['all', 'fr', at % 2 === 0 ? 'channel sms' : 'channel web', 'up to 5 words'] }));
  const shown = async (sliceKinds: readonly SliceKind[]): Promise<readonly boolean[]> => {
    const html = await htmlReport(made(rows, { sliceKinds }), 'en');
    return ['French', 'channel sms', 'up to 5 words'].map((name) => html.includes(`<th scope="row">${name}</th>`));
  };

  expect(await shown([])).toEqual([true, true, true]);
  expect(await shown(['channel', 'length'])).toEqual([false, true, true]);
});

test('the other formats hold the same verdict', () => {
  const facts = made(HARSH, { base: GOOD });

  expect(markdownReport(facts, 'en')).toMatch(/^# Do not ship: Genuine messages/);
  expect(markdownReport(facts, 'en')).toContain('| spam | recall | 1.000');
  expect(JSON.parse(jsonReport(facts, 'en'))).toMatchObject({ object: 'triage.eval.report', ships: false, worst: null, cost: { kind: 'free' }, functions: null });
  expect(junitReport(facts)).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuite name="triage-eval" tests="4" failures="2">\n {2}<testcase classname="triage-eval\.floor" name="floor genuine_held_back per_thousand"><failure message="Genuine messages/);
});
