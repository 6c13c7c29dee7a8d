import { z } from 'zod';
import { isSelfHarm } from '../domain/labels.ts';
import { type CompiledPolicy, type Policy, PolicySchema } from '../domain/policy.ts';
import { fold } from '../text/fold.ts';

/** A fault in a policy, in words; `pointer` is a JSON pointer into the file. */
export type PolicyFault = Readonly<{ pointer: string; detail: string }>;

export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly faults: readonly PolicyFault[];

  constructor(faults: readonly PolicyFault[]) {
    super(faults.map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`).join('\n'));
    this.faults = faults;
  }
}

/**
 * Checks a policy once, as a whole, and builds its look-ups.
 *
 * @throws PolicyError with every fault: shape first; if the shape is right, every contradiction.
 */
export function compilePolicy(input: unknown): CompiledPolicy {
  const parsed = PolicySchema.safeParse(input);
  if (!parsed.success) throw new PolicyError(parsed.error.issues.map(toFault));
  const policy = parsed.data;
  const faults = contradictions(policy);
  if (faults.length > 0) throw new PolicyError(faults);
  const queueOf = new Map(policy.queues.flatMap(({ id, intents }) => intents.map((intent) => [intent as string, id])));
  const keywords = new Map([...policy.routing.map(({ id, when }) => [`rule:${id}`, when] as const), ...policy.labels.map(({ name, when }) => [`label:${name}`, when] as const)]
    .flatMap(([id, when]) => (when.keywords === undefined ? [] : [[id, when.keywords.map(foldPhrase)] as const])));
  return { policy, queueOf, keywords };
}

/** A phrase as the tokens of a message spell it: folded, single blanks. */
export const foldPhrase = (phrase: string): string => fold(phrase).text.replace(/[^a-z0-9\u0370-\uffff]+/g, ' ').trim();

const toFault = ({ path, message }: z.core.$ZodIssue): PolicyFault => ({ pointer: path.map((part) => `/${String(part)}`).join(''), detail: message });

function contradictions(policy: Policy): readonly PolicyFault[] {
  const queues = new Set(policy.queues.map(({ id }) => id));
  const named: readonly (readonly [string, string])[] = [
    ['/fallback_queue', policy.fallback_queue], ['/moderation_queue', policy.moderation_queue], ['/crisis_queue', policy.crisis_queue], ['/owner_queue', policy.owner_queue],
    ...policy.routing.flatMap(({ queue }, index) => (queue === undefined ? [] : [[`/routing/${index}/queue`, queue] as const])),
  ];
  return [
    ...named.filter(([, queue]) => !queues.has(queue)).map(([pointer, queue]) => ({ pointer, detail: `queue "${queue}" is not one of: ${[...queues].join(', ')}` })),
    ...repeated(policy.queues.map(({ id }) => id), '/queues'),
    ...repeated(policy.rules.map(({ id }) => id), '/rules'),
    ...repeated(policy.routing.map(({ id }) => id), '/routing'),
    ...repeated(policy.labels.map(({ name }) => name), '/labels'),
    ...repeated(policy.queues.flatMap(({ intents }) => intents), '/queues', 'intent'),
    ...inverted(policy),
    ...blockedDistress(policy),
    ...openingHours(policy),
    ...emptyConditions(policy),
  ];
}

function repeated(ids: readonly string[], pointer: string, what = 'id'): readonly PolicyFault[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => ({ pointer, detail: `${what} "${id}" is used more than once` }));
}

function inverted({ thresholds, uncertain_from: from }: Policy): readonly PolicyFault[] {
  return (['abuse', 'spam', 'prompt_injection'] as const)
    .filter((name) => from[name] > thresholds[name])
    .map((name) => ({ pointer: `/uncertain_from/${name}`, detail: `the uncertain band starts at ${from[name]}, above the threshold ${thresholds[name]}` }));
}

/** A person in distress must reach a person. */
function blockedDistress({ rules }: Policy): readonly PolicyFault[] {
  return rules.flatMap(({ when, action }, index) =>
    isSelfHarm(when.label) && (action === 'block' || action === 'hide') ? [{ pointer: `/rules/${index}/action`, detail: 'a self-harm rule may ask for review, never for hide or block' }] : []);
}

function openingHours({ calendar }: Policy): readonly PolicyFault[] {
  const spells = Object.entries(calendar.open).flatMap(([day, list]) => list.map(([from, to], index) => ({ day, from, to, index })));
  const wrong = spells.filter(({ from, to }) => from >= to).map(({ day, index, from, to }) => ({ pointer: `/calendar/open/${day}/${index}`, detail: `opens at ${from} and closes at ${to}` }));
  return spells.length === 0 ? [{ pointer: '/calendar/open', detail: 'the calendar has no open hour in the week' }] : wrong;
}

function emptyConditions({ routing, labels }: Policy): readonly PolicyFault[] {
  const empty = (when: object): boolean => Object.keys(when).length === 0;
  return [
    ...routing.flatMap(({ id, when }, index) => (empty(when) ? [{ pointer: `/routing/${index}/when`, detail: `rule "${id}" has no condition and would match everything` }] : [])),
    ...labels.flatMap(({ name, when }, index) => (empty(when) ? [{ pointer: `/labels/${index}/when`, detail: `label "${name}" has no condition and would match everything` }] : [])),
  ];
}
