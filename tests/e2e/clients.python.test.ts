import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, inject, test } from 'vitest';
import { AnalyzeResponseSchema } from '../../src/api/wire/perspective.ts';
import { ABUSE_CATEGORIES } from '../../src/domain/labels.ts';
import { startService, type TestService } from '../support/service.ts';

const INSULT = 'Espèce de sale connard, je vais te tuer, va crever !';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

/** Runs a script of tests/support/python against the service and reads the object that it prints. */
async function python(script: string): Promise<any> {
  const path = fileURLToPath(new URL(`../support/python/${script}`, import.meta.url));
  const { stdout } = await promisify(execFile)(inject('python'), ['-W', 'ignore', path, service.url, service.key, INSULT], { env: { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1', NO_PROXY: '*' }, timeout: 100_000 });
  return JSON.parse(stdout);
}

test('the official OpenAI client for Python reads every answer and raises its own errors', { timeout: 120_000 }, async () => {
  const seen = await python('openai_moderations.py');

  expect(seen).toMatchObject({ id: expect.stringMatching(/^modr-/), model: 'triage', flagged: true, harassment: true, self_harm: false, types: ['text'], several: [false, true], parts: [true] });
  expect(seen.threatening).toEqual(expect.any(Number));
  expect(seen.categories).toEqual(ABUSE_CATEGORIES.toSorted());
  expect(seen.wrong_key).toEqual({ class: 'AuthenticationError', status: 401, code: 'invalid_api_key', param: null, type: 'invalid_request_error' });
  expect(seen.empty).toEqual({ class: 'BadRequestError', status: 400, code: 'validation', param: 'input', type: 'invalid_request_error' });
  expect(seen.image).toEqual({ class: 'BadRequestError', status: 400, code: 'validation', param: 'input.0', type: 'invalid_request_error' });
});

test('Google\'s client builds the API from the discovery document, analyses a comment with spans and raises its own errors', { timeout: 120_000 }, async () => {
  const { answer, unknown, wrong_key: wrongKey } = await python('perspective.py');

  expect(AnalyzeResponseSchema.parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({ languages: ['fr'], detectedLanguages: ['fr'] });
  expect(answer.attributeScores.TOXICITY.summaryScore.value).toBeGreaterThan(0.5);
  for (const { begin, end } of answer.attributeScores.INSULT.spanScores) expect(INSULT.slice(begin, end).trim()).not.toBe('');
  expect([unknown.status, unknown.error]).toEqual([400, 'INVALID_ARGUMENT']);
  expect(unknown.reason).toContain('Unknown requested attribute');
  expect([wrongKey.status, wrongKey.error]).toEqual([401, 'UNAUTHENTICATED']);
});
