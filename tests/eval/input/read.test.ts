import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMapping } from '../../../src/eval/input/mapping.ts';
import { readAll, readData } from '../../../src/eval/input/read.ts';
import { fileFolder } from '../../e2e/command.ts';

const folder = fileFolder();
function fileOf(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('whatever a message holds, a quoted CSV cell gives it back, with any of the three separators', () => {
  fc.assert(fc.property(fc.array(fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((text) => text.trim() !== ''), { minLength: 1, maxLength: 5 }), fc.constantFrom(',', ';', '\t'), (texts, mark) => {
    const csv = [['text', 'spam', 'note'].join(mark), ...texts.map((text) => [`"${text.replaceAll('"', '""')}"`, 'yes', ''].join(mark))].join('\n');

    const { rows, faults } = readData(fileOf('any.csv', csv));

    expect(faults).toEqual([]);
    expect(rows.map(({ text, labels }) => [text, labels])).toEqual(texts.map((text) => [text, { spam: true }]));
  }), { numRuns: 60 });
});

test.each([
  ['oui', true], ['1', true], ['TRUE', true], ['spam', true], ['ham', false], ['non', false], ['0', false], ['', undefined], ['  ', undefined],
])('the cell "%s" of the label spam means %s', (cell, meant) => {
  const { rows } = readData(fileOf('cell.csv', `text,spam,lang\nBonjour,${cell},fr\n`));

  expect(rows[0]?.labels).toEqual(meant === undefined ? {} : { spam: meant });
});

test('lines are those of the file, also after a message of several lines', () => {
  const { rows, lines, faults } = readData(fileOf('lines.csv', 'text,spam\n"one\ntwo\nthree",yes\nfour,perhaps\nfive,no\n'));

  expect([rows.map(({ text }) => text), lines, faults.map(({ line }) => line)]).toEqual([['one\ntwo\nthree', 'five'], [2, 6], [5]]);
});

test('JSON of another shape is mapped by dotted paths; categories of a CSV are separated by a bar', () => {
  const jsonl = readData(fileOf('other.jsonl', '{"uid":7,"content":{"body":"Bonjour"},"is_bad":1}\n'), parseMapping('id=uid,text=content.body,labels.abuse=is_bad'));
  const csv = readData(fileOf('categories.csv', 'text,abuse_categories\nx,harassment|hate\ny,\n'));

  expect(jsonl.rows).toEqual([{ id: '7', text: 'Bonjour', labels: { abuse: true } }]);
  expect(csv.rows.map(({ labels }) => labels)).toEqual([{ abuse_categories: ['harassment', 'hate'] }, {}]);
});

test('a quote that is never closed is a fault, not a lost row', () => {
  const { rows, faults } = readData(fileOf('open.csv', 'text,spam\n"open,yes\nb,no\n'));

  expect([rows, faults.length]).toEqual([[], 1]);
});

test('an id that two files share is refused', () => {
  const [a, b] = ['a.jsonl', 'b.jsonl'].map((name) => fileOf(name, '{"id":"1","text":"x","labels":{}}\n')) as [string, string];

  expect(() => readAll([a, b])).toThrow(`The id "1" stands in ${a} and in ${b}.`);
});

test.each(['words=a', 'text', 'text=', '=a', ''])('the mapping "%s" is refused', (spelled) => {
  expect(() => parseMapping(spelled)).toThrow(/mapping/);
});
