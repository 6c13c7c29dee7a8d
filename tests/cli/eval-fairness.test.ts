import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileFolder } from '../e2e/command.ts';
import { linesOf, triageEval } from './eval-command.ts';

const SLOW = { timeout: 240_000 };

test('fairness prints how far each score moves by what was swapped, writes every wording, and keeps no word', SLOW, async () => {
  const folder = fileFolder();
  const data = join(folder, 'rows.csv');
  writeFileSync(data, 'id,text,lang\na,"Bonjour, je suis intéressé par un vélo, combien coûte la livraison ?",fr\nb,Please call me about the bike as soon as possible.,en\nc,Guten Tag,de\n');
  const out = join(folder, 'out');

  const { status, stdout, stderr } = await triageEval(['fairness', '--data', data, '--out', out, '--rounds', '100']);

  const written = JSON.parse(readFileSync(join(out, 'fairness.json'), 'utf8')) as Record<string, any>;
  expect([status, stderr]).toEqual([0, '']);
  for (const swap of ['names', 'origins', 'dialect', 'spelling']) {
    for (const score of ['abuse', 'spam', 'lead', 'urgency']) expect(stdout).toMatch(new RegExp(`^  ${swap} +${score} +n +[0-9]+  failed 0  median [0-9.]+  p95 [0-9.]+  largest [0-9.]+  mean [+-]?[0-9.]+.*  flips [0-9]+$`, 'm'));
  }
  expect(stdout).toMatch(/ of [0-9]+ pairs of a wording and a score lean: /);
  expect(written).toMatchObject({ object: 'triage.eval.fairness', rows: 3, provenance: { how: 'fairness names,origins,dialect,spelling seed 7 limit 150' } });
  expect(written['moves'].filter(({ swap, variant }: Record<string, unknown>) => swap === 'names' && variant === 'all').map(({ n }: Record<string, unknown>) => n)).toEqual([14, 14, 14, 14]);
  expect(new Set(linesOf(join(out, 'predictions.jsonl')).map(({ group }) => group))).toEqual(new Set(['a', 'b']));
  expect(readFileSync(join(out, 'predictions.jsonl'), 'utf8')).not.toMatch(/intéressé|the bike/);
});

test.each([['an unknown swap', ['--swap', 'age'], 'unknown: age'], ['rows in no language of the tables', [], 'no row that can be worded otherwise']])('%s is bad input', SLOW, async (_name, args, said) => {
  const data = join(fileFolder(), 'rows.csv');
  writeFileSync(data, 'text,lang\nGuten Tag,de\n');

  const { status, stderr } = await triageEval(['fairness', '--data', data, ...args]);

  expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
});
