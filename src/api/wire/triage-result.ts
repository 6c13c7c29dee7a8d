import type { CategoryDecision, Handoff, Reading, Routing, Stage, TriageResult } from '../../domain/decision.ts';
import type { Suggestion } from '../../domain/draft.ts';
import type { Span } from '../../domain/message.ts';
import type { Evidence } from '../../domain/score.ts';

export type PresentOptions = Readonly<{ include: ReadonlySet<Stage>; explain: boolean; warnings: readonly string[] }>;

const DIGITS = 1e4;
/** Four decimals: what calibration on a few hundred rows can carry. */
const round = (value: number): number => Math.round(value * DIGITS) / DIGITS;
const roundOrNull = (value: number | null): number | null => (value === null ? null : round(value));

/** `TriageResult` → the body of POST /v1/triage. Sections that were not asked for are absent. */
export function presentTriageResult(result: TriageResult, { include, explain, warnings }: PresentOptions) {
  const { reading } = result;
  const asked = <Section extends keyof Reading, Shown>(stage: Stage, section: Section, show: (value: Reading[Section]) => Shown): Shown | undefined => {
    const value = include.has(stage) ? reading[section] : undefined;
    return value === undefined ? undefined : show(value as Reading[Section]);
  };
  return {
    id: result.id,
    object: 'triage.result' as const,
    created_at: result.createdAt.toISOString(),
    message_id: result.messageId,
    channel: result.channel,
    policy: result.policy,
    language: { tag: result.language.tag, confidence: result.language.confidence },
    coverage: result.coverage,
    moderation: asked('moderation', 'moderation', presentModeration),
    spam: asked('spam', 'spam', ({ score, flagged, kind, threshold, symbols }) => ({ score: roundOrNull(score), flagged, kind, threshold, symbols: explain ? symbols.map(presentEvidence) : [] })),
    lead: asked('lead', 'lead', (lead) => presentLead(lead, explain)),
    intent: asked('intent', 'intent', ({ top, confidence, candidates, outOfScope }) => ({
      top, confidence: round(confidence), candidates: candidates.map(([label, value]) => [label, round(value)] as const), out_of_scope: outOfScope,
    })),
    sentiment: asked('sentiment', 'sentiment', ({ label, score, frustration }) => ({ label, score: round(score), frustration: round(frustration) })),
    urgency: asked('urgency', 'urgency', ({ level, score, probabilities }) => ({ level, score: round(score), probabilities: roundAll(probabilities) })),
    prompt_injection: asked('prompt_injection', 'injection', ({ score, flagged, threshold, spans }) => ({ score: roundOrNull(score), flagged, threshold, spans: spans.map(presentSpan) })),
    routing: include.has('routing') && result.routing !== undefined ? presentRouting(result.routing) : undefined,
    suggestions: result.suggestions?.map(presentSuggestion),
    handoff: result.handoff === undefined ? undefined : presentHandoff(result.handoff),
    degraded: result.degraded.map(({ stage, reason, failMode }) => ({ stage, reason, fail_mode: failMode })),
    warnings,
    timing_ms: roundAll(result.timingMs),
    usage: { llm_tokens: (result.suggestions ?? []).reduce((sum, suggestion) => sum + (suggestion.status === 'draft' ? (suggestion.tokens ?? 0) : 0), 0), est_cost_usd: 0 },
  };
}

export type TriageBody = ReturnType<typeof presentTriageResult>;

const roundAll = (values: Readonly<Record<string, number>>): Record<string, number> => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, round(value)]));

const presentSpan = ({ start, end }: Span): readonly [number, number] => [start, end];

const presentEvidence = ({ id, weight, detail, span, value }: Evidence) => ({
  id, score: round(weight),
  ...(detail === undefined ? {} : { detail }),
  ...(span === undefined ? {} : { span: presentSpan(span) }),
  ...(value === undefined ? {} : { value }),
});

export const presentCategory = ({ id, score, severity, threshold, flagged }: CategoryDecision) => ({ id, score: round(score), severity, threshold, flagged });

function presentModeration({ action, flagged, score, severity, uncertain, categories, spans, rules }: Reading['moderation']) {
  return {
    action, flagged, score: roundOrNull(score), severity, uncertain, target: null,
    categories: categories.map(presentCategory),
    spans: spans.map(({ category, ...span }) => ({ span: presentSpan(span), category })),
    rules,
  };
}

const presentLead = ({ score, tier, signals, missing, nextQuestion }: Reading['lead'], explain: boolean) => ({
  score, tier,
  signals: explain ? signals.map(({ id, weight, span, value }) => ({ id, points: weight, ...(span === undefined ? {} : { span: presentSpan(span) }), ...(value === undefined ? {} : { value }) })) : [],
  missing, next_question: nextQuestion,
});

const presentRouting = ({ queue, runnerUp, fallbackQueue, priority, tags, matchedRules, escalate, sla, autoReply }: Routing) => ({
  queue,
  runner_up: runnerUp === null ? null : { queue: runnerUp.queue, margin: round(runnerUp.margin) },
  fallback_queue: fallbackQueue,
  priority,
  tags: tags.map(({ name, confidence, reason }) => ({ name, confidence: round(confidence), reason })),
  sla: sla === null ? null : { policy: sla.policy, first_response_due_at: sla.firstResponseDueAt.toISOString(), business_minutes: sla.businessMinutes },
  auto_reply: autoReply,
  escalate,
  matched_rules: matchedRules,
});

function presentSuggestion(suggestion: Suggestion) {
  if (suggestion.status === 'abstained') {
    const { id, status, kind, reason, nearest } = suggestion;
    return { id, status, kind, text: null, abstained: { reason, nearest: nearest.map(({ snippetId, score }) => ({ snippet_id: snippetId, score: round(score) })) } };
  }
  const { id, status, kind, language, text, confidence, source, citations, checks, autoSendEligible, model, promptVersion } = suggestion;
  return {
    id, status, kind, lang: language, text, sendable: true, auto_send_eligible: autoSendEligible, ai_generated: source === 'llm', confidence: round(confidence), source,
    citations: citations.map(({ snippetId, version, sentence, score }) => ({ snippet_id: snippetId, version, sentence, score: round(score) })),
    checks: Object.fromEntries(checks.map(({ name, passed }) => [name, passed])),
    ...(model === undefined ? {} : { model }),
    ...(promptVersion === undefined ? {} : { prompt_version: promptVersion }),
  };
}

export const presentHandoff = ({ needed, oneLiner, summary, lastMessages, openQuestions, customerMessage }: Handoff) => ({
  needed, one_liner: oneLiner, summary,
  last_messages: lastMessages.map(({ id, role, text }) => ({ id, role, text })),
  open_questions: openQuestions, customer_message: customerMessage,
});

/** The body less every word of the customer: what may be stored where the workspace keeps no text. */
export function withoutWords(body: TriageBody): TriageBody {
  return {
    ...body,
    ...(body.spam === undefined ? {} : { spam: { ...body.spam, symbols: body.spam.symbols.map(({ detail: _detail, value: _value, ...symbol }) => symbol) } }),
    ...(body.lead === undefined ? {} : { lead: { ...body.lead, signals: body.lead.signals.map(({ value: _value, ...signal }) => signal) } }),
    ...(body.handoff === undefined ? {} : { handoff: { ...body.handoff, one_liner: '', summary: '', last_messages: body.handoff.last_messages.map((turn) => ({ ...turn, text: '' })) } }),
  };
}

/** `text` is what is answered, `kept` what may be stored. What both say alike is spelt once. */
export function serialise(body: TriageBody, storeText: boolean): Readonly<{ text: string; kept: string }> {
  if (storeText) {
    const text = JSON.stringify(body);
    return { text, kept: text };
  }
  const bare = withoutWords(body);
  let text = '';
  let kept = '';
  for (const key of Object.keys(body) as (keyof TriageBody)[]) {
    if (body[key] === undefined) continue;
    const shown = `${text === '' ? '{' : ','}"${key}":${JSON.stringify(body[key])}`;
    text += shown;
    kept += bare[key] === body[key] ? shown : `${kept === '' ? '{' : ','}"${key}":${JSON.stringify(bare[key])}`;
  }
  return { text: `${text}}`, kept: `${kept}}` };
}
