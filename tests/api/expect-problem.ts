import { expect } from 'vitest';
import { FAILURES, type FailureCode } from '../../src/domain/failures.ts';
import { ProblemSchema } from '../../src/api/wire/problem.ts';
import type { Answer } from '../support/service.ts';

/** The whole documented shape of a problem, nothing besides it; `pointer` is that of its first fault. */
export function expectProblem(answer: Answer, code: FailureCode, { instance, pointer }: Readonly<{ instance?: string; pointer?: string }> = {}): void {
  const { status, title, retryable } = FAILURES[code];
  expect(answer.json).toMatchObject({ type: `/problems/${code}`, title, status, retryable, request_id: answer.headers.get('x-request-id'), ...(instance === undefined ? {} : { instance }) });
  expect(ProblemSchema.parse(answer.json)).toEqual(answer.json);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('server-timing')).toMatch(/^total;dur=[0-9.]+/);
  if (pointer !== undefined) expect(answer.json.errors[0]).toMatchObject({ pointer });
  if (FAILURES[code].retryable) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
}
