import { type ZodError, z } from 'zod';
import { type FailureCode, FAILURES, type RequestIssue, ServiceError } from '../../domain/failures.ts';

/** RFC 9457 with a JSON pointer for each fault. Values of the request are never repeated. */
export const ProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string(),
  request_id: z.string(),
  retryable: z.boolean(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })),
}).meta({ id: 'Problem', description: 'RFC 9457 problem details.' });

export type Failure = Readonly<{ code: FailureCode; detail: string | undefined; issues: readonly RequestIssue[]; retryAfterS: number | undefined }>;

/** What a thrown value means to the caller; anything unexpected is `internal`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ServiceError) return { code: error.code, detail: error.publicDetail, issues: error.issues, retryAfterS: error.retryAfterS };
  if (error instanceof z.ZodError) return { code: 'validation', detail: undefined, issues: issuesOf(error), retryAfterS: undefined };
  return { code: 'internal', detail: undefined, issues: [], retryAfterS: undefined };
}

export function presentProblem({ code, detail, issues }: Failure, where: Readonly<{ instance: string; requestId: string }>): z.infer<typeof ProblemSchema> {
  const { status, title, retryable } = FAILURES[code];
  return {
    type: `/problems/${code}`, title, status,
    ...(detail === undefined && issues.length === 0 ? {} : { detail: detail ?? `${issues[0]?.pointer || '/'}: ${issues[0]?.detail ?? ''}` }),
    instance: where.instance, request_id: where.requestId, retryable, errors: [...issues],
  };
}

const POINTER_LENGTH_MAX = 200;

export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('').slice(0, POINTER_LENGTH_MAX);

const ISSUES_MAX = 20;

export const issuesOf = (error: ZodError): readonly RequestIssue[] =>
  error.issues.slice(0, ISSUES_MAX).map(({ path, code, message }) => ({ pointer: pointerTo(path), code, detail: message }));

/** One fault at one place, as an error. */
export const invalid = (pointer: string, detail: string, code = 'invalid'): ServiceError =>
  new ServiceError('validation', `${pointer}: ${detail}`, { issues: [{ pointer, code, detail }] });
