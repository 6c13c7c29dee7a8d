import type { PreparedText } from '../domain/message.ts';
import type { EncodedText } from '../domain/ports.ts';
import type { FailureReason, Outcome, Outcomes } from '../domain/score.ts';
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
  const outcomes = await Promise.all(classifiers.map((classifier) => runOne(classifier, text, options)));
  return Object.fromEntries(classifiers.map(({ name }, index) => [name, outcomes[index] as Outcome]));
}

async function runOne(classifier: Classifier, text: PreparedText, { nowMs, deadlineMs, encoded }: RunOptions): Promise<Outcome> {
  const started = nowMs();
  const abort = new AbortController();
  const timeoutMs = Math.max(1, Math.min(classifier.timeoutMs, deadlineMs));
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), timeoutMs);
    });
    const score = await Promise.race([classifier.score(text, abort.signal, encoded), late]);
    if (score === 'late') {
      abort.abort();
      return failed(classifier, 'timeout', `no answer within ${timeoutMs} ms`);
    }
    if (classifier.labels.some((label) => score.probabilities[label] === undefined)) return failed(classifier, 'error', 'a label has no probability');
    if (Object.values(score.probabilities).some((value) => !(value >= 0 && value <= 1))) return failed(classifier, 'error', 'a probability is outside [0, 1]');
    return { status: 'scored', score, tookMs: nowMs() - started };
  } catch (error) {
    return failed(classifier, 'error', error instanceof Error ? error.name : 'unknown error');
  } finally {
    clearTimeout(timer);
  }
}

const failed = ({ name }: Classifier, reason: FailureReason, detail: string): Outcome => ({ status: 'failed', classifier: name, reason, detail });
