import type { CategoryDecision, InjectionDecision, ModerationDecision, Reading, SpamDecision } from '../domain/decision.ts';
import { ABUSE_CATEGORIES, type Action, ACTIONS, isSelfHarm, SPAM_KINDS } from '../domain/labels.ts';
import type { PreparedText } from '../domain/message.ts';
import type { CompiledPolicy, Policy } from '../domain/policy.ts';
import type { Outcome, Outcomes, Score } from '../domain/score.ts';
import { reconcile } from './reconcile.ts';
import { readIntent, readLead, readSentiment, readUrgency } from './readings.ts';

export type DecideInput = Readonly<{ outcomes: Outcomes; text: PreparedText; channel: string; compiled: CompiledPolicy }>;

/**
 * What each aspect comes to under a policy. The action is the most severe any rule asks for; a failed classifier asks
 * for `review`; a message that may speak of self-harm is never hidden or blocked. Order of rules does not matter.
 * In mode `shadow` the action is the one the policy would take: whoever acts on it looks at the answer's `policy.mode` first.
 */
export function decide({ outcomes, text, channel, compiled: { policy } }: DecideInput): Partial<Reading> {
  const injection = readInjection(outcomes, policy);
  const spam = readSpam(outcomes, policy);
  const moderation = moderate({ outcomes, text, channel, policy });
  return reconcile({
    ...(moderation === undefined ? {} : { moderation }),
    ...(spam === undefined ? {} : { spam }),
    ...(injection === undefined ? {} : { injection }),
    ...readLead(outcomes),
    ...readIntent(outcomes, policy),
    ...readSentiment(outcomes),
    ...readUrgency(outcomes),
  });
}

export const scoreOf = (outcome: Outcome | undefined): Score | undefined => (outcome?.status === 'scored' ? outcome.score : undefined);

const MODERATING = ['abuse', 'spam', 'prompt-injection'] as const;

type Asked = Readonly<{ action: Action; rule: string; label?: string }>;
type ModerateInput = Readonly<{ outcomes: Outcomes; text: PreparedText; channel: string; policy: Policy }>;

function moderate({ outcomes, text, channel, policy }: ModerateInput): ModerationDecision | undefined {
  if (MODERATING.every((name) => outcomes[name] === undefined)) return undefined;
  const abuse = scoreOf(outcomes['abuse']);
  const values = labelValues(outcomes);
  // No scores are no zeros: without an abuse score there is no category to show.
  const categories = abuse === undefined ? [] : ABUSE_CATEGORIES.map((id) => categoryOf(id, values.get(id) ?? 0, policy));
  const score = abuse?.probabilities['abuse'] ?? null;
  const distress = categories.some(({ id, flagged }) => flagged && isSelfHarm(id));
  // Distress is no abuse: where it is all that is named, a high abuse score speaks of the pain in the words, not of an attack.
  const attacks = categories.some(({ id, flagged: named }) => named && !isSelfHarm(id));
  const flagged = attacks || (!distress && score !== null && score >= policy.thresholds.abuse);
  const byRules = ruleAsks(policy, values, { channel, language: text.language.tag });
  const asked = [...byRules, ...bandAsks(policy, values, byRules), ...failureAsks(outcomes), ...coverageAsks(text)];
  const action = asked.reduce<Action>((worst, ask) => (ACTIONS.indexOf(ask.action) > ACTIONS.indexOf(worst) ? ask.action : worst), 'allow');
  return {
    action: distress ? 'review' : action,
    flagged,
    score,
    severity: categories.reduce<0 | 1 | 2 | 3>((worst, category) => (category.severity > worst ? category.severity : worst), 0),
    uncertain: asked.some(({ rule }) => rule.endsWith(':uncertain')),
    categories,
    spans: (abuse?.spans ?? []).map((span) => ({ ...span, category: strongestOf(categories) })),
    rules: [...new Set([...asked.map(({ rule }) => rule), ...(distress ? ['self-harm:never-hidden'] : [])])].sort(),
  };
}

const strongestOf = (categories: readonly CategoryDecision[]): string => categories.reduce((best, category) => (category.score > best.score ? category : best)).id;

/** A category with a subcategory is at least as likely as that: `harassment/threatening` is `harassment` too. */
const PARENTS: ReadonlyMap<string, string> = new Map(ABUSE_CATEGORIES.filter((id) => id.includes('/')).map((id) => [id, id.slice(0, id.indexOf('/'))]));

/** Everything a moderation rule can look at, by label. Absent when its classifier did not answer. */
function labelValues(outcomes: Outcomes): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  const raise = (label: string, value: number): unknown => values.set(label, Math.max(value, values.get(label) ?? 0));
  for (const name of MODERATING) {
    const probabilities = scoreOf(outcomes[name])?.probabilities;
    for (const label in probabilities) {
      const value = probabilities[label] ?? 0;
      const parent = PARENTS.get(label);
      raise(label, value);
      if (parent !== undefined) raise(parent, value);
    }
  }
  return values;
}

function ruleAsks({ rules }: Policy, values: ReadonlyMap<string, number>, where: Readonly<{ channel: string; language: string }>): readonly Asked[] {
  return rules
    .filter(({ when }) => (values.get(when.label) ?? -1) >= when.at_least)
    .filter(({ when }) => (when.languages?.includes(where.language) ?? true) && (when.channels?.includes(where.channel) ?? true))
    .map(({ id, action, when: { label } }) => ({ action, rule: id, label }));
}

const BANDS = [['abuse', 'abuse'], ['spam', 'spam'], ['injection', 'prompt_injection']] as const;

/** From the uncertain band upwards a person looks; above the threshold only where no rule acts, so that a surer score is never milder. */
function bandAsks({ thresholds, uncertain_from: from }: Policy, values: ReadonlyMap<string, number>, byRules: readonly Asked[]): readonly Asked[] {
  return BANDS.flatMap(([label, key]): readonly Asked[] => {
    const value = values.get(label) ?? -1;
    if (value < from[key]) return [];
    if (value < thresholds[key]) return [{ action: 'review', rule: `${label}:uncertain` }];
    return byRules.some((ask) => ask.label === label && ask.action !== 'allow') ? [] : [{ action: 'review', rule: `${label}:flagged` }];
  });
}

const failureAsks = (outcomes: Outcomes): readonly Asked[] =>
  Object.values(outcomes).flatMap((outcome) => (outcome.status === 'failed' ? [{ action: 'review', rule: `${outcome.classifier}:failed` } as const] : []));

/** A text that holds nothing to read is not clean; a script nobody was trained on is looked at by a person, not guessed at. */
function coverageAsks({ language, tokens }: PreparedText): readonly Asked[] {
  if (tokens.length === 0) return [{ action: 'review', rule: 'coverage:nothing-scored' }];
  const foreign = !language.served && tokens.some(({ kind, text }) => kind === 'word' && text.charCodeAt(0) >= 0x370);
  return foreign ? [{ action: 'review', rule: 'language:not-served' }] : [];
}

const CERTAIN = 0.9;

function categoryOf(id: CategoryDecision['id'], score: number, { thresholds, severities }: Policy): CategoryDecision {
  const threshold = thresholds.categories[id];
  const flagged = score >= threshold;
  const severity = flagged ? (Math.min(3, severities[id] + (score >= CERTAIN ? 1 : 0)) as 1 | 2 | 3) : 0;
  return { id, score, severity, threshold, flagged };
}

function readSpam(outcomes: Outcomes, { thresholds }: Policy): SpamDecision | undefined {
  if (outcomes['spam'] === undefined) return undefined;
  const score = scoreOf(outcomes['spam']);
  const value = score?.probabilities['spam'] ?? null;
  const flagged = value !== null && value >= thresholds.spam;
  const kind = SPAM_KINDS.reduce((best, name) => ((score?.probabilities[name] ?? 0) > (score?.probabilities[best] ?? 0) ? name : best));
  return { score: value, flagged, kind: flagged ? kind : null, threshold: thresholds.spam, symbols: score?.evidence ?? [] };
}

function readInjection(outcomes: Outcomes, { thresholds }: Policy): InjectionDecision | undefined {
  if (outcomes['prompt-injection'] === undefined) return undefined;
  const score = scoreOf(outcomes['prompt-injection']);
  const value = score?.probabilities['injection'] ?? null;
  return { score: value, flagged: value !== null && value >= thresholds.prompt_injection, threshold: thresholds.prompt_injection, spans: score?.spans ?? [] };
}
