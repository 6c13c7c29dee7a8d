import type { Classifier } from '../classifiers/classifier.ts';
import { runClassifiers } from '../classifiers/run.ts';
import type { Coverage, Degradation, Handoff, Reading, Routing, TriageOptions, TriageResult } from '../domain/decision.ts';
import type { Suggestion } from '../domain/draft.ts';
import { ServiceError } from '../domain/failures.ts';
import type { InboundMessage, PreparedText } from '../domain/message.ts';
import type { Clock, EncodedText, Encoder, NewId } from '../domain/ports.ts';
import type { Outcomes } from '../domain/score.ts';
import type { WorkspaceContext } from '../domain/workspace.ts';
import type { Drafter } from '../drafting/draft.ts';
import { handOff } from '../drafting/handoff.ts';
import { decide } from '../policy/decide.ts';
import { hasDistress } from '../policy/reconcile.ts';
import { route } from '../policy/route.ts';
import type { LanguageIdentifier } from '../text/detect-language.ts';
import { prepareText, scoredText } from '../text/prepare.ts';
import { coverageOf } from './coverage.ts';
import { encodeOnce } from './encode.ts';
import { nextQuestion } from './next-question.ts';
import { classifiersFor } from './stages.ts';

export type TriageDeps = Readonly<{
  classifiers: readonly Classifier[];
  encoder?: Encoder;
  identify: LanguageIdentifier;
  workspace(tenantId: string): Promise<WorkspaceContext>;
  draft: Drafter;
  now: Clock;
  /** Monotonic milliseconds. */
  nowMs(): number;
  newId: NewId;
}>;

export type Triage = (message: InboundMessage, options: TriageOptions) => Promise<TriageResult>;

/**
 * The story of one message: prepare, encode, classify, decide, route, draft, hand off.
 * A stage that fails or is late is listed in `degraded` and the story goes on.
 *
 * @throws ServiceError only when the workspace cannot be read.
 */
export function createTriage(deps: TriageDeps): Triage {
  return async (message, options) => {
    const started = deps.nowMs();
    const left = (): number => options.deadlineMs - (deps.nowMs() - started);
    const workspace = await deps.workspace(message.tenantId);
    const text = prepare(message, deps.identify);
    const prepared = deps.nowMs();
    const { encoded, degraded } = await encodeOnce(deps.encoder, { text: text.original, turns: message.conversation.turns }, { model: options.model, deadlineMs: left() });
    const encodedAt = deps.nowMs();
    const outcomes = await classify(deps, { text, encoded }, options, left());
    const classified = deps.nowMs();
    const now = deps.now();
    const coverage = coverageOf(message, text);
    const { reading, routing } = judge({ outcomes, text, message, coverage, workspace, options, now });
    const decided = deps.nowMs();
    const drafted = await suggest(deps, { message, text, reading, workspace, ...(encoded === undefined ? {} : { encoded }) }, options, left());
    const handoff = options.include.has('handoff') ? handoffFor(message, text, reading, routing) : undefined;
    const ended = deps.nowMs();
    return {
      id: deps.newId('tri'),
      tenantId: message.tenantId,
      channel: message.channel,
      messageId: message.id ?? null,
      createdAt: now,
      policy: { id: workspace.policy.policy.id, version: workspace.policy.policy.version, mode: workspace.policy.policy.mode },
      language: text.language,
      coverage,
      outcomes,
      reading,
      ...(routing === undefined ? {} : { routing }),
      ...(drafted.suggestions === undefined ? {} : { suggestions: drafted.suggestions }),
      ...(handoff === undefined ? {} : { handoff }),
      degraded: [...degraded, ...degradations(outcomes), ...drafted.degraded],
      timingMs: { total: ended - started, prepare: prepared - started, encode: encodedAt - prepared, classify: classified - encodedAt, decide: decided - classified, suggestions: ended - decided },
    };
  };
}

function prepare(message: InboundMessage, identify: LanguageIdentifier): PreparedText {
  const { language, conversation } = message;
  return prepareText({ text: scoredText(message), turns: conversation.turns, ...(language === undefined ? {} : { language }) }, { identify });
}

const classify = ({ classifiers, nowMs }: TriageDeps, { text, encoded }: Readonly<{ text: PreparedText; encoded: EncodedText | undefined }>, { include }: TriageOptions, deadlineMs: number): Promise<Outcomes> => {
  const needed = classifiersFor(include);
  return runClassifiers(classifiers.filter(({ name }) => needed.has(name)), text, { nowMs, deadlineMs, ...(encoded === undefined ? {} : { encoded }) });
};

type Judge = Readonly<{ outcomes: Outcomes; text: PreparedText; message: InboundMessage; coverage: Coverage; workspace: WorkspaceContext; options: TriageOptions; now: Date }>;

function judge({ outcomes, text, message, coverage, workspace, options, now }: Judge): { reading: Partial<Reading>; routing: Routing | undefined } {
  const compiled = workspace.policy;
  const decided = unseenToReview(decide({ outcomes, text, channel: message.channel, compiled }), coverage);
  const reading = decided.lead === undefined ? decided : { ...decided, lead: { ...decided.lead, nextQuestion: nextQuestion(decided.lead.missing, text.language.tag, workspace.brand) } };
  if (!options.include.has('routing') && !options.include.has('handoff')) return { reading, routing: undefined };
  const { routing, urgency } = route({ reading, message, text, compiled, now });
  return { reading: reading.urgency === undefined ? reading : { ...reading, urgency: { ...reading.urgency, level: urgency } }, routing };
}

/** Where nobody could look at anything (an image without a caption), "nothing found" is no ground to let it pass unseen. */
function unseenToReview(reading: Partial<Reading>, { scored }: Coverage): Partial<Reading> {
  const { moderation } = reading;
  if (moderation?.action !== 'allow' || scored.length > 0) return reading;
  return { ...reading, moderation: { ...moderation, action: 'review', rules: [...moderation.rules, 'coverage:nothing-scored'].sort() } };
}

type Drafted = Readonly<{ suggestions: readonly Suggestion[] | undefined; degraded: readonly Degradation[] }>;

/** Share of the time that is left after which a drafter is told to stop waiting: a language model that is late must not cost the draft that needs none. */
const PATIENCE = 0.9;

/** Drafts may be late or fail without holding up the decision. */
async function suggest({ draft }: TriageDeps, input: Omit<Parameters<Drafter>[0], 'maxSuggestions' | 'signal' | 'report'>, options: TriageOptions, leftMs: number): Promise<Drafted> {
  if (!options.include.has('suggestions')) return { suggestions: undefined, degraded: [] };
  if (leftMs <= 0) return { suggestions: [], degraded: [late] };
  const abort = new AbortController();
  const degraded: Degradation[] = [];
  const patience = setTimeout(() => abort.abort(), leftMs * PATIENCE);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), leftMs);
  });
  try {
    const suggestions = await Promise.race([draft({ ...input, maxSuggestions: options.maxSuggestions, signal: abort.signal, report: (degradation) => void degraded.push(degradation) }), deadline]);
    return suggestions === 'late' ? { suggestions: [], degraded: [late] } : { suggestions, degraded };
  } catch (error) {
    if (abort.signal.aborted) return { suggestions: [], degraded: [late] };
    return { suggestions: [], degraded: [{ stage: 'suggestions', reason: error instanceof ServiceError ? error.code : 'error', failMode: 'open' }] };
  } finally {
    clearTimeout(patience);
    clearTimeout(timer);
  }
}

const late: Degradation = { stage: 'suggestions', reason: 'deadline', failMode: 'open' };

/** The policy asks for a person whenever a classifier failed, and the answer says so. */
const degradations = (outcomes: Outcomes): readonly Degradation[] =>
  Object.values(outcomes).flatMap((outcome) => (outcome.status === 'failed' ? [{ stage: outcome.classifier.replace('-', '_'), reason: outcome.reason, failMode: 'review' as const }] : []));

function handoffFor(message: InboundMessage, { language }: PreparedText, reading: Partial<Reading>, routing: Routing | undefined): Handoff {
  return handOff({
    text: message.text,
    turns: message.conversation.turns,
    messageId: message.id ?? null,
    language: language.tag,
    intent: reading.intent?.top ?? null,
    queue: routing?.queue ?? '',
    urgency: reading.urgency?.level ?? null,
    leadTier: reading.lead?.tier ?? null,
    flagged: { spam: reading.spam?.flagged ?? false, abuse: reading.moderation?.flagged ?? false, distress: hasDistress(reading) },
    escalate: (routing?.escalate ?? null) !== null,
    missing: reading.lead?.missing ?? [],
  });
}
