import { randomUUID } from 'node:crypto';
import type { EmbeddedSnippet } from '../../src/domain/draft.ts';
import { type ApiKey, type DecisionRecord, EMBEDDING_DIMENSIONS, type FeedbackRecord } from '../../src/domain/ports.ts';

const NOON = new Date('2026-03-02T12:00:00.000Z');

/** A decision with an id and a message id of its own. */
export const decisionOf = (tenantId: string, changes: Partial<DecisionRecord> = {}): DecisionRecord => ({
  id: `tri_${randomUUID()}`, tenantId, channel: 'whatsapp', messageId: `wamid.${randomUUID()}`, inputHash: 'a'.repeat(64), action: 'allow', queue: 'sales',
  policyVersion: 1, bodyJson: '{"object":"triage.result"}', text: 'Bonjour, quel est le prix ?', createdAt: NOON, ...changes,
});

/** A unit vector that points along one axis. */
function axis(index: number): Float32Array {
  const vector = new Float32Array(EMBEDDING_DIMENSIONS);
  vector[index] = 1;
  return vector;
}

export const snippetOf = (id: string, changes: Partial<Omit<EmbeddedSnippet, 'version'>> = {}): Omit<EmbeddedSnippet, 'version'> => ({
  id, kind: 'faq', title: `Title of ${id}`, text: `Text of ${id}.`, language: 'fr', tags: [], embedding: axis(0), embeddingModel: 'test', ...changes,
});

export const feedbackOf = (tenantId: string, decisionId: string, changes: Partial<FeedbackRecord> = {}): FeedbackRecord => ({
  id: `fb_${randomUUID()}`, tenantId, decisionId, kind: 'accept', body: { note: 'ok' }, createdAt: NOON, ...changes,
});

export const keyOf = (tenantId: string, secretHash: string): Omit<ApiKey, 'createdAt' | 'revokedAt'> & { secretHash: string } => ({
  id: `key_${randomUUID()}`, tenantId, name: 'inbox', prefix: 'trg_abcd', scopes: ['triage:write', 'decisions:read'], secretHash,
});
