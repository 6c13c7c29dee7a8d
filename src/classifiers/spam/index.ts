import { SPAM_KINDS } from '../../domain/labels.ts';
import type { PreparedText } from '../../domain/message.ts';
import type { Score } from '../../domain/score.ts';
import type { ClassifierSpec, SymbolHit } from '../classifier.ts';
import type { LinearModel } from '../linear/model.ts';
import { explain, scoreText } from '../linear/score-text.ts';
import { findShape, SHAPE_SYMBOLS } from '../linear/shape.ts';
import { SPAM_LEXICON } from './symbols.ts';

const findSymbols = (text: PreparedText): readonly SymbolHit[] => [...findShape(text), ...SPAM_LEXICON.find(text.tokens)];

/** Unsolicited bulk, deceptive or commercial messages, and which kind. */
export const spam: ClassifierSpec = {
  name: 'spam',
  heads: [
    { name: 'spam', kind: 'sigmoid', labels: ['spam'] },
    { name: 'kind', kind: 'softmax', labels: SPAM_KINDS },
  ],
  symbols: [...SHAPE_SYMBOLS, ...SPAM_LEXICON.names],
  findSymbols,
  usesContext: false,
  bits: 18,
  create: (model) => ({
    name: 'spam',
    labels: ['spam', ...SPAM_KINDS],
    timeoutMs: 200,
    score: async (text) => scoreSpam(model, text),
  }),
};

/**
 * Probability of spam, the kinds' shares given that it is spam, and symbols whose weights add up to `value`, the raw logit.
 * No spans of its own: what is shown of spam are its symbols, and they have their places.
 */
export function scoreSpam(model: LinearModel, text: PreparedText): Score {
  const scored = scoreText(model, text, findSymbols(text));
  return {
    classifier: 'spam',
    modelVersion: model.version,
    probabilities: scored.probabilities,
    evidence: explain(model, scored, 0),
    spans: [],
    value: scored.total[0] ?? 0,
  };
}
