import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileFolder } from '../e2e/command.ts';
import { triageEval } from './eval-command.ts';

const SLOW = { timeout: 60_000 };

test('every fault is printed with its line, without the row\'s words, and the status is 2', SLOW, async () => {
  const file = join(fileFolder(), 'rows.jsonl');
  writeFileSync(file, [
    '{"id":"a","text":"Bonjour","labels":{"spam":false}}', '{"id":"a","text":"Encore","labels":{}}', '', '{"id":"b","text":"secret words","labels":{"lead":"boiling"}}', '{"id":"c",', '{"id":"d","text":"  ","labels":{}}',
    '{"id":"e","text":"x","labels":{"spam":false,"intent":"spam"}}', '{"text":"no id"}',
  ].join('\n'));

  const { status, stdout } = await triageEval(['validate', file]);

  expect(status).toBe(2);
  expect(stdout.trimEnd().split('\n').map((line) => line.slice(file.length + 1))).toEqual([
    '2: the id "a" stands at line 1 already', expect.stringMatching(/^4: labels\.lead: Invalid option/), '5: not valid JSON', '6: text: must not be empty', '7: labels.intent: spam although spam is false',
    expect.stringMatching(/^8: id: /), expect.stringMatching(/^8: labels: /),
  ]);
  expect(stdout).not.toContain('secret words');
});

test('good files make the status 0 and say what labels they carry; a task asks for its own', SLOW, async () => {
  const file = join(fileFolder(), 'rows.csv');
  writeFileSync(file, 'id,text,spam,lead\n1,Bonjour,no,\n2,"Win, now",yes,none\n');

  const good = await triageEval(['validate', file]);
  const lacking = await triageEval(['validate', file, '--task', 'lead']);

  expect([good.status, good.stdout]).toEqual([0, `${file}: 2 rows, no fault. Labels: spam 2 (1 yes), lead 1\n`]);
  expect([lacking.status, lacking.stdout]).toEqual([2, `${file}:2: labels.lead: missing, and the task lead needs it\n`]);
});
