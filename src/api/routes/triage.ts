import type { DecisionRecord } from '../../domain/ports.ts';
import type { TriageResult } from '../../domain/decision.ts';
import { ServiceError } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import type { Call, Reply, Route } from '../route.ts';
import { type ParsedTriage, parseTriageRequest, TriageQuerySchema, TriageRequestSchema } from '../wire/triage-request.ts';
import { presentTriageResult, serialise } from '../wire/triage-result.ts';
import { TriageResponseSchema } from '../wire/triage-schema.ts';
import { reviveWords } from '../wire/revive.ts';

export type TriageRouteDeps = Pick<ApiDeps, 'triage' | 'workspace' | 'store' | 'now' | 'metrics' | 'handOff'>;

/** POST /v1/triage: score one message and say what to do, where it should go and what could be answered. */
export function triageRoute(deps: TriageRouteDeps): Route {
  return {
    method: 'post', path: '/v1/triage', scope: 'triage:write', body: 'json',
    handle: (call) => triageOne(deps, call, call.body),
    revive: (kept, call) => reviveWords(kept, call.body, deps.handOff),
    docs: { id: 'triage', tag: 'triage', summary: 'Everything for one message.', query: TriageQuerySchema, request: TriageRequestSchema, response: TriageResponseSchema },
  };
}

/** Parses, triages, records, presents. Shared with the batch, whose items are bodies of this route. */
export async function triageOne(deps: TriageRouteDeps, call: Call, body: unknown): Promise<Reply> {
  const parsed = parseTriageRequest(body, { tenantId: call.caller.tenantId, now: deps.now(), include: includeOf(call) });
  const result = await deps.triage(parsed.message, parsed.options);
  count(deps, result);
  const shown = presentTriageResult(result, { include: parsed.options.include, explain: parsed.options.explain, warnings: parsed.warnings });
  const { storeText } = await deps.workspace(call.caller.tenantId);
  const { text, kept } = serialise(shown, storeText);
  const reply: Reply = { status: 200, text, kept, stages: result.timingMs };
  return parsed.options.dryRun ? reply : record(deps, { parsed, result, reply, kept, storeText, body });
}

function includeOf({ query }: Call): string | undefined {
  const include = query['include'];
  return include === undefined ? undefined : String(include).slice(0, 400);
}

type Recording = Readonly<{ parsed: ParsedTriage; result: TriageResult; reply: Reply; kept: string; storeText: boolean; body: unknown }>;

/** Durable before it is answered. The same channel and message id again gets the first answer. */
async function record({ store, handOff }: TriageRouteDeps, { parsed: { message, inputHash }, result, reply, kept, storeText, body }: Recording): Promise<Reply> {
  const decision: DecisionRecord = {
    id: result.id, tenantId: message.tenantId, channel: message.channel, messageId: message.id ?? null, inputHash,
    action: result.reading.moderation?.action ?? 'review', queue: result.routing?.queue ?? '', policyVersion: result.policy.version,
    bodyJson: kept, text: storeText ? message.text : null, createdAt: result.createdAt,
  };
  const { decision: stored, replayed } = await store.decisions.record(decision);
  if (!replayed) return reply;
  if (stored.inputHash !== inputHash) {
    throw new ServiceError('idempotency_conflict', 'same message id, other content', {
      publicDetail: 'This channel and message id were used with other content.', issues: [{ pointer: '/message/id', code: 'conflict', detail: 'was used with other content' }],
    });
  }
  return { status: 200, text: reviveWords(stored.bodyJson, body, handOff), kept: stored.bodyJson, headers: { 'Idempotency-Replayed': 'true' } };
}

function count({ metrics }: TriageRouteDeps, { channel, reading, routing, degraded, suggestions }: TriageResult): void {
  metrics.countDecision(CHANNELS.has(channel) ? channel : 'other', reading.moderation?.action ?? 'none', routing?.queue ?? 'none');
  for (const { stage, reason } of degraded) metrics.degraded.inc({ stage, reason });
  for (const { kind, status } of suggestions ?? []) metrics.countSuggestion(kind, status);
}

/** A label must be a closed list: callers may name any channel. */
const CHANNELS: ReadonlySet<string> = new Set(['whatsapp', 'instagram', 'webchat', 'email', 'sms', 'messenger', 'telegram', 'api']);
