import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linesOf } from '../../../src/eval/run/lines.ts';
import { temporaryFolder } from '../../support/folder.ts';

function fileOf(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'lines');
  writeFileSync(path, content);
  return path;
}

test.each<readonly [string, string, readonly string[]]>([
  ['nothing', '', []], ['one line without its end', 'a', ['a']], ['blank lines', '\n\na\n\nb\n\n', ['a', 'b']], ['a line of several parts', `${'é'.repeat(1_600_000)}\nb`, ['é'.repeat(1_600_000), 'b']],
])('a file of %s is read line by line', (_what, content, expected) => {
  expect([...linesOf(fileOf(content))]).toEqual(expected);
});

test('no character is torn where one part of the file ends and the next begins', () => {
  const lines = Array.from({ length: 40_000 }, (_value, at) => `${at} ${'👍é漢x'.repeat(at % 17)}`);

  expect([...linesOf(fileOf(lines.join('\n')))].join('\n') === lines.join('\n')).toBe(true);
});

test('who stops in the middle leaves no file open', () => {
  const path = fileOf('a\nb\nc\n');
  for (let round = 0; round < 5_000; round += 1) for (const _line of linesOf(path)) break;

  expect([...linesOf(path)]).toEqual(['a', 'b', 'c']);
});
