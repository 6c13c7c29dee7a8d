import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Turn } from '../../src/domain/message.ts';
import { createDrafter } from '../../src/drafting/draft.ts';
import { createHashEmbedding } from '../../src/knowledge/hash-embedding.ts';
import { parseSnippets } from '../../src/knowledge/import.ts';
import { createKnowledge } from '../../src/knowledge/knowledge.ts';
import { createMemorySnippets } from '../../src/storage/memory-snippets.ts';
import { draftInput } from '../support/drafting.ts';

type Question = Readonly<{ text: string; lang: string; relevant: readonly string[]; answerable: boolean; must_include: readonly string[]; cross_lingual?: boolean; conversation?: readonly Turn[] }>;

const QUESTIONS = readFileSync('tests/fixtures/demo-questions.jsonl', 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Question);

/** What the drafter makes of each question of the demo: whether it answered, from the right snippet, with the facts asked for. */
async function outcomes() {
  const { snippets } = parseSnippets('snippets.jsonl', readFileSync('demo/snippets.jsonl', 'utf8'));
  const knowledge = createKnowledge({ snippets: createMemorySnippets(), embedding: createHashEmbedding(), now: () => new Date('2026-06-15T12:00:00Z'), nowMs: () => 0 });
  await knowledge.put('demo', snippets);
  const draft = createDrafter({ knowledge, newId: (prefix) => prefix });
  return Promise.all(QUESTIONS.map(async (question) => {
    const [, answer] = await draft(draftInput(question.text, { language: question.lang, turns: question.conversation ?? [] }));
    const given = answer?.status === 'draft' ? answer : undefined;
    const right = given !== undefined && given.citations.some(({ snippetId }) => question.relevant.includes(snippetId));
    return { question, answered: given !== undefined, right, complete: right && question.must_include.every((fact) => given.text.includes(fact)) };
  }));
}

test('the set is what it should be: two thirds answerable, many asked in the language the snippet is not in', () => {
  expect(QUESTIONS.length).toBeGreaterThanOrEqual(100);
  expect(QUESTIONS.filter(({ answerable }) => !answerable).length / QUESTIONS.length).toBeCloseTo(1 / 3, 1);
  expect(QUESTIONS.filter(({ cross_lingual }) => cross_lingual === true).length).toBeGreaterThanOrEqual(12);
});

// The floors lie a little under what was measured when the support was fitted (62 of 79 right; 6 of 40 wrongly answered).
test('most questions are answered from the right snippet with the facts, and few that nothing answers', async () => {
  const found = await outcomes();
  const answerable = found.filter(({ question }) => question.answerable);
  const crossLingual = answerable.filter(({ question }) => question.cross_lingual === true);

  expect(answerable.filter(({ complete }) => complete).length / answerable.length).toBeGreaterThanOrEqual(0.72);
  expect(crossLingual.filter(({ complete }) => complete).length / crossLingual.length).toBeGreaterThanOrEqual(0.55);
  expect(found.filter(({ question, answered }) => !question.answerable && answered).length).toBeLessThanOrEqual(8);
  expect(found.filter(({ right }) => right).length / found.filter(({ answered }) => answered).length).toBeGreaterThanOrEqual(0.8);
});
