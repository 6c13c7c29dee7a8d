import type { Migration } from 'kysely/migration';
import { first } from './0001-first.ts';
import { evals } from './0002-evals.ts';

/** In order; a released one is never edited, the next change is the next number. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = { '0001-first': first, '0002-evals': evals };
