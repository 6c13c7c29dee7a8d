import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { INTENTS, type AbuseCategory, type Intent, type LeadTier, type Sentiment, type Urgency } from '../../src/domain/labels.ts';
import type { InboundMessage } from '../../src/domain/message.ts';
import { type CompiledPolicy, type Policy, PolicySchema } from '../../src/domain/policy.ts';
import type { Outcome, Outcomes } from '../../src/domain/score.ts';
import { compilePolicy } from '../../src/policy/compile.ts';

const SOURCE = readFileSync(new URL('../../demo/policy.yaml', import.meta.url), 'utf8');

/** The shipped policy, parsed anew, so that a test may change it. */
export const demoPolicy = (): Policy => PolicySchema.parse(parse(SOURCE));

/** The shipped policy, compiled, with some of its parts replaced. */
export const compiledDemo = (change: Partial<Policy> = {}): CompiledPolicy => compilePolicy({ ...demoPolicy(), ...change });

export const scored = (classifier: string, probabilities: Readonly<Record<string, number>>, value?: number): Outcome => ({
  status: 'scored', tookMs: 0, score: { classifier, modelVersion: 'test', probabilities, evidence: [], spans: [], ...(value === undefined ? {} : { value }) },
});

export const failed = (classifier: string): Outcome => ({ status: 'failed', classifier, reason: 'timeout', detail: 'no answer' });

export type Likely = Readonly<{
  abuse?: number;
  spam?: number;
  injection?: number;
  categories?: Readonly<Partial<Record<AbuseCategory, number>>>;
  intent?: Intent;
  lead?: LeadTier;
  urgency?: Urgency;
  sentiment?: Sentiment;
}>;

/** Outcomes of every classifier; what is not named is unlikely, neutral and ordinary. */
export function outcomesOf({ abuse = 0.01, spam = 0.01, injection = 0.01, categories = {}, intent = 'other', lead = 'none', urgency = 'normal',
  sentiment = 'neutral' }: Likely = {}): Outcomes {
  const rest = 0.2 / (INTENTS.length - 1);
  return {
    abuse: scored('abuse', { abuse, ...categories }),
    spam: scored('spam', { spam, promotion: 0.6, phishing: 0.4 }),
    'prompt-injection': scored('prompt-injection', { injection }),
    lead: scored('lead', { [lead]: 0.9 }, { none: 3, cold: 25, warm: 57, hot: 90 }[lead]),
    intent: scored('intent', Object.fromEntries(INTENTS.map((name) => [name, name === intent ? 0.8 : rest]))),
    urgency: scored('urgency', { [urgency]: 0.9 }),
    sentiment: scored('sentiment', { [sentiment]: 0.9 }),
  };
}

export const messageOf = (text: string, more: Partial<InboundMessage> = {}): InboundMessage => ({
  tenantId: 't1', channel: 'whatsapp', text, receivedAt: new Date('2026-09-01T10:00:00Z'), contact: { identities: [], tags: [] },
    conversation: { labels: [], turns: [] }, attachments: [], ...more,
});
