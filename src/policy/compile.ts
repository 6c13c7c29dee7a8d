import { z } from 'zod';
import { isSelfHarm } from '../domain/labels.ts';
import type { Token } from '../domain/message.ts';
import { type CompiledPolicy, type Keyword, type Policy, PolicySchema } from '../domain/policy.ts';
import { fold } from '../text/fold.ts';
import { tokenize } from '../text/tokenize.ts';

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
    .flatMap(([id, when]) => (when.keywords === undefined ? [] : [[id, when.keywords.map(keywordOf)] as const])));
  return { policy, queueOf, keywords };
}

/** A phrase as the tokens of a message spell it, punctuation out, single blanks; empty when there is nothing to look for. */
export const foldPhrase = (phrase: string): string => wordsIn(tokenize(fold(phrase)).tokens).join(' ');

export function keywordOf(phrase: string): Keyword {
  const folded = foldPhrase(phrase);
  return { first: folded.split(' ')[0] ?? '', padded: ` ${folded} ` };
}

/** Token texts without punctuation. */
function wordsIn(tokens: readonly Token[]): readonly string[] {
  const words: string[] = [];
  for (const { kind, text } of tokens) if (kind !== 'punctuation') words.push(text);
  return words;
}

/** The words of a message, and ` word word ` with single blanks, so that ` phrase ` finds whole words only. */
export type Spoken = Readonly<{ words: ReadonlySet<string>; plain: string }>;

/** A message's words: what keywords are looked for in. */
export function spokenIn(tokens: readonly Token[]): Spoken {
  const words = wordsIn(tokens);
  return { words: new Set(words), plain: ` ${words.join(' ')} ` };
}

const toFault = ({ path, message }: z.core.$ZodIssue): PolicyFault => ({ pointer: path.map((part) => `/${escapePart(String(part))}`).join(''), detail: message });

/** RFC 6901: a slash or a tilde inside a key is escaped. */
const escapePart = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

function contradictions(policy: Policy): readonly PolicyFault[] {
  const queues = new Set(policy.queues.map(({ id }) => id));
  const named: readonly (readonly [string, string])[] = [
    ['/fallback_queue', policy.fallback_queue], ['/moderation_queue', policy.moderation_queue], ['/crisis_queue', policy.crisis_queue], ['/owner_queue', policy.owner_queue],
    ...policy.routing.flatMap(({ queue }, index) => (queue === undefined ? [] : [[`/routing/${index}/queue`, queue] as const])),
    ...policy.routing.flatMap(({ escalate }, index) => (escalate === undefined ? [] : [[`/routing/${index}/escalate/to`, escalate.to] as const])),
  ];
  return [
    ...named.filter(([, queue]) => !queues.has(queue)).map(([pointer, queue]) => ({ pointer, detail: `queue "${queue}" is not one of: ${[...queues].join(', ')}` })),
    ...repeated(policy.queues.map(({ id }, index) => [`/queues/${index}/id`, id])),
    ...repeated(policy.rules.map(({ id }, index) => [`/rules/${index}/id`, id])),
    ...repeated(policy.routing.map(({ id }, index) => [`/routing/${index}/id`, id])),
    ...repeated(policy.labels.map(({ name }, index) => [`/labels/${index}/name`, name])),
    ...repeated(policy.queues.flatMap(({ intents }, queue) => intents.map((intent, index) => [`/queues/${queue}/intents/${index}`, intent] as const))),
    ...inverted(policy),
    ...blockedDistress(policy),
    ...openingHours(policy),
    ...hopelessConditions(policy),
  ];
}

/** Every use of a name after its first. */
function repeated(named: readonly (readonly [pointer: string, name: string])[]): readonly PolicyFault[] {
  const first = new Map<string, string>();
  return named.flatMap(([pointer, name]) => {
    const other = first.get(name);
    if (other === undefined) first.set(name, pointer);
    return other === undefined ? [] : [{ pointer, detail: `"${name}" is used more than once: it is at ${other} already` }];
  });
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
  const days = Object.entries(calendar.open).map(([day, list]) => list.map(([from, to], index) => ({ pointer: `/calendar/open/${day}/${index}`, from, to })));
  const spells = days.flat();
  if (spells.length === 0) return [{ pointer: '/calendar/open', detail: 'the calendar has no open hour in the week' }];
  return [
    ...spells.filter(({ from, to }) => from >= to).map(({ pointer, from, to }) => ({ pointer, detail: `opens at ${from} and closes at ${to}` })),
    ...days.flatMap(overlaps),
  ];
}

/** Spells that begin before an earlier one of the same day has ended: their minutes would count twice. */
function overlaps(spells: readonly Readonly<{ pointer: string; from: string; to: string }>[]): readonly PolicyFault[] {
  const sorted = [...spells].sort((a, b) => (a.from < b.from ? -1 : 1));
  return sorted.flatMap(({ pointer, from }, index) => {
    const earlier = sorted.slice(0, index).find(({ to }) => to > from);
    return earlier === undefined ? [] : [{ pointer, detail: `opens at ${from}, before ${earlier.pointer} closes at ${earlier.to}` }];
  });
}

/** Conditions that match everything, and lists and keywords that nothing can match. */
function hopelessConditions({ routing, labels }: Policy): readonly PolicyFault[] {
  const conditions = [
    ...routing.map(({ id, when }, index) => ({ what: `rule "${id}"`, pointer: `/routing/${index}/when`, when })),
    ...labels.map(({ name, when }, index) => ({ what: `label "${name}"`, pointer: `/labels/${index}/when`, when })),
  ];
  return conditions.flatMap(({ what, pointer, when }) => [
    ...(Object.keys(when).length === 0 ? [{ pointer, detail: `${what} has no condition and would match everything` }] : []),
    ...Object.entries(when).filter(([, list]) => Array.isArray(list) && list.length === 0)
      .map(([key]) => ({ pointer: `${pointer}/${key}`, detail: `an empty list: ${what} could never match` })),
    ...(when.keywords ?? []).flatMap((keyword, index) =>
      (foldPhrase(keyword) === '' ? [{ pointer: `${pointer}/keywords/${index}`, detail: 'a keyword needs a letter, a figure or an emoji' }] : [])),
  ]);
}
