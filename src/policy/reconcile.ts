import type { Reading } from '../domain/decision.ts';
import { isSelfHarm } from '../domain/labels.ts';

/**
 * Makes the aspects of one message agree, by the conventions of the label guide: spam has no lead, no mood and no hurry;
 * an attack is no prospect; a threat and a person in distress are critical.
 */
export function reconcile(reading: Partial<Reading>): Partial<Reading> {
  if (reading.spam?.flagged === true && reading.moderation?.flagged !== true && !hasDistress(reading)) return asSpam(reading);
  return asDistress(asAttack(withoutSpamIntent(reading)));
}

export const hasDistress = ({ moderation }: Partial<Reading>): boolean => moderation?.categories.some(({ id, flagged }) => flagged && isSelfHarm(id)) ?? false;

export const hasThreat = ({ moderation }: Partial<Reading>): boolean => moderation?.categories.some(({ id, flagged }) => flagged && id.endsWith('/threatening')) ?? false;

function asSpam(reading: Partial<Reading>): Partial<Reading> {
  return {
    ...reading,
    ...(reading.lead === undefined ? {} : { lead: noLead(reading.lead) }),
    ...(reading.intent === undefined ? {} : { intent: { ...reading.intent, top: 'spam', outOfScope: false } }),
    ...(reading.urgency === undefined ? {} : { urgency: { ...reading.urgency, level: 'low' } }),
    ...(reading.sentiment === undefined ? {} : { sentiment: { ...reading.sentiment, label: 'neutral' } }),
  };
}

const noLead = (lead: Reading['lead']): Reading['lead'] => ({ ...lead, score: lead.score === null ? null : Math.min(9, lead.score), tier: 'none', missing: [], nextQuestion: null });

/** A message that was not called spam or abuse has another intent than these, the likeliest of the rest. */
function withoutSpamIntent(reading: Partial<Reading>): Partial<Reading> {
  const { intent, spam, moderation } = reading;
  if (intent?.top === undefined || intent.top === null) return reading;
  const excluded = new Set<string>([...(spam !== undefined && !spam.flagged ? ['spam'] : []), ...(moderation !== undefined && !moderation.flagged ? ['abuse'] : [])]);
  if (!excluded.has(intent.top)) return reading;
  const next = intent.candidates.find(([label]) => !excluded.has(label));
  return { ...reading, intent: { ...intent, top: next?.[0] ?? 'other', confidence: next?.[1] ?? 0 } };
}

function asAttack(reading: Partial<Reading>): Partial<Reading> {
  if (reading.moderation?.flagged !== true) return reading;
  return {
    ...reading,
    ...(reading.lead === undefined ? {} : { lead: noLead(reading.lead) }),
    ...(reading.sentiment === undefined || reading.sentiment.label !== 'positive' ? {} : { sentiment: { ...reading.sentiment, label: 'negative' } }),
    ...(reading.urgency !== undefined && hasThreat(reading) ? { urgency: { ...reading.urgency, level: 'critical' } } : {}),
  };
}

function asDistress(reading: Partial<Reading>): Partial<Reading> {
  if (!hasDistress(reading)) return reading;
  return {
    ...reading,
    ...(reading.urgency === undefined ? {} : { urgency: { ...reading.urgency, level: 'critical' } }),
    ...(reading.lead === undefined ? {} : { lead: noLead(reading.lead) }),
  };
}
