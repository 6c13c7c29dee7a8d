import { type Stage, STAGES } from '../domain/decision.ts';

/** Classifiers that a stage reads. An action weighs abuse, spam and injection together; a route weighs everything. */
const NEEDS: Readonly<Record<Stage, readonly string[]>> = {
  moderation: ['abuse', 'spam', 'prompt-injection'],
  spam: ['spam'],
  lead: ['lead', 'spam', 'abuse'],
  intent: ['intent', 'spam', 'abuse'],
  sentiment: ['sentiment', 'spam', 'abuse'],
  urgency: ['urgency', 'spam', 'abuse'],
  prompt_injection: ['prompt-injection'],
  routing: ['abuse', 'spam', 'prompt-injection', 'lead', 'intent', 'sentiment', 'urgency'],
  suggestions: ['abuse', 'spam', 'prompt-injection', 'intent', 'lead'],
  handoff: ['abuse', 'spam', 'prompt-injection', 'lead', 'intent', 'sentiment', 'urgency'],
};

const cache = new Map<string, ReadonlySet<string>>();

/** Names of the classifiers that these stages need; the same set object for the same stages. */
export function classifiersFor(include: ReadonlySet<Stage>): ReadonlySet<string> {
  const key = STAGES.filter((stage) => include.has(stage)).join();
  let needed = cache.get(key);
  if (needed === undefined) {
    needed = new Set([...include].flatMap((stage) => NEEDS[stage]));
    cache.set(key, needed);
  }
  return needed;
}
