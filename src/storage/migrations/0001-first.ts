import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  'create extension if not exists vector',
  `create table workspaces (
    id text primary key check (length(id) between 1 and 64),
    name text not null,
    store_text boolean not null default false,
    config text not null default '{}',
    created_at timestamptz not null default now()
  )`,
  `create table api_keys (
    id text primary key,
    tenant_id text not null references workspaces (id),
    name text not null,
    prefix text not null,
    secret_hash text not null unique check (length(secret_hash) = 64),
    scopes text not null,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
  )`,
  // What was decided about each message, and why. Append-only: no statement of the service updates a row.
  `create table decisions (
    id text not null,
    tenant_id text not null,
    channel text not null,
    message_id text,
    input_hash text not null,
    action text not null check (action in ('allow', 'review', 'hide', 'block')),
    queue text not null,
    policy_version integer not null,
    body text not null,
    message_text text,
    created_at timestamptz not null,
    primary key (tenant_id, id)
  )`,
  'create unique index decisions_natural_key on decisions (tenant_id, channel, message_id) where message_id is not null',
  'create index decisions_by_time on decisions (tenant_id, created_at desc)',
  `create table snippets (
    tenant_id text not null references workspaces (id),
    id text not null check (length(id) between 1 and 128),
    version integer not null check (version >= 1),
    kind text not null check (kind in ('faq', 'product', 'policy', 'quick_reply')),
    title text not null,
    body text not null,
    language text not null,
    tags text not null default '[]',
    valid_from timestamptz,
    valid_until timestamptz,
    embedding vector(384) not null,
    embedding_model text not null,
    updated_at timestamptz not null default now(),
    primary key (tenant_id, id)
  )`,
  'create table snippet_revisions (tenant_id text primary key, revision integer not null)',
  `create table feedback (
    id text primary key,
    tenant_id text not null,
    decision_id text not null,
    kind text not null check (kind in ('accept', 'edit', 'reject', 'relabel', 'outcome')),
    body text not null,
    created_at timestamptz not null,
    -- With the tenant: nobody comments on another tenant's decision, or learns that it exists.
    foreign key (tenant_id, decision_id) references decisions (tenant_id, id)
  )`,
  'create index feedback_by_decision on feedback (tenant_id, decision_id, created_at)',
  `create table idempotency_keys (
    tenant_id text not null,
    key text not null check (length(key) between 1 and 255),
    body_hash text not null,
    status integer,
    content_type text,
    body text,
    claimed_at timestamptz not null default now(),
    primary key (tenant_id, key)
  )`,
  'create index idempotency_keys_by_time on idempotency_keys (claimed_at)',
];

/** Workspaces, keys, decisions, knowledge, feedback, idempotency. */
export const first: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
