/** Every way a request can fail, once. The key is the wire code; nothing else decides a status. */
export const FAILURES = {
  malformed: { status: 400, retryable: false, title: 'The body is not valid JSON.' },
  unauthenticated: { status: 401, retryable: false, title: 'A valid API key is required.' },
  forbidden_scope: { status: 403, retryable: false, title: 'This key does not have the scope that the route needs.' },
  not_found: { status: 404, retryable: false, title: 'Nothing has this address or id.' },
  method_not_allowed: { status: 405, retryable: false, title: 'This path does not accept this method.' },
  idempotency_conflict: { status: 409, retryable: false, title: 'This idempotency key was used with another body.' },
  in_progress: { status: 409, retryable: true, title: 'The same request is still being worked on.' },
  version_conflict: { status: 412, retryable: false, title: 'The stored version is another one.' },
  payload_too_large: { status: 413, retryable: false, title: 'The body is larger than this route accepts.' },
  unsupported_media: { status: 415, retryable: false, title: 'This content type is not accepted here.' },
  validation: { status: 422, retryable: false, title: 'The request does not match the contract.' },
  rate_limited: { status: 429, retryable: true, title: 'Too many requests for this key.' },
  internal: { status: 500, retryable: false, title: 'Something went wrong on our side.' },
  overloaded: { status: 503, retryable: true, title: 'The service has more work than it can queue.' },
  storage_unavailable: { status: 503, retryable: true, title: 'The database cannot be reached.' },
  model_unavailable: { status: 503, retryable: true, title: 'A model cannot be reached.' },
  not_ready: { status: 503, retryable: true, title: 'The service is starting or stopping.' },
  deadline: { status: 504, retryable: true, title: 'The deadline passed before there was an answer.' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type FailureCode = keyof typeof FAILURES;

/** One fault in a request: `pointer` is a JSON pointer (RFC 6901), `detail` never repeats the value. */
export type RequestIssue = Readonly<{ pointer: string; code: string; detail: string }>;

/**
 * An expected failure. `message` is for operators and may name internals; the caller sees
 * `FAILURES[code].title`, `publicDetail` and `issues` only. A programmer's mistake is an AssertionError, never one of these.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: FailureCode;
  readonly publicDetail: string | undefined;
  readonly issues: readonly RequestIssue[];
  /** Seconds after which trying again makes sense, for `Retry-After`. */
  readonly retryAfterS: number | undefined;

  constructor(
    code: FailureCode,
    message: string,
    options: { cause?: unknown; publicDetail?: string; issues?: readonly RequestIssue[]; retryAfterS?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.publicDetail = options.publicDetail;
    this.issues = options.issues ?? [];
    this.retryAfterS = options.retryAfterS;
  }
}

/** A start-up problem that the operator can mend: `message` says what is wrong, `remedy` what to do. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.remedy = remedy;
  }
}
