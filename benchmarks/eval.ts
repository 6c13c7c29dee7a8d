import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ABUSE_CATEGORIES, INTENTS, LEAD_TIERS, SENTIMENTS, URGENCIES } from '../src/domain/labels.ts';
import { longRandom } from '../src/eval/figures/sampling.ts';
import { readRunFolder, writeMetrics } from '../src/eval/run/folder.ts';
import { predictionLine } from '../src/eval/run/prediction.ts';
import { summarise } from '../src/eval/run/summary.ts';

// What `triage-eval run` and `report` do with a finished run of production size: made-up answers of the size that the service gives, read from the
// folder line by line, then every figure on every slice with its interval.
const USAGE = 'npm run bench eval [-- --rows 1000000] [--rounds 2000] [--seed 7] [--group-rows 0]';
const LINES_AT_ONCE = 1_000;
const NO_METRICS = {
  object: 'triage.eval.metrics' as const, rows: 0, failed: 0, failures: {}, policies: [], aspects: [], operations: [], latency_ms: [], leaks: { allowed: false, count: 0, pairs: [] },
  provenance: { versions: { triage: '0', node: '0' }, data: [], split: null, models: [], policy: null, target: null, limit: null, seed: 7, rounds: 0, started_at: '2026-01-01T00:00:00Z', seconds: 0 },
};

type Random = () => number;
const round = (value: number): number => Math.round(value * 10_000) / 10_000;
const pick = <Value>(list: readonly Value[], random: Random): Value => list[Math.floor(random() ** 2 * list.length)] as Value;
/** A score that is often right, of four decimals as answers have them. */
const scoreFor = (gold: boolean, random: Random): number => round(1 / (1 + Math.exp(-((gold ? 3 : -4) + 5 * (random() - 0.5) + 3 * (random() - 0.5)))));

/** A line of predictions.jsonl; `group` undefined for rows that belong to nobody else. */
function lineOf(id: string, group: string | undefined, random: Random): string {
  const [spam, abuse, injection] = [random() < 0.15, random() < 0.08, random() < 0.02];
  const [lang, channel] = [pick(['fr', 'en', 'es', 'de'], random), pick(['whatsapp', 'instagram', 'email', 'webchat'], random)];
  const gold = { lead: pick(LEAD_TIERS, random), intent: pick(INTENTS, random), urgency: pick(URGENCIES, random), sentiment: pick(SENTIMENTS, random), queue: pick(['care', 'sales', 'support', 'crisis'], random) };
  const said = <Value>(label: Value, all: readonly Value[]): Value => (random() < 0.85 ? label : pick(all, random));
  const [spamScore, abuseScore, injectionScore] = [spam, abuse, injection].map((yes) => scoreFor(yes, random)) as [number, number, number];
  const categories = ABUSE_CATEGORIES.map((name) => ({ id: name, score: scoreFor(abuse && name === 'harassment', random) }));
  const text = `Bonjour ${'mot '.repeat(Math.floor(60 * random() ** 3))}`;
  const labels = { ...gold, spam, spam_kind: spam ? 'scam' as const : null, abuse, abuse_categories: abuse ? ['harassment' as const] : [], prompt_injection: injection };
  const body = {
    object: 'triage.result', created_at: '2026-11-25T23:18:01.899Z', message_id: null, channel, policy: { id: 'default', version: 1, mode: 'enforce' }, language: { tag: lang, confidence: 0.96 }, coverage: { scored: ['text'], unscored: [] },
    moderation: {
      action: spamScore > 0.9 ? 'block' : abuseScore > 0.5 ? 'hide' : spamScore > 0.4 ? 'review' : 'allow', flagged: abuseScore > 0.5, score: abuseScore, severity: 0, uncertain: spamScore > 0.4 && spamScore < 0.5, target: null,
      categories: categories.map((one) => ({ ...one, severity: 0, threshold: 0.5, flagged: one.score > 0.5 })), spans: [], rules: ['spam.certain', 'spam.likely'],
    },
    spam: { score: spamScore, flagged: spamScore > 0.5, kind: null, threshold: 0.5, symbols: [] }, lead: { score: Math.floor(100 * random()), tier: said(gold.lead, LEAD_TIERS), signals: [], missing: [], next_question: null },
    intent: { top: said(gold.intent, INTENTS), confidence: 0.9927, candidates: [['other', 0.0036], ['purchase', 0.0012]], out_of_scope: false }, sentiment: { label: said(gold.sentiment, SENTIMENTS), score: round(random()), frustration: round(random()) },
    urgency: { level: said(gold.urgency, URGENCIES), score: round(random()), probabilities: { low: 0.9763, normal: 0.0234, high: 0.0002, critical: 0 } }, prompt_injection: { score: injectionScore, flagged: injectionScore > 0.5, threshold: 0.5, spans: [] },
    routing: {
      queue: said(gold.queue, ['care', 'sales', 'support']), runner_up: { queue: 'support', margin: 0.9891 }, fallback_queue: 'care', priority: 'low', tags: [{ name: 'spam', confidence: 0.995, reason: 'flagged' }],
      sla: { policy: 'standard', first_response_due_at: '2026-11-26T17:00:00.000Z', business_minutes: 480 }, auto_reply: null, escalate: null, matched_rules: ['default:moderation'],
    },
    degraded: [], warnings: [], timing_ms: Object.fromEntries(['total', 'prepare', 'encode', 'classify', 'decide', 'suggestions'].map((stage) => [stage, round(20 * random())])), usage: { llm_tokens: 0, est_cost_usd: 0 },
  };
  return predictionLine({ id, text, lang, channel, labels, ...(group === undefined ? {} : { group }) }, { body });
}

type Size = Readonly<{ rows: number; rounds: number; seed: number; groupRows: number }>;

function writeRun(folder: string, { rows, seed, groupRows }: Size): number {
  const random = longRandom(seed);
  const file = openSync(join(folder, 'predictions.jsonl'), 'w');
  for (let from = 0; from < rows; from += LINES_AT_ONCE) {
    const lines = Array.from({ length: Math.min(LINES_AT_ONCE, rows - from) }, (_value, at) => lineOf(`row-${from + at}`, groupRows === 0 ? undefined : `g${Math.floor((from + at) / groupRows)}`, random));
    writeFileSync(file, `${lines.join('\n')}\n`);
  }
  closeSync(file);
  writeMetrics(folder, NO_METRICS);
  return statSync(join(folder, 'predictions.jsonl')).size;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

function timed<Result>(name: string, work: () => Result): Result {
  const [from, busy] = [performance.now(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(busy);
  const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
  print(`| ${name} | ${((performance.now() - from) / 1_000).toFixed(1)} | ${((user + system) / 1e6).toFixed(1)} | ${peak} |`);
  return result;
}

function main(): void {
  const { values } = parseArgs({
    allowPositionals: true,
    options: { rows: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '2000' }, seed: { type: 'string', default: '7' }, 'group-rows': { type: 'string', default: '0' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return print(USAGE);
  const size: Size = { rows: Number(values.rows), rounds: Number(values.rounds), seed: Number(values.seed), groupRows: Number(values['group-rows']) };
  const folder = mkdtempSync(join(tmpdir(), 'triage-bench-eval-'));
  print(`${size.rows} rows${size.groupRows === 0 ? '' : ` in groups of ${size.groupRows}`}, ${size.rounds} rounds, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}, one thread\n`);
  print('| | seconds | seconds of processor | peak resident MiB so far |\n| --- | --- | --- | --- |');
  try {
    const bytes = timed('make the rows', () => writeRun(folder, size));
    const { predictions } = timed(`read ${Math.round(bytes / 2 ** 20)} MiB of predictions.jsonl`, () => readRunFolder(folder));
    const { aspects } = timed('figures and intervals', () => summarise(predictions, size));
    print(`\n${aspects.length} aspects on slices, ${aspects.reduce((sum, { figures }) => sum + Object.values(figures).filter(({ low }) => low !== null).length, 0)} figures with an interval.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
