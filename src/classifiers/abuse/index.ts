import { ABUSE_CATEGORIES } from '../../domain/labels.ts';
import type { PreparedText } from '../../domain/message.ts';
import type { Score } from '../../domain/score.ts';
import type { ClassifierSpec, SymbolHit } from '../classifier.ts';
import type { LinearModel } from '../linear/model.ts';
import { scoreText, explain, spansFor } from '../linear/score-text.ts';
import { findShape, SHAPE_SYMBOLS } from '../linear/shape.ts';
import { distressFloors } from './distress.ts';
import { ABUSE_LEXICON, findAbuseSymbols, RELATION_SYMBOLS } from './symbols.ts';

const findSymbols = (text: PreparedText): readonly SymbolHit[] => [...findShape(text), ...findAbuseSymbols(text)];
const WORTH_A_SPAN = 0.3;
const LABELS = ['abuse', ...ABUSE_CATEGORIES];

/** Attacks, threats, sexual harassment and hatred; self-harm is scored beside them and is never abuse. */
export const abuse: ClassifierSpec = {
  name: 'abuse',
  heads: [{ name: 'abuse', kind: 'sigmoid', labels: LABELS }],
  symbols: [...SHAPE_SYMBOLS, ...ABUSE_LEXICON.names, ...RELATION_SYMBOLS],
  findSymbols,
  usesContext: false,
  bits: 18,
  floors: distressFloors,
  create: (model) => ({
    name: 'abuse',
    labels: LABELS,
    timeoutMs: 200,
    score: async (text) => scoreAbuse(model, text),
  }),
};

/** `abuse`: abusive at all; each category on its own scale. Spans point at what speaks for the strongest of them. */
export function scoreAbuse(model: LinearModel, text: PreparedText): Score {
  const scored = scoreText(model, text, findSymbols(text));
  const { probabilities } = scored;
  const strongest = LABELS.reduce((best, label) => ((probabilities[label] ?? 0) > (probabilities[best] ?? 0) ? label : best));
  return {
    classifier: 'abuse',
    modelVersion: model.version,
    probabilities,
    evidence: explain(model, scored, 0),
    spans: (probabilities[strongest] ?? 0) >= WORTH_A_SPAN ? spansFor(model, text, LABELS.indexOf(strongest)) : [],
    value: scored.total[0] ?? 0,
  };
}
