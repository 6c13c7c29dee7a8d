import { INTENTS } from '../../domain/labels.ts';
import type { PreparedText } from '../../domain/message.ts';
import type { Score } from '../../domain/score.ts';
import type { ClassifierSpec, SymbolHit } from '../classifier.ts';
import type { LinearModel } from '../linear/model.ts';
import { scoreText } from '../linear/score-text.ts';
import { findShape, SHAPE_SYMBOLS } from '../linear/shape.ts';
import { findTopics, TOPIC_LEXICON } from '../linear/topic.ts';

const findSymbols = (text: PreparedText): readonly SymbolHit[] => [...findTopics(text), ...findShape(text)];

/** What the sender wants: exactly one, with the runners-up. */
export const intent: ClassifierSpec = {
  name: 'intent',
  heads: [{ name: 'intent', kind: 'softmax', labels: INTENTS }],
  symbols: [...TOPIC_LEXICON.names, ...SHAPE_SYMBOLS],
  findSymbols,
  usesContext: true,
  bits: 17,
  create: (model) => ({ name: 'intent', labels: INTENTS, timeoutMs: 200, score: async (text) => scoreIntent(model, text) }),
};

export function scoreIntent(model: LinearModel, text: PreparedText): Score {
  const scored = scoreText(model, text, findSymbols(text));
  return { classifier: 'intent', modelVersion: model.version, probabilities: scored.probabilities, evidence: [], spans: [] };
}
