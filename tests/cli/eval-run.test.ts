import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { MetricsSchema } from '../../src/eval/run/metrics.ts';
import { fileFolder } from '../e2e/command.ts';
import { startService } from '../support/service.ts';
import { type Ended, linesOf, startEval, triageEval, writeInbox } from './eval-command.ts';

const SLOW = { timeout: 240_000 };
const ROWS = 48;
const QUICK = ['--rounds', '50'];

let folder: string;
let data: string;
let whole: Ended;
beforeAll(async () => {
  folder = fileFolder();
  data = writeInbox(join(folder, 'rows.jsonl'), ROWS);
  whole = await triageEval(['run', '--data', data, '--out', join(folder, 'whole'), ...QUICK]);
}, 240_000);

/** A line less what differs between two runs of the same thing. */
const alike = ({ created_at: _at, timing_ms: _ms, routing, ...rest }: Record<string, any>) => ({ ...rest, routing: { ...routing, sla: undefined } });

test('a run prints figures with intervals and what was decided, and writes a line a row without its words', () => {
  const lines = linesOf(join(folder, 'whole', 'predictions.jsonl'));
  const source = linesOf(data);

  expect([whole.status, whole.stderr]).toEqual([0, '']);
  expect(whole.stdout).toMatch(/^spam +all +n +48 {2}failed 0 {2}positives \d+ {2}precision (?:–|\d\.\d{3} \[)/);
  expect(whole.stdout).toMatch(/genuine messages hidden or blocked: \d+\.\d per 1,000 \(\d+ of \d+; 95 % interval /);
  expect(lines.map(({ id }) => id)).toEqual(source.map(({ id }) => id));
  expect(lines.map(({ gold }) => gold)).toEqual(source.map(({ labels }) => labels));
  for (const { text } of source.filter((row) => String(row['text']).length > 20)) expect(JSON.stringify(lines)).not.toContain(JSON.stringify(text));
});

test('metrics.json keeps its schema and names data, models, policy, versions and seed; the page lies beside it', () => {
  const metrics = MetricsSchema.parse(JSON.parse(readFileSync(join(folder, 'whole', 'metrics.json'), 'utf8')));

  expect(metrics).toMatchObject({ rows: ROWS, failed: 0, leaks: { allowed: false, count: 0 }, provenance: { seed: 7, target: null, split: null, limit: null, policy: { file: 'demo/policy.yaml' } } });
  expect(metrics.provenance.models.map(({ name }) => name)).toContain('spam');
  expect(metrics.provenance.data).toEqual([{ file: expect.stringMatching(/rows\.jsonl$/), sha256: expect.stringMatching(/^[0-9a-f]{64}$/), rows: ROWS }]);
  expect(readFileSync(join(folder, 'whole', 'report.html'), 'utf8')).toMatch(/<p class="verdict (?:ships|stays)">/);
  expect(metrics.latency_ms.map(({ stage }) => stage)).toContain('total');
});

test('a run that is stopped keeps whole lines, and --resume ends with what an unbroken run gives', SLOW, async () => {
  const out = join(folder, 'stopped');
  const args = ['run', '--data', writeInbox(join(folder, 'many.jsonl'), 600), '--out', out, ...QUICK];
  const child = startEval(args);
  const ended = once(child, 'close');
  const answered = () => (existsSync(join(out, 'predictions.jsonl')) ? readFileSync(join(out, 'predictions.jsonl'), 'utf8').split('\n').length - 1 : 0);
  while (answered() === 0) await sleep(5);
  child.kill('SIGINT');
  const [status] = await ended;
  const [before, metricsThere] = [linesOf(join(out, 'predictions.jsonl')), existsSync(join(out, 'metrics.json'))];
  // A line that a harder end would have torn is asked again.
  writeFileSync(join(out, 'predictions.jsonl'), `${before.map((line) => JSON.stringify(line)).join('\n')}\n{"id":"torn","go`);

  const resumed = await triageEval([...args, '--resume']);

  expect([status, metricsThere]).toEqual([1, false]);
  expect(before.length).toBeLessThan(600);
  expect([resumed.status, resumed.stderr]).toEqual([0, `${before.length} of 600 rows are answered already.\n`]);
  const after = linesOf(join(out, 'predictions.jsonl'));
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.slice(0, ROWS).map(alike)).toEqual(linesOf(join(folder, 'whole', 'predictions.jsonl')).map(alike));
  expect(MetricsSchema.parse(JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8'))).rows).toBe(600);
});

test('a run of other data, or under another policy, is not resumed', SLOW, async () => {
  const policy = join(folder, 'policy.yaml');
  writeFileSync(policy, readFileSync(new URL('../../demo/policy.yaml', import.meta.url), 'utf8').replace('version: 1', 'version: 2'));

  const ended = await triageEval(['run', '--data', writeInbox(join(folder, 'other.jsonl'), 9), '--out', join(folder, 'whole'), '--policy', policy, '--resume']);

  expect([ended.status, ended.stderr]).toEqual([2, expect.stringMatching(/cannot be resumed: the data and the policy changed since\.\n→ /)]);
});

test('--policy puts another policy in force', SLOW, async () => {
  const policy = join(folder, 'lenient.yaml');
  const rules = /^ {2}- \{ id: (?:abuse|hate|threat|minors|spam|injection)\..*\n/gm;
  writeFileSync(policy, readFileSync(new URL('../../demo/policy.yaml', import.meta.url), 'utf8').replace('version: 1', 'version: 9').replace(rules, '').replace(/^( {2}(?:abuse|spam|prompt_injection): )0\.35$/gm, '$10.5'));
  const out = join(folder, 'lenient');

  const ended = await triageEval(['run', '--data', data, '--out', out, '--policy', policy, '--limit', '20', '--seed', '3', ...QUICK]);

  const lines = linesOf(join(out, 'predictions.jsonl'));
  expect([ended.status, lines.length, new Set(lines.map(({ policy: used }) => used.version))]).toEqual([0, 20, new Set([9])]);
  expect(lines.filter(({ moderation }) => ['hide', 'block'].includes(moderation.action))).toEqual([]);
});

test('a CSV of other column names, gzipped, is run; a label that a row lacks is in no figure', SLOW, async () => {
  const csv = join(folder, 'mail.csv.gz');
  writeFileSync(csv, gzipSync('﻿Message;Indésirable;note\n"Bonjour, quel est le prix ; livraison comprise ?";non;a\n"Gagnez 5000 € maintenant http://bit.ly/x";oui;b\nMerci beaucoup;;c\n'));

  const ended = await triageEval(['run', '--data', csv, '--map', 'text=Message,labels.spam=Indésirable', '--out', join(folder, 'csv'), ...QUICK]);

  expect(ended.status).toBe(0);
  expect(ended.stdout).toMatch(/^spam +all +n +2 {2}failed 0 {2}positives 1 /);
  expect(linesOf(join(folder, 'csv', 'predictions.jsonl')).map(({ id, gold }) => [id, gold])).toEqual([['row-2', { spam: false }], ['row-3', { spam: true }], ['row-4', {}]]);
});

test('rows of a train split stop the run with their pairs; --allow-leak marks the metrics', SLOW, async () => {
  const train = linesOf(new URL('../../datasets/inbox/train.jsonl', import.meta.url).pathname).find(({ text }) => text.length > 60);
  const leaked = join(folder, 'leaked.jsonl');
  writeFileSync(leaked, `${JSON.stringify({ id: 'mine-1', text: `${train?.['text']} `, labels: { spam: false } })}\n`);
  const out = join(folder, 'leaked');

  const refused = await triageEval(['run', '--data', leaked, '--out', out]);
  const allowed = await triageEval(['run', '--data', leaked, '--out', out, '--allow-leak', ...QUICK]);

  expect([refused.status, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain(`  mine-1 – ${train?.['id']} (exact)`);
  expect(refused.stderr).not.toContain(train?.['text']);
  expect(allowed.status).toBe(0);
  expect(JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8')).leaks).toMatchObject({ allowed: true, count: 1, pairs: [{ row: 'mine-1', train: train?.['id'], kind: 'exact' }] });
});

test('a live service answers as the pipeline in process does; where it does not answer, rows are failed rows', SLOW, async () => {
  const service = await startService();
  const out = join(folder, 'live');
  const small = writeInbox(join(folder, 'small.jsonl'), 12);

  const live = await triageEval(['run', '--data', small, '--out', out, '--target', service.url, '--key', service.key, ...QUICK]);
  const refused = await triageEval(['run', '--data', small, '--target', service.url, '--key', 'wrong']);
  const nobody = await triageEval(['run', '--data', small, '--target', 'http://127.0.0.1:9', '--key', 'x', '--out', join(folder, 'nobody'), ...QUICK]);

  const body = ({ handoff: _handoff, suggestions: _suggestions, ...line }: Record<string, any>) => alike(line);
  expect([live.status, live.stderr]).toEqual([0, '']);
  expect(linesOf(join(out, 'predictions.jsonl')).map(body)).toEqual(linesOf(join(folder, 'whole', 'predictions.jsonl')).slice(0, 12).map(body));
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('refuses the key (401)')]);
  expect([nobody.status, nobody.stderr]).toEqual([1, '12 of 12 rows got no answer: unreachable 12.\n']);
  expect(nobody.stdout).toMatch(/^spam +all +n +12 {2}failed 12 {2}positives \d+ {2}precision – /);
  expect(JSON.parse(readFileSync(join(folder, 'nobody', 'metrics.json'), 'utf8'))).toMatchObject({ rows: 12, failed: 12, failures: { unreachable: 12 }, provenance: { models: [], policy: null } });
});

test.each([
  ['a file that is not there', ['--data', 'none.jsonl'], 'none.jsonl does not exist.'], ['--resume without a folder', ['--resume'], '--resume needs --out.'],
  ['a mapping of an unknown field', ['--map', 'words=a'], 'which rows do not have'], ['a limit that is none', ['--limit', '0'], 'a whole number, at least 1'],
  ['a target without a key', ['--target', 'http://127.0.0.1:9'], '--target needs --key.'], ['an unknown split', ['--split', 'secret'], 'No dataset has a split "secret".'],
])('%s is bad input: status 2 and what to do', SLOW, async (_name, args, said) => {
  const { status, stderr, stdout } = await triageEval(['run', ...args]);

  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(said);
  expect(stderr).not.toContain('    at ');
});
