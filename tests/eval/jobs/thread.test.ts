import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { DATASETS } from '../../../src/eval/jobs/datasets.ts';
import { createThreadDesk } from '../../../src/eval/jobs/in-thread.ts';
import { headlineOf } from '../../../src/eval/jobs/headline.ts';
import { MetricsSchema } from '../../../src/eval/run/metrics.ts';
import { predictionLine } from '../../../src/eval/run/prediction.ts';

const PROVENANCE = {
  versions: { triage: '0', node: '0' }, data: [], split: null, models: [], policy: null, target: null, limit: null, seed: 7, rounds: 20, started_at: '2026-03-02T12:00:00.000Z', seconds: 1,
};
const answerOf = (spam: number, action: string) => ({
  policy: { id: 'demo', version: 1 }, language: { tag: 'fr' }, spam: { score: spam, flagged: spam > 0.5 }, moderation: { action, flagged: false, score: 0.1, uncertain: false, categories: [] }, timing_ms: { total: 3 },
});
const LINES = [0.9, 0.2, 0.7, 0.1].map((score, at) => predictionLine({ id: `r${at}`, text: 'Bonjour le secret', labels: { spam: at % 2 === 0, abuse: false } }, { body: answerOf(score, score > 0.5 ? 'hide' : 'allow') }));
const never = new AbortController().signal;
const desk = createThreadDesk();
afterAll(() => desk.close());

test('figures and page come from a thread of their own, without a word of the messages; the headline has each figure that has a value', async () => {
  const { metricsJson, report } = await desk.conclude({ lines: LINES, leaks: [], allowLeak: false, provenance: PROVENANCE, lang: 'fr', volumePerDay: 50 }, never);

  const metrics = MetricsSchema.parse(JSON.parse(metricsJson));
  expect([metrics.rows, metrics.failed, metrics.provenance]).toEqual([4, 0, PROVENANCE]);
  expect(report).toContain('<html lang="fr">');
  expect(metricsJson + report).not.toContain('secret');
  const headline = headlineOf(metricsJson);
  expect(headline?.figures).toContainEqual({ aspect: 'spam', figure: 'precision', value: 1 });
  expect(headline?.figures.map(({ figure }) => figure)).not.toContain('recall_low');
  expect(headline?.operations).toContainEqual({ operation: 'genuine_held_back', value: 0 });
  expect(headlineOf('{"object":"triage.eval.metrics"}')).toBeUndefined();
}, 120_000);

test('a thread that cannot do its task rejects, and one that is told to stop ends', async () => {
  const given = { lines: LINES, leaks: [{ kind: 'exact' as const, train: 'a', row: 'b', similarity: 1 }], allowLeak: false, provenance: PROVENANCE, lang: 'en' as const, volumePerDay: 50 };
  const stop = new AbortController();
  const stopped = desk.leaks([{ id: 'a', text: 'Bonjour', labels: {} }], stop.signal);
  stop.abort();

  await expect(stopped).rejects.toThrow(/ended/);
  await expect(desk.conclude(given, never)).rejects.toThrow(/train split/);
  await expect(desk.leaks([], stop.signal)).rejects.toThrow();
}, 120_000);

test('one thread after the other looks for leaks, several tasks at once, and what it finds is what the train splits hold', async () => {
  const [line = ''] = readFileSync(`${DATASETS}/inbox/train.jsonl`, 'utf8').split('\n').filter((one) => one.length > 300);
  const { text } = JSON.parse(line) as { text: string };

  const found = await Promise.all([desk.leaks([{ id: 'mine', text, labels: {} }], never), desk.leaks([{ id: 'other', text: 'Zygomatron, le vase émaillé de Quimper', labels: {} }], never)]);
  await desk.close();
  const after = await desk.leaks([{ id: 'again', text, labels: {} }], never);

  expect(found.map((leaks) => leaks.map(({ kind, row }) => `${kind} ${row}`))).toEqual([['exact mine'], []]);
  expect(after).toMatchObject([{ kind: 'exact', row: 'again', train: found[0]?.[0]?.train }]);
}, 120_000);
