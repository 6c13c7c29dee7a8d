import { beforeAll, expect, test } from 'vitest';
import { INTENTS } from '../../../src/domain/labels.ts';
import { factsOf } from '../../../src/eval/report/facts.ts';
import { htmlReport } from '../../../src/eval/report/html.ts';
import type { Prediction } from '../../../src/eval/run/prediction.ts';
import { summarise } from '../../../src/eval/run/summary.ts';
import { seededRandom } from '../../../src/eval/train/random.ts';

const DRAWING = { seed: 7, rounds: 0 };
const ROWS = 100_000;
const SOURCES = 60;
const LANGUAGES = 90;
const PROVENANCE = { versions: { triage: '1', node: '24' }, data: [], split: null, models: [], policy: null, target: null, limit: null, seed: 7, rounds: 0, started_at: '2026-11-01T08:00:00.000Z', seconds: 1 };

/** Rows whose scores, languages, queues and sources are as many as rows can make them. */
function madeRows(count: number): readonly Prediction[] {
  const random = seededRandom(11);
  const scored = (gold: boolean): number => Math.min(1, Math.max(0, (gold ? 0.7 : 0.2) + (random() - 0.5) * 0.8));
  return Array.from({ length: count }, (_value, at) => {
    const [spam, abuse] = [random() < 0.2, random() < 0.05];
    const [spamScore, abuseScore] = [scored(spam), scored(abuse)];
    const lang = `l${Math.floor(random() ** 3 * LANGUAGES)}`;
    return {
      id: `row-${at}`, lang, gold: { spam, abuse, prompt_injection: random() < 0.02, abuse_categories: abuse ? ['harassment'] : [], intent: INTENTS[Math.floor(random() * INTENTS.length)], queue: `q${at % 70}` },
      slices: ['all', 'other languages', `source s${at % SOURCES}`],
      answer: {
        policy: { id: 'made', version: 1 }, language: { tag: random() < 0.9 ? lang : 'und' }, spam: { score: spamScore, flagged: spamScore >= 0.5 }, prompt_injection: { score: random(), flagged: false }, timing_ms: { total: random() * 50 },
        moderation: { action: spamScore > 0.8 ? 'hide' : spamScore > 0.5 ? 'review' : 'allow', flagged: abuseScore > 0.5, score: abuseScore, uncertain: false, categories: [{ id: 'harassment', score: abuseScore, flagged: abuseScore > 0.5 }] },
        intent: { top: INTENTS[Math.floor(random() * INTENTS.length)] ?? null }, routing: { queue: `q${Math.floor(random() * 70)}` },
      },
    };
  });
}

function pageOf(predictions: readonly Prediction[]): Promise<string> {
  const metrics = { ...summarise(predictions, DRAWING), leaks: { allowed: false, count: 0, pairs: [] }, provenance: PROVENANCE };
  return htmlReport(factsOf({ predictions, metrics }, { gates: { answered_at_least: 1, floors: [], no_loss: [] }, baseline: undefined, drawing: DRAWING, volumePerDay: 200 }), 'en');
}

let pages: readonly [small: string, large: string];
beforeAll(async () => {
  const rows = madeRows(ROWS);
  pages = [await pageOf(rows.slice(0, ROWS / 10)), await pageOf(rows)];
}, 300_000);

test('a report of 100,000 rows weighs far less than 3 MB', () => {
  expect(Buffer.byteLength(pages[1])).toBeLessThan(1_000_000);
});

test('ten times the rows make no more marks: nothing is drawn row by row', () => {
  const [small, large] = pages.map((page) => page.match(/<(?:path|rect|text|td)\b/g)?.length ?? 0) as [number, number];

  expect(small).toBeGreaterThan(1_000);
  expect(large).toBeLessThan(small * 1.2);
  expect(large).toBeLessThan(12_000);
});

test('no line has more than 200 points', () => {
  const steps = [...pages[1].matchAll(/\sd="(M[^"]*)"/g)].map((match) => match[1]?.match(/[LHV]/g)?.length ?? 0);

  // A step of a curve is drawn in two strokes.
  expect(Math.max(...steps)).toBeGreaterThan(100);
  expect(Math.max(...steps)).toBeLessThanOrEqual(2 * 200);
});
