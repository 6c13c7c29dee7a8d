import { LEAD_TIERS, type LeadTier } from '../../domain/labels.ts';
import type { PreparedText } from '../../domain/message.ts';
import type { Evidence, Score } from '../../domain/score.ts';
import type { ClassifierSpec, SymbolHit } from '../classifier.ts';
import { type LinearModel, probabilities } from '../linear/model.ts';
import { type LinearScore, scoreText } from '../linear/score-text.ts';
import { findShape, SHAPE_SYMBOLS } from '../linear/shape.ts';
import { findTopics, TOPIC_LEXICON } from '../linear/topic.ts';
import { findSignals, SIGNALS } from './signals.ts';

const findSymbols = (text: PreparedText): readonly SymbolHit[] => [...findSignals(text), ...findTopics(text), ...findShape(text)];

/** Each tier's band on the 0–100 scale, both ends included, as the label guide gives them. */
export const TIER_BANDS: Readonly<Record<LeadTier, readonly [number, number]>> = { none: [0, 9], cold: [10, 39], warm: [40, 74], hot: [75, 100] };

/** How likely the sender is to buy, and soon. */
export const lead: ClassifierSpec = {
  name: 'lead',
  heads: [{ name: 'tier', kind: 'softmax', labels: LEAD_TIERS }],
  symbols: [...SIGNALS, ...TOPIC_LEXICON.names, ...SHAPE_SYMBOLS],
  findSymbols,
  usesContext: true,
  bits: 17,
  scaleOf: (probabilities) => points(probabilities),
  create: (model) => ({ name: 'lead', labels: LEAD_TIERS, timeoutMs: 200, score: async (text) => scoreLead(model, text) }),
};

/** Tier probabilities, `value` = points 0–100 inside the likeliest tier's band, signals with the points each one brings. */
export function scoreLead(model: LinearModel, text: PreparedText): Score {
  const scored = scoreText(model, text, findSymbols(text));
  const value = points(scored.probabilities);
  return {
    classifier: 'lead',
    modelVersion: model.version,
    probabilities: scored.probabilities,
    evidence: signalPoints(model, scored),
    spans: [],
    value,
  };
}

const CONCRETE = new Set<string>(SIGNALS);
const MIDPOINTS: Readonly<Record<LeadTier, number>> = { none: 3, cold: 25, warm: 57, hot: 90 };

const expected = (tiers: Readonly<Record<string, number>>): number => LEAD_TIERS.reduce((sum, tier) => sum + (tiers[tier] ?? 0) * MIDPOINTS[tier], 0);

/** The expected midpoint, held inside the band of the likeliest tier so that score and tier never contradict each other. */
export function points(tiers: Readonly<Record<string, number>>): number {
  const top = LEAD_TIERS.reduce((best, tier) => ((tiers[tier] ?? 0) > (tiers[best] ?? 0) ? tier : best));
  const [low, high] = TIER_BANDS[top];
  return Math.round(Math.min(high, Math.max(low, expected(tiers))));
}

/** Points of a signal: how far the expected score falls when that signal alone is taken away. */
function signalPoints(model: LinearModel, { hits, fired, total, probabilities: whole }: LinearScore): readonly Evidence[] {
  const all = expected(whole);
  return hits.flatMap(({ name, span, value, detail }, index) => {
    if (span === undefined) return [];
    const row = (fired[index] ?? 0) * model.outputs;
    const without = total.map((logit, output) => logit - (model.symbols[row + output] ?? 0));
    const weight = Math.round((all - expected(probabilities(model, [without]))) * 10) / 10;
    // What the customer has said must be seen as said, whatever it weighs: nobody asks for it again.
    if (Math.abs(weight) < 0.5 && !CONCRETE.has(name)) return [];
    const shown = value ?? detail;
    return [{ id: name.toLowerCase(), weight, span, ...(shown === undefined ? {} : { value: shown }) }];
  });
}
