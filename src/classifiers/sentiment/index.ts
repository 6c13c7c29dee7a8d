import { SENTIMENTS } from '../../domain/labels.ts';
import type { PreparedText } from '../../domain/message.ts';
import type { Score } from '../../domain/score.ts';
import type { ClassifierSpec, SymbolHit } from '../classifier.ts';
import type { LinearModel } from '../linear/model.ts';
import { scoreText } from '../linear/score-text.ts';
import { findShape, SHAPE_SYMBOLS } from '../linear/shape.ts';
import { findTopics, TOPIC_LEXICON } from '../linear/topic.ts';

const findSymbols = (text: PreparedText): readonly SymbolHit[] => [...findTopics(text), ...findShape(text)];

/** The sender's mood towards the business. */
export const sentiment: ClassifierSpec = {
  name: 'sentiment',
  heads: [{ name: 'sentiment', kind: 'softmax', labels: SENTIMENTS }],
  symbols: [...TOPIC_LEXICON.names, ...SHAPE_SYMBOLS],
  findSymbols,
  usesContext: true,
  bits: 17,
  create: (model) => ({ name: 'sentiment', labels: SENTIMENTS, timeoutMs: 200, score: async (text) => scoreSentiment(model, text) }),
};

export function scoreSentiment(model: LinearModel, text: PreparedText): Score {
  const scored = scoreText(model, text, findSymbols(text));
  return { classifier: 'sentiment', modelVersion: model.version, probabilities: scored.probabilities, evidence: [], spans: [] };
}
