import type { Degradation, Reading } from '../domain/decision.ts';
import type { Draft, Suggestion } from '../domain/draft.ts';
import { ServiceError } from '../domain/failures.ts';
import { isSelfHarm } from '../domain/labels.ts';
import type { InboundMessage, PreparedText } from '../domain/message.ts';
import type { ChatModel, EncodedText, Encoder, NewId } from '../domain/ports.ts';
import type { WorkspaceContext } from '../domain/workspace.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { checkedAcknowledgement } from './acknowledgement.ts';
import { type ComposedAnswer, composeAnswer, type Finding, findingOf, nearestOf } from './answer.ts';
import { checkDraft } from './checks/index.ts';
import { clarificationOf } from './clarification.ts';
import { type ModelAnswer, writeWithModel } from './model-answer.ts';
import { type AbstentionReason, questionsOf, refusalOf } from './question.ts';
import { greetingOf, signOffOf } from './wording.ts';

export type DraftInput = Readonly<{
  message: InboundMessage;
  text: PreparedText;
  reading: Partial<Reading>;
  /** The message after its pass through the encoder; absent where there was none. */
  encoded?: EncodedText;
  workspace: WorkspaceContext;
  /** 1 to 3; bounds the drafts, an abstention is none. */
  maxSuggestions: number;
  signal: AbortSignal;
  /** Told when a better writer was asked and did not answer; the draft then comes from the next one. */
  report?(degradation: Degradation): void;
}>;

/**
 * Drafts for one message: the acknowledgement first, then an answer or the reason why there is none, then, where there is room, the
 * question back that a sale lacks. Spam gets the reason alone. When the knowledge cannot be searched that reason is `unavailable`; rejects only when `signal` is aborted.
 */
export type Drafter = (input: DraftInput) => Promise<readonly Suggestion[]>;

/** `encoder`: reads each question of a message that asks several. `chat`: writes the answers when there is one; without it they are extracts. */
export type DrafterDeps = Readonly<{ knowledge: Pick<Knowledge, 'search'>; newId: NewId; encoder?: Pick<Encoder, 'encode'>; chat?: ChatModel }>;

type Abstained = Extract<Suggestion, { status: 'abstained' }>;

const SEARCH_LIMIT = 8;
/** An answer goes out by itself only when the support is well above what it takes to propose it. */
const AUTO_SEND_AT_LEAST = 0.8;

export function createDrafter(deps: DrafterDeps): Drafter {
  return async (input) => {
    const first = acknowledge(input, deps.newId);
    const drafts: readonly Suggestion[] = first === undefined ? [] : [first];
    const refusal = refusalOf(input.reading, input.text);
    if (refusal !== undefined) return [...drafts, abstention(deps, refusal)];
    if (drafts.length >= input.maxSuggestions) return drafts;
    const answered = await answerOrReason(deps, input);
    const room = input.maxSuggestions - drafts.length - (answered.status === 'draft' ? 1 : 0);
    const asking = room > 0 ? clarificationOf(input, deps.newId('sug')) : undefined;
    return [...drafts, answered, ...(asking === undefined ? [] : [asking])];
  };
}

const abstention = ({ newId }: DrafterDeps, reason: AbstentionReason, nearest: Abstained['nearest'] = []): Abstained =>
  ({ id: newId('sug'), status: 'abstained', kind: 'answer', reason, nearest });

/** What the knowledge answers, by the best writer there is, or why nothing is answered. */
async function answerOrReason(deps: DrafterDeps, input: DraftInput): Promise<Draft | Abstained> {
  const { chat, newId } = deps;
  const { text, workspace: { brand, policy: { policy } } } = input;
  const findings = await find(deps, input);
  if (findings === 'unavailable') return abstention(deps, 'unavailable');
  const answer = composeAnswer({ findings, language: text.language.tag, brand, atLeast: policy.replies.answer_at_least });
  if (answer === undefined) return abstention(deps, 'no_support', nearestOf(findings));
  const written = chat === undefined ? undefined : await askModel(chat, input, findings);
  if (written !== undefined) return modelDraft(written, newId('sug'));
  const draft = answerDraft(answer, input, newId('sug'));
  return draft.checks.every(({ passed }) => passed) ? draft : abstention(deps, 'checks_failed', nearestOf(findings));
}

function acknowledge({ text, reading, workspace }: DraftInput, newId: NewId): Draft | undefined {
  const flagged = {
    spam: reading.spam?.flagged ?? false,
    abuse: reading.moderation?.flagged ?? false,
    distress: reading.moderation?.categories.some((category) => isSelfHarm(category.id) && category.flagged) ?? false,
  };
  const written = checkedAcknowledgement({ language: text.language.tag, intent: reading.intent?.top ?? null, flagged, brand: workspace.brand });
  if (written === undefined) return undefined;
  return {
    ...written,
    id: newId('sug'), status: 'draft', kind: 'acknowledgement', source: 'template', confidence: 1, citations: [],
    autoSendEligible: mayAutoSend(reading, workspace) && written.checks.every(({ passed }) => passed) && !flagged.distress,
  };
}

function answerDraft(answer: ComposedAnswer, input: DraftInput, id: string): Draft {
  const { text, language, source, citations, confidence, sources, complete } = answer;
  const { reading, workspace } = input;
  const { brand } = workspace;
  const checks = checkDraft({ text, language, sources, fixed: [greetingOf(brand, language), signOffOf(brand, language)], message: saidIn(input), brand });
  return {
    id, status: 'draft', kind: 'answer', source, language, text, confidence, citations, checks,
    autoSendEligible: mayAutoSend(reading, workspace) && complete && confidence >= AUTO_SEND_AT_LEAST && checks.every(({ passed }) => passed),
  };
}

/** A model that is away, late or talks nonsense is reported, and the extractive draft takes its place. */
async function askModel(chat: ChatModel, input: DraftInput, findings: readonly Finding[]): Promise<ModelAnswer | undefined> {
  try {
    return await writeWithModel(chat, input, findings.filter(({ support }) => support >= input.workspace.policy.policy.replies.answer_at_least));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    input.report?.({ stage: 'llm', reason: error.code, failMode: 'open' });
    return undefined;
  }
}

/** What a model wrote is never sent by itself. */
function modelDraft({ answer, checks, model, promptVersion, tokens }: ModelAnswer, id: string): Draft {
  const { text, language, citations, confidence } = answer;
  return { id, status: 'draft', kind: 'answer', source: 'llm', language, text, confidence, citations, checks, autoSendEligible: false, model, promptVersion, tokens };
}

/** The policy says so, and the moderation did run and found nothing to look at. */
const mayAutoSend = ({ moderation }: Partial<Reading>, { policy }: WorkspaceContext): boolean =>
  policy.policy.replies.auto_send && moderation?.action === 'allow' && !moderation.uncertain;

const saidIn = ({ text, message }: DraftInput): string => [text.original, ...message.conversation.turns.map((turn) => turn.text)].join('\n');

/** Searches for each question of the message, or for all of it when that serves better. */
async function find({ knowledge, encoder }: Pick<DrafterDeps, 'knowledge' | 'encoder'>, { message, text, encoded, signal }: DraftInput): Promise<readonly Finding[] | 'unavailable'> {
  const search = async (question: PreparedText, vector: Float32Array | undefined): Promise<Finding> => {
    signal.throwIfAborted();
    return findingOf(question, await knowledge.search(message.tenantId, question, SEARCH_LIMIT, vector));
  };
  try {
    const questions = questionsOf(text);
    const whole = await search(text, encoded?.embedding);
    const vectors = encoded === undefined ? [] : await Promise.all(questions.map((question) => vectorOf(encoder, question, message)));
    const parts: Finding[] = [];
    for (const [index, question] of questions.entries()) parts.push(await search(question, vectors[index]));
    return parts.some(({ support }) => support >= whole.support) ? parts : [whole];
  } catch (error) {
    if (error instanceof ServiceError) return 'unavailable';
    throw error;
  }
}

/** The encoder's vector of one question; undefined when it could not read it, and words decide. */
async function vectorOf(encoder: DrafterDeps['encoder'], question: PreparedText, { conversation: { turns } }: InboundMessage): Promise<Float32Array | undefined> {
  try {
    return (await encoder?.encode({ text: question.original, turns }))?.embedding;
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
