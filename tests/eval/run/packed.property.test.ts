import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ABUSE_CATEGORIES, ACTIONS } from '../../../src/domain/labels.ts';
import { createPacker } from '../../../src/eval/run/packed.ts';
import { type Answer, AnswerSchema, type Prediction } from '../../../src/eval/run/prediction.ts';

const number = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constant(-0));
const word = fc.oneof(fc.string(), fc.constantFrom('fr', 'object', 'end', '__proto__', 'constructor', '0'));
const yesNo = fc.record({ score: fc.option(number), flagged: fc.boolean() });
const answer: fc.Arbitrary<Answer> = fc.record({
  policy: fc.record({ id: word, version: number }), language: fc.record({ tag: word }),
  moderation: fc.record({ action: fc.constantFrom(...ACTIONS), flagged: fc.boolean(), score: fc.option(number), uncertain: fc.boolean(), categories: fc.array(fc.record({ id: fc.constantFrom(...ABUSE_CATEGORIES), score: number, flagged: fc.boolean() }), { maxLength: 4 }) }),
  spam: yesNo, prompt_injection: yesNo, lead: fc.record({ tier: fc.option(word), score: fc.option(number) }, { requiredKeys: ['tier'] }), intent: fc.record({ top: fc.option(word) }), sentiment: fc.record({ label: fc.option(word) }),
  urgency: fc.record({ level: fc.option(word), score: number }, { requiredKeys: ['level'] }), routing: fc.record({ queue: word }), timing_ms: fc.dictionary(fc.constantFrom('total', 'encode', 'a b', 'a,b', '1:a'), number), usage: fc.record({ llm_tokens: number, est_cost_usd: number }),
}, { requiredKeys: ['policy', 'language', 'timing_ms'] });
const known = { id: word, group: fc.option(word, { nil: undefined }), lang: fc.option(word, { nil: undefined }), gold: fc.record({ spam: fc.boolean(), queue: word }, { requiredKeys: [] }), slices: fc.array(word, { maxLength: 3 }) };
const prediction: fc.Arbitrary<Prediction> = fc.oneof({ weight: 4, arbitrary: fc.record({ ...known, answer }) }, fc.record({ ...known, failed: word }));

/** What a prediction says, field by field. */
const said = ({ id, group, lang, gold, slices, failed, answer: given }: Prediction): object =>
  ({ id, group, lang, gold, slices, failed, answer: given === undefined ? undefined : Object.fromEntries(Object.keys(AnswerSchema.shape).map((field) => [field, given[field as keyof Answer]])) });

test('packed predictions say what they said, whatever stood before them', () => {
  fc.assert(fc.property(fc.array(prediction, { maxLength: 30 }), (predictions) => {
    const packed = predictions.map(createPacker());

    expect(packed.map(said)).toEqual(predictions.map(said));
  }));
});

test('what rows have alike is kept once', () => {
  const pack = createPacker();
  const [one, other] = [0.25, 0.5].map((score) => pack({ id: `${score}`, gold: { spam: true }, slices: ['all', 'fr'], answer: { policy: { id: 'p', version: 1 }, language: { tag: 'fr' }, routing: { queue: 'care' }, spam: { score, flagged: false }, timing_ms: {} } }));

  expect([one?.gold === other?.gold, one?.slices === other?.slices, one?.answer?.routing === other?.answer?.routing]).toEqual([true, true, true]);
  expect([one?.answer?.spam, other?.answer?.spam]).toEqual([{ score: 0.25, flagged: false }, { score: 0.5, flagged: false }]);
});
