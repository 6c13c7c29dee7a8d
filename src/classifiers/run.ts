import type { PreparedText } from '../domain/message.ts';
import type { EncodedText } from '../domain/ports.ts';
import type { FailureReason, Outcome, Outcomes, Score } from '../domain/score.ts';
import type { Classifier } from './classifier.ts';

export type RunOptions = Readonly<{
  /** Monotonic milliseconds, for timings. */
  nowMs(): number;
  /** No classifier may take longer than this, whatever it declares. */
  deadlineMs: number;
  encoded?: EncodedText;
}>;

/**
 * Runs every classifier at once, a deadline each. A throw, a missed deadline or an answer that is no set of probabilities
 * becomes a failed outcome, never a low score.
 */
export async function runClassifiers(classifiers: readonly Classifier[], text: PreparedText, options: RunOptions): Promise<Outcomes> {
  const deadlines = new Map<number, Deadline>();
  try {
    const outcomes = await Promise.all(classifiers.map((classifier) => runOne(classifier, text, options, deadlines)));
    return Object.fromEntries(classifiers.map(({ name }, index) => [name, outcomes[index] as Outcome]));
  } finally {
    for (const { timer } of deadlines.values()) clearTimeout(timer);
  }
}

function runOne(classifier: Classifier, text: PreparedText, { nowMs, deadlineMs, encoded }: RunOptions, deadlines: Map<number, Deadline>): Promise<Outcome> {
  const timeoutMs = Math.max(1, Math.min(classifier.timeoutMs, deadlineMs));
  const started = nowMs();
  return new Promise((resolve) => {
    const broke = (error: unknown): void => resolve(failed(classifier, 'error', error instanceof Error ? error.name : 'unknown error'));
    const { late, signal } = deadlineIn(timeoutMs, deadlines);
    late.push(() => resolve(failed(classifier, 'timeout', `no answer within ${timeoutMs} ms`)));
    try {
      classifier.score(text, signal, encoded).then((score) => resolve(judge(classifier, score, nowMs() - started)), broke);
    } catch (error) {
      broke(error);
    }
  });
}

/** One timer for all classifiers that may take as long, for they start together; `late`: what is done about each of them then. */
type Deadline = Readonly<{ late: (() => void)[]; signal: AbortSignal; timer: NodeJS.Timeout }>;

function deadlineIn(timeoutMs: number, deadlines: Map<number, Deadline>): Deadline {
  const known = deadlines.get(timeoutMs);
  if (known !== undefined) return known;
  const abort = new AbortController();
  const late: (() => void)[] = [];
  const timer = setTimeout(() => {
    for (const give of late) give();
    abort.abort();
  }, timeoutMs);
  const deadline = { late, signal: abort.signal, timer };
  deadlines.set(timeoutMs, deadline);
  return deadline;
}

function judge(classifier: Classifier, score: Score, tookMs: number): Outcome {
  const fault = faultOf(classifier, score);
  return fault === undefined ? { status: 'scored', score, tookMs } : failed(classifier, 'error', fault);
}

function faultOf({ labels }: Classifier, { probabilities }: Score): string | undefined {
  if (labels.some((label) => probabilities[label] === undefined)) return 'a label has no probability';
  return Object.values(probabilities).every((value) => value >= 0 && value <= 1) ? undefined : 'a probability is outside [0, 1]';
}

const failed = ({ name }: Classifier, reason: FailureReason, detail: string): Outcome => ({ status: 'failed', classifier: name, reason, detail });
