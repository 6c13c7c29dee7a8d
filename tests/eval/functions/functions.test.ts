import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseCaseMapping, readCases } from '../../../src/eval/functions/cases.ts';
import { functionalTests } from '../../../src/eval/functions/figures.ts';
import { wilson } from '../../../src/eval/figures/intervals.ts';
import { parsePrediction, type Prediction, predictionLine } from '../../../src/eval/run/prediction.ts';
import { fileFolder } from '../../e2e/command.ts';

const folder = fileFolder();
let files = 0;
function fileOf(ending: string, content: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `cases-${files}.${ending}`);
  writeFileSync(path, content);
  return path;
}
const casesOf = (...args: Parameters<typeof readCases>) => readCases(...args).flatMap(({ rows }) => rows);

test('cases are read alike from CSV, JSONL and gzip, by the columns they have', () => {
  const wanted = [{ id: 'case-2', functionality: 'f1', text: 'Le thé, tiède.', hateful: false }, { id: 'case-3', functionality: 'f2', text: 'A kettle', hateful: true }];
  const csv = 'functionality,test_case,label_gold\nf1,"Le thé, tiède.",non-hateful\nf2,A kettle,Hateful\n';
  const jsonl = '\n{"functionality":"f1","text":"Le thé, tiède.","label_gold":"non-hateful"}\n{"functionality":"f2","text":"A kettle","label_gold":"hateful"}\n';

  expect(casesOf([fileOf('csv', csv)], {})).toEqual(wanted);
  expect(casesOf([fileOf('csv.gz', gzipSync(csv))], {})).toEqual(wanted);
  expect(casesOf([fileOf('jsonl', jsonl)], {})).toEqual(wanted);
});

test('a mapping names other columns, dotted paths included; ids come from the file where it has them', () => {
  const csv = fileOf('csv', 'case_id;fonction;phrase;haineux\nk1;f1;Le thé;non\nk2;f1;La tasse;oui\n');
  const jsonl = fileOf('jsonl', '{"id":"j1","meta":{"what":"f1"},"sentence":"Le thé","gold":true}\n');

  expect(casesOf([csv], { map: parseCaseMapping('functionality=fonction,text=phrase,label=haineux') }).map(({ id, hateful }) => [id, hateful])).toEqual([['k1', false], ['k2', true]]);
  expect(casesOf([jsonl], { map: parseCaseMapping('functionality=meta.what,text=sentence,label=gold') })).toEqual([{ id: 'j1', functionality: 'f1', text: 'Le thé', hateful: true }]);
  expect(() => parseCaseMapping('spam=x')).toThrow('which rows do not have');
});

test('--lang takes the cases of these languages, and says the language of a file that does not', () => {
  const told = fileOf('csv', 'functionality,text,label,lang\nf,a,no,fr\nf,b,no,en\nf,c,no,de\n');
  const silent = fileOf('csv', 'functionality,text,label\nf,d,no\n');

  expect(casesOf([told], { langs: ['fr', 'de'] }).map(({ text, lang }) => [text, lang])).toEqual([['a', 'fr'], ['c', 'de']]);
  expect(casesOf([silent], { langs: ['fr'] }).map(({ lang }) => lang)).toEqual(['fr']);
  expect(() => readCases([told], { langs: ['es'] })).toThrow('No case is in es.');
});

test('faults are told by line, without the words of the case', () => {
  const path = fileOf('csv', 'functionality,text,label\nf,secret words,perhaps\n,tea,no\nf,,no\nf,ok,no\n');

  expect(() => readCases([path], {})).toThrow(`${path} has 3 faults:\n  line 2: the label is neither hateful nor non-hateful\n  line 3: no functionality\n  line 4: no text`);
  expect(() => readCases([fileOf('csv', 'text,label\na,no\n')], {})).toThrow('has no column "functionality"');
  expect(() => readCases([fileOf('csv', 'id,functionality,text,label\n1,f,a,no\n1,f,b,no\n')], {})).toThrow('The case "1" stands in');
  expect(() => readCases([fileOf('jsonl', '')], {})).toThrow('There are no cases');
});

const CASES = [
  { id: 'a', functionality: 'soup', text: 'x', hateful: false }, { id: 'b', functionality: 'soup', text: 'x', hateful: false }, { id: 'c', functionality: 'soup', text: 'x', hateful: false },
  { id: 'd', functionality: 'cloud', text: 'x', hateful: true }, { id: 'e', functionality: 'cloud', text: 'x', hateful: true }, { id: 'f', functionality: 'mixed', text: 'x', hateful: true }, { id: 'g', functionality: 'mixed', text: 'x', hateful: false },
];
type Said = Readonly<{ score: number | null; hate?: number }> | 'failed';
const answered = (said: Readonly<Record<string, Said>>): readonly Prediction[] => Object.entries(said).flatMap(([id, one]) => {
  const row = { id, text: 'x', labels: {} };
  if (one === 'failed') return parsePrediction(predictionLine(row, { failed: 'deadline' })) ?? [];
  const { score, hate = 0 } = one;
  const body = {
    policy: { id: 'p', version: 1 }, language: { tag: 'en' }, timing_ms: {},
    moderation: { action: 'allow', flagged: (score ?? 0) >= 0.5, score, uncertain: false, categories: [{ id: 'hate', score: hate, flagged: hate >= 0.5 }, { id: 'harassment', score: score ?? 0, flagged: (score ?? 0) >= 0.5 }] },
  };
  return parsePrediction(predictionLine(row, { body })) ?? [];
});

test('each function has its share right with Wilson\'s interval, the worst first; what failed is neither right nor wrong', () => {
  const { parts, functions, auroc } = functionalTests(CASES, answered({ a: { score: 0.1 }, b: { score: 0.2 }, c: { score: 0.6 }, d: { score: 0.3 }, e: 'failed', f: { score: 0.9 }, g: { score: null } }), 'abuse');
  const interval = wilson(2, 3);

  expect(functions).toEqual([
    { name: 'cloud', n: 2, hateful: 2, failed: 1, right: 0, share: 0, low: 0, high: wilson(0, 1)?.high }, { name: 'soup', n: 3, hateful: 0, failed: 0, right: 2, share: 2 / 3, low: interval?.low, high: interval?.high },
    { name: 'mixed', n: 2, hateful: 1, failed: 1, right: 1, share: 1, low: wilson(1, 1)?.low, high: 1 },
  ]);
  expect(parts.map(({ name, n, failed, right }) => [name, n, failed, right])).toEqual([['all', 7, 2, 3], ['hateful', 3, 1, 1], ['non-hateful', 4, 1, 2]]);
  expect(auroc).toBeCloseTo(5 / 6, 12);
});

test('read as hate alone, an insult of nobody\'s group is not called hateful', () => {
  const said = answered(Object.fromEntries(CASES.map(({ id }) => [id, { score: 0.9, hate: id === 'd' ? 0.8 : 0.1 }])));

  expect(functionalTests(CASES, said, 'abuse').parts.map(({ right }) => right)).toEqual([3, 3, 0]);
  expect(functionalTests(CASES, said, 'hate').parts.map(({ right }) => right)).toEqual([5, 1, 4]);
});

test('a function that nobody answered has no share and stands first', () => {
  expect(functionalTests(CASES, answered({ a: { score: 0.1 } }), 'abuse').functions.map(({ name, share }) => [name, share])).toEqual([['cloud', undefined], ['mixed', undefined], ['soup', 1]]);
});
