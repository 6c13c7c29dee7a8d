import type { Generated } from 'kysely';

/** The tables as kysely sees them. JSON is kept as text: it is answered as it was stored, never queried into. */
export type Tables = Readonly<{
  workspaces: { id: string; name: string; store_text: boolean; config: string; created_at: Generated<Date> };
  api_keys: { id: string; tenant_id: string; name: string; prefix: string; secret_hash: string; scopes: string; created_at: Generated<Date>; revoked_at: Date | null };
  decisions: {
    id: string; tenant_id: string; channel: string; message_id: string | null; input_hash: string; action: string; queue: string;
    policy_version: number; body: string; message_text: string | null; created_at: Date;
  };
  snippets: {
    tenant_id: string; id: string; version: number; kind: string; title: string; body: string; language: string; tags: string;
    valid_from: Date | null; valid_until: Date | null; embedding: string; embedding_model: string; updated_at: Generated<Date>;
  };
  snippet_revisions: { tenant_id: string; revision: number };
  feedback: { id: string; tenant_id: string; decision_id: string; kind: string; body: string; created_at: Date };
  evals: {
    id: string; tenant_id: string; status: string; reason: string | null; answered: Generated<number>; total: number; options: string; metrics: string | null; report: string | null;
    created_at: Date; finished_at: Date | null; accepted_at: Date | null; beat_at: Generated<Date>;
  };
  evaluation_pool: { id: string; tenant_id: string; decision_id: string; body: string; created_at: Date };
  idempotency_keys: { tenant_id: string; key: string; body_hash: string; status: number | null; content_type: string | null; body: string | null; claimed_at: Generated<Date> };
}>;
