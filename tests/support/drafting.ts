import { readFileSync } from 'node:fs';
import { BrandCardSchema } from '../../src/domain/brand.ts';
import type { ModerationDecision, Reading } from '../../src/domain/decision.ts';
import type { BrandCard } from '../../src/domain/draft.ts';
import type { AbuseCategory, Action } from '../../src/domain/labels.ts';
import type { InboundMessage, Turn } from '../../src/domain/message.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { WorkspaceContext } from '../../src/domain/workspace.ts';
import type { DraftInput } from '../../src/drafting/draft.ts';
import { prepareText } from '../../src/text/prepare.ts';

export const DEMO_BRAND: BrandCard = BrandCardSchema.parse(JSON.parse(readFileSync('demo/brand.json', 'utf8')));

type Changes = Readonly<{ language?: string; turns?: readonly Turn[]; reading?: Partial<Reading>; brand?: BrandCard; replies?: Partial<Policy['replies']>; maxSuggestions?: number; signal?: AbortSignal }>;

/** What a drafter is given for one message of the demo workspace; only the part of the policy that a drafter reads is there. */
export function draftInput(text: string, { language, turns = [], reading = {}, brand = DEMO_BRAND, replies = {}, maxSuggestions = 2, signal = new AbortController().signal }: Changes = {}): DraftInput {
  const policy = { replies: { answer_at_least: 0.5, auto_send: false, ...replies } } as Policy;
  const workspace: WorkspaceContext = { tenantId: 'demo', name: brand.name, storeText: false, brand, policy: { policy, queueOf: new Map(), keywords: new Map() } as WorkspaceContext['policy'] };
  const message: InboundMessage = {
    tenantId: 'demo', channel: 'web', text, receivedAt: new Date('2026-06-15T12:00:00Z'), contact: { identities: [], tags: [] }, conversation: { labels: [], turns }, attachments: [],
  };
  return { message, text: prepareText({ text, turns, ...(language === undefined ? {} : { language }) }), reading, workspace, maxSuggestions, signal };
}

/** A moderation decision with one action and perhaps one flagged category. */
export const moderated = (action: Action, category?: AbuseCategory): ModerationDecision => ({
  action, flagged: category !== undefined && !category.startsWith('self-harm'), score: 0.1, severity: 0, uncertain: false, spans: [], rules: [],
  categories: category === undefined ? [] : [{ id: category, score: 0.9, severity: 2, threshold: 0.5, flagged: true }],
});
