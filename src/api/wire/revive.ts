import type { Handoff, HandoffInput } from '../../domain/decision.ts';
import { isSelfHarm } from '../../domain/labels.ts';
import { parseTriageRequest } from './triage-request.ts';
import { presentHandoff, type TriageBody } from './triage-result.ts';

const EPOCH = new Date(0);

/**
 * A stored answer with the customer's words back in its hand-off note, made again from the repeated request. Other details
 * that quote the message (symbols, lead values) stay away: the scores and the decision are those of the first answer.
 */
export function reviveWords(kept: string, body: unknown, handOff: (input: HandoffInput) => Handoff): string {
  const stored = JSON.parse(kept) as TriageBody;
  if (stored.handoff === undefined || stored.handoff.one_liner !== '') return kept;
  const { message } = parseTriageRequest(body, { tenantId: '', now: EPOCH });
  const handoff = handOff({
    text: message.text, turns: message.conversation.turns, messageId: message.id ?? null, language: stored.language.tag,
    intent: stored.intent?.top ?? null, queue: stored.routing?.queue ?? '', urgency: stored.urgency?.level ?? null, leadTier: stored.lead?.tier ?? null,
    flagged: {
      spam: stored.spam?.flagged ?? false, abuse: stored.moderation?.flagged ?? false,
      distress: stored.moderation?.categories.some(({ id, flagged }) => isSelfHarm(id) && flagged) ?? false,
    },
    escalate: (stored.routing?.escalate ?? null) !== null, missing: stored.lead?.missing ?? [],
  });
  return JSON.stringify({ ...stored, handoff: presentHandoff(handoff) });
}
