import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serialise, type TriageBody } from '../../../src/api/wire/triage-result.ts';

const symbol = fc.record({ id: fc.string(), score: fc.double(), detail: fc.string(), value: fc.string() });
const handoff = fc.record({ needed: fc.boolean(), one_liner: fc.string({ minLength: 1 }), summary: fc.string({ minLength: 1 }), last_messages: fc.array(fc.record({ id: fc.constant(null), role: fc.constant('customer'), text: fc.string({ minLength: 1 }) })) });
/** Bodies with the sections that matter here, each there or not, in the order of the presenter. */
const body = fc.record({
  id: fc.string(), language: fc.record({ tag: fc.string(), confidence: fc.double() }),
  spam: fc.option(fc.record({ flagged: fc.boolean(), symbols: fc.array(symbol) }), { nil: undefined }),
  lead: fc.option(fc.record({ tier: fc.constant(null), signals: fc.array(symbol) }), { nil: undefined }),
  routing: fc.option(fc.record({ queue: fc.string() }), { nil: undefined }),
  handoff: fc.option(handoff, { nil: undefined }),
  warnings: fc.array(fc.string()),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<TriageBody>;

test('the text is the JSON of the body, whether or not the workspace keeps text', () => {
  fc.assert(fc.property(body, (given) => {
    expect(serialise(given, false).text).toBe(JSON.stringify(given));
    expect(serialise(given, true)).toEqual({ text: JSON.stringify(given), kept: JSON.stringify(given) });
  }));
});

test('what is kept without text is the body less its words and nothing else', () => {
  fc.assert(fc.property(body, (given) => {
    const kept = JSON.parse(serialise(given, false).kept) as TriageBody;
    const { spam, lead, handoff: note, ...rest } = JSON.parse(JSON.stringify(given)) as TriageBody;

    expect(kept).toMatchObject(rest);
    expect(Object.keys(kept)).toEqual(Object.keys(JSON.parse(JSON.stringify(given)) as object));
    expect(kept.spam?.symbols ?? []).toEqual((spam?.symbols ?? []).map(({ id, score }) => ({ id, score })));
    expect(kept.lead?.signals ?? []).toEqual((lead?.signals ?? []).map(({ value: _value, ...signal }) => signal));
    expect([kept.handoff?.one_liner ?? '', kept.handoff?.summary ?? '', ...(kept.handoff?.last_messages ?? []).map(({ text }) => text)].join('')).toBe('');
    expect(kept.handoff?.last_messages.length).toBe(note?.last_messages.length);
  }));
});
