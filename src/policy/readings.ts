import type { Reading } from '../domain/decision.ts';
import { INTENTS, type Intent, LEAD_TIERS, type LeadTier, SENTIMENTS, type Sentiment, URGENCIES, type Urgency } from '../domain/labels.ts';
import type { Policy } from '../domain/policy.ts';
import type { Outcome, Outcomes } from '../domain/score.ts';

const top = <Label extends string>(labels: readonly Label[], values: Readonly<Record<string, number>>): Label =>
  labels.reduce((best, label) => ((values[label] ?? 0) > (values[best] ?? 0) ? label : best));

const values = (outcome: Outcome | undefined): Readonly<Record<string, number>> | undefined => (outcome?.status === 'scored' ? outcome.score.probabilities : undefined);

const CANDIDATES = 3;

export function readIntent(outcomes: Outcomes, { intent: { out_of_scope_below: floor } }: Policy): Pick<Partial<Reading>, 'intent'> {
  if (outcomes['intent'] === undefined) return {};
  const found = values(outcomes['intent']);
  if (found === undefined) return { intent: { top: null, confidence: 0, candidates: [], outOfScope: false } };
  const candidates = likeliest(found);
  const [best, confidence] = candidates[0] ?? ['other', 0];
  return { intent: { top: best, confidence, candidates, outOfScope: confidence < floor } };
}

/** The few likeliest intents, in order; of equal ones the first named. */
function likeliest(found: Readonly<Record<string, number>>): readonly (readonly [Intent, number])[] {
  const ranked: [Intent, number][] = [];
  for (const label of INTENTS) {
    const value = found[label] ?? 0;
    const place = ranked.findLastIndex(([, other]) => other >= value) + 1;
    if (place < CANDIDATES) ranked.splice(place, 0, [label, value]);
    if (ranked.length > CANDIDATES) ranked.pop();
  }
  return ranked;
}

/** What a seller still has to ask, most telling first; a signal that was seen is not missing. */
const WANTED: readonly (readonly [string, readonly string[]])[] = [
  ['quantity', ['quantity', 'people']], ['date', ['date', 'time']], ['budget', ['budget']], ['contact', ['contact_phone', 'contact_email']],
];

export function readLead(outcomes: Outcomes): Pick<Partial<Reading>, 'lead'> {
  const outcome = outcomes['lead'];
  if (outcome === undefined) return {};
  if (outcome.status === 'failed') return { lead: { score: null, tier: null, signals: [], missing: [], nextQuestion: null } };
  const { probabilities, evidence, value } = outcome.score;
  const tier: LeadTier = top(LEAD_TIERS, probabilities);
  const seen = new Set(evidence.map(({ id }) => id));
  const missing = tier === 'none' ? [] : WANTED.filter(([, signals]) => !signals.some((signal) => seen.has(signal))).map(([name]) => name);
  return { lead: { score: value ?? 0, tier, signals: evidence, missing, nextQuestion: null } };
}

export function readSentiment(outcomes: Outcomes): Pick<Partial<Reading>, 'sentiment'> {
  if (outcomes['sentiment'] === undefined) return {};
  const found = values(outcomes['sentiment']);
  if (found === undefined) return { sentiment: { label: null, score: 0, frustration: 0 } };
  const label: Sentiment = top(SENTIMENTS, found);
  return { sentiment: { label, score: (found['positive'] ?? 0) - (found['negative'] ?? 0), frustration: found['negative'] ?? 0 } };
}

export function readUrgency(outcomes: Outcomes): Pick<Partial<Reading>, 'urgency'> {
  if (outcomes['urgency'] === undefined) return {};
  const found = values(outcomes['urgency']);
  if (found === undefined) return { urgency: { level: null, score: 0, probabilities: {} } };
  const level: Urgency = top(URGENCIES, found);
  const score = URGENCIES.reduce((sum, name, index) => sum + ((found[name] ?? 0) * index) / (URGENCIES.length - 1), 0);
  return { urgency: { level, score, probabilities: found } };
}
