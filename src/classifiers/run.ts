import type { PreparedText } from '../domain/message.ts';
import type { FailureReason, Outcome, Outcomes } from '../domain/score.ts';
import type { Classifier } from './classifier.ts';

export type RunOptions = Readonly<{
  /** Monotonic milliseconds, for timings. */
  nowMs(): number;
  /** No classifier may take longer than this, whatever it declares. */
  deadlineMs: number;
}>;

/** Runs every classifier at once, a deadline each. A throw or a missed deadline becomes a failed outcome, never a low score. */
export async function runClassifiers(classifiers: readonly Classifier[], text: PreparedText, options: RunOptions): Promise<Outcomes> {
  const outcomes = await Promise.all(classifiers.map((classifier) => runOne(classifier, text, options)));
  return Object.fromEntries(classifiers.map(({ name }, index) => [name, outcomes[index] as Outcome]));
}

async function runOne(classifier: Classifier, text: PreparedText, { nowMs, deadlineMs }: RunOptions): Promise<Outcome> {
  const started = nowMs();
  const abort = new AbortController();
  const timeoutMs = Math.max(1, Math.min(classifier.timeoutMs, deadlineMs));
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), timeoutMs);
    });
    const score = await Promise.race([classifier.score(text, abort.signal), late]);
    if (score === 'late') {
      abort.abort();
      return failed(classifier, 'timeout', `no answer within ${timeoutMs} ms`);
    }
    const invalid = Object.values(score.probabilities).find((value) => !(value >= 0 && value <= 1));
    if (invalid !== undefined) return failed(classifier, 'error', 'a probability is outside [0, 1]');
    return { status: 'scored', score, tookMs: nowMs() - started };
  } catch (error) {
    return failed(classifier, 'error', error instanceof Error ? error.name : 'unknown error');
  } finally {
    clearTimeout(timer);
  }
}

const failed = ({ name }: Classifier, reason: FailureReason, detail: string): Outcome => ({ status: 'failed', classifier: name, reason, detail });
