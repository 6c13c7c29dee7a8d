import type { Migration } from 'kysely/migration';
import { first } from './0001-first.ts';

/** In order; a released one is never edited, the next change is the next number. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = { '0001-first': first };
