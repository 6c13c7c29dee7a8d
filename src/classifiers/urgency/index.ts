import { URGENCIES } from '../../domain/labels.ts';
import type { PreparedText } from '../../domain/message.ts';
import type { Score } from '../../domain/score.ts';
import type { ClassifierSpec, SymbolHit } from '../classifier.ts';
import type { LinearModel } from '../linear/model.ts';
import { scoreText } from '../linear/score-text.ts';
import { findShape, SHAPE_SYMBOLS } from '../linear/shape.ts';
import { findTopics, TOPIC_LEXICON } from '../linear/topic.ts';

const findSymbols = (text: PreparedText): readonly SymbolHit[] => [...findTopics(text), ...findShape(text)];

/** How soon somebody must look. */
export const urgency: ClassifierSpec = {
  name: 'urgency',
  heads: [{ name: 'urgency', kind: 'softmax', labels: URGENCIES }],
  symbols: [...TOPIC_LEXICON.names, ...SHAPE_SYMBOLS],
  findSymbols,
  usesContext: true,
  bits: 17,
  create: (model) => ({ name: 'urgency', labels: URGENCIES, timeoutMs: 200, score: async (text) => scoreUrgency(model, text) }),
};

export function scoreUrgency(model: LinearModel, text: PreparedText): Score {
  const scored = scoreText(model, text, findSymbols(text));
  return { classifier: 'urgency', modelVersion: model.version, probabilities: scored.probabilities, evidence: [], spans: [] };
}
