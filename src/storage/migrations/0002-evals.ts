import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  // Figures and page of an evaluation. No message is in it: rows live in the process that answers them.
  `create table evals (
    id text not null,
    tenant_id text not null references workspaces (id),
    status text not null check (status in ('queued', 'running', 'done', 'failed')),
    reason text check (reason in ('interrupted', 'leaked_rows', 'internal')),
    answered integer not null default 0,
    total integer not null,
    options text not null,
    metrics text,
    report text,
    created_at timestamptz not null,
    finished_at timestamptz,
    accepted_at timestamptz,
    beat_at timestamptz not null default now(),
    primary key (tenant_id, id),
    check ((status = 'done') = (metrics is not null and report is not null)),
    check ((status = 'failed') = (reason is not null)),
    check (accepted_at is null or status = 'done')
  )`,
  "create index evals_unfinished on evals (beat_at) where status in ('queued', 'running')",
  'create index evals_by_time on evals (tenant_id, created_at desc)',
  // A person's word on a redacted message; it goes with the decision that it is about.
  `create table evaluation_pool (
    id text primary key,
    tenant_id text not null,
    decision_id text not null,
    body text not null,
    created_at timestamptz not null,
    foreign key (tenant_id, decision_id) references decisions (tenant_id, id) on delete cascade
  )`,
  'create index evaluation_pool_by_decision on evaluation_pool (tenant_id, decision_id, created_at)',
];

/** Evaluations asked for over HTTP, and the pool of relabelled messages. */
export const evals: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
