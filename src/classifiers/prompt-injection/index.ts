import type { PreparedText } from '../../domain/message.ts';
import type { Score } from '../../domain/score.ts';
import type { ClassifierSpec, SymbolHit } from '../classifier.ts';
import type { LinearModel } from '../linear/model.ts';
import { explain, scoreText, spansFor } from '../linear/score-text.ts';
import { findShape, SHAPE_SYMBOLS } from '../linear/shape.ts';
import { findInjectionSymbols, INJECTION_LEXICON, INJECTION_SHAPES } from './symbols.ts';

const findSymbols = (text: PreparedText): readonly SymbolHit[] => [...findShape(text), ...findInjectionSymbols(text)];
const WORTH_A_SPAN = 0.3;

/** Text that instructs the assistant behind the inbox rather than the business. */
export const promptInjection: ClassifierSpec = {
  name: 'prompt-injection',
  heads: [{ name: 'injection', kind: 'sigmoid', labels: ['injection'] }],
  symbols: [...SHAPE_SYMBOLS, ...INJECTION_LEXICON.names, ...INJECTION_SHAPES],
  findSymbols,
  usesContext: false,
  bits: 17,
  create: (model) => ({ name: 'prompt-injection', labels: ['injection'], timeoutMs: 200, score: async (text) => scoreInjection(model, text) }),
};

export function scoreInjection(model: LinearModel, text: PreparedText): Score {
  const scored = scoreText(model, text, findSymbols(text));
  return {
    classifier: 'prompt-injection',
    modelVersion: model.version,
    probabilities: scored.probabilities,
    evidence: explain(model, scored, 0),
    spans: (scored.probabilities['injection'] ?? 0) >= WORTH_A_SPAN ? spansFor(model, text, 0) : [],
    value: scored.total[0] ?? 0,
  };
}
