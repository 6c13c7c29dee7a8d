import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRight, type Reply, replyFigures } from '../../../src/eval/replies/figures.ts';
import { type Question, readQuestions } from '../../../src/eval/replies/questions.ts';
import { fileFolder } from '../../e2e/command.ts';

const DRAWING = { seed: 7, rounds: 200 };
const question = (id: string, more: Partial<Question> = {}): Question => ({ id, text: '?', relevant: ['a'], answerable: true, must_include: [], must_not_include: [], equivalents: {}, traits: [], ...more });
const reply = (id: string, more: Partial<Reply> = {}): Reply => ({ id, ranked: ['a', 'b', 'c', 'd'], answerable_score: 0.9, abstained: false, draft: 'x', citations: [], lang: 'fr', ...more });

test.each([
  ['with the fact', 'C\'est 95 € par jour.', true], ['with other blanks and case', 'c’EST  95\u00a0€ PAR JOUR', true], ['with an equivalent', 'C\'est quatre-vingt-quinze euros.', true],
  ['without the fact', 'Bonjour.', false], ['with what must not be said', '95 €, et non 49 €', false], ['that is none', null, false],
])('an answer %s is right: %s → %s', (_name, draft, right) => {
  expect(isRight(question('q', { must_include: ['95 €'], must_not_include: ['49 €'], equivalents: { '95 €': ['quatre-vingt-quinze'] } }), draft)).toBe(right);
});

test('figures are over the questions they are about', () => {
  const questions = [
    question('first'), question('third', { traits: ['cross_lingual'] }), question('fourth', { cross_lingual: true, must_include: ['no'] }),
    question('none', { answerable: false, relevant: [], must_not_include: ['x'] }), question('declined', { answerable: false, relevant: [] }),
  ];
  const replies = [
    reply('first'), reply('third', { ranked: ['b', 'c', 'a', 'd'] }), reply('fourth', { ranked: ['b', 'c', 'd', 'a'], abstained: true, draft: null, answerable_score: 0.3 }),
    reply('none', { answerable_score: 0.8 }), reply('declined', { abstained: true, draft: null, answerable_score: 0.1 }),
  ];

  const found = new Map(replyFigures(questions, new Map(replies.map((one) => [one.id, one])), DRAWING).map(({ name, estimate }) => [name, [estimate.point, estimate.n]]));

  expect(Object.fromEntries(found)).toEqual({
    'recall@3': [2 / 3, 3], MRR: [(1 + 1 / 3 + 1 / 4) / 3, 3], 'cross-lingual recall@3': [1 / 2, 2], 'answerable AUROC': [5 / 6, 5],
    'abstention F1': [1 / 2, 5], 'abstention precision': [1 / 2, 5], 'abstention recall': [1 / 2, 5],
    'answers right': [2 / 3, 3], 'cross-lingual answers right': [1 / 2, 2], 'drafts with what must not be said': [1 / 3, 3],
  });
});

test.each([
  ['no answerable', '{"id":"q","text":"?","relevant":[]}', /:1: .*answerable/s], ['a snippet that is not there', '{"id":"q","text":"?","relevant":["z"],"answerable":true}', /:1: there is no snippet "z"/],
  ['an id twice', '{"id":"q","text":"?","relevant":[],"answerable":true}\n{"id":"q","text":"?","relevant":[],"answerable":true}', /:2: the id "q" occurs twice/],
])('questions with %s are refused with the line', (_name, lines, said) => {
  const path = join(fileFolder(), 'questions.jsonl');
  writeFileSync(path, lines);

  expect(() => readQuestions(path, new Set(['a']))).toThrow(said);
});
