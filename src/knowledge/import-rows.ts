import { z } from 'zod';
import type { Snippet } from '../domain/draft.ts';
import { prepareText } from '../text/prepare.ts';
import { fold } from '../text/fold.ts';

/** A snippet before it is stored; its version is the repository's. */
export type NewSnippet = Omit<Snippet, 'version'>;

/** What is wrong with an import and on which line of the file, counted from 1; `detail` never repeats the content. */
export type ImportFault = Readonly<{ line: number; detail: string }>;

export type ParsedSnippets = Readonly<{ snippets: readonly NewSnippet[]; faults: readonly ImportFault[] }>;

/** One row of a file before it is checked: values as they were written, `line` where the row begins. */
export type RawRow = Readonly<{ line: number; values: Readonly<Record<string, unknown>> }>;

const TITLE_MAX = 200;
const TEXT_MAX = 10_000;
const TAGS_MAX = 50;
const ID = /^[^\s\p{C}]{1,200}$/u;

const optionalText = z.string().trim().nullish();

const Row = z.object({
  id: z.string({ error: 'id is missing' }).trim().regex(ID, 'id must have 1 to 200 characters and no blanks'),
  title: z.string({ error: 'title is missing' }).trim().min(1, 'title is empty').max(TITLE_MAX, `title is longer than ${TITLE_MAX} characters`),
  text: z.string({ error: 'text is missing' }).trim().min(1, 'text is empty').max(TEXT_MAX, `text is longer than ${TEXT_MAX} characters`),
  lang: optionalText,
  kind: z.enum(['faq', 'product', 'policy', 'quick_reply'], { error: 'kind is none of faq, product, policy, quick_reply' }).nullish(),
  tags: z.array(z.string({ error: 'a tag is not text' }).trim().min(1, 'a tag is empty').max(80, 'a tag is longer than 80 characters'), { error: 'tags is not a list' })
    .max(TAGS_MAX, `more than ${TAGS_MAX} tags`).nullish(),
  valid_from: optionalText,
  valid_until: optionalText,
});

/** Checks rows one by one: good ones become snippets, bad ones faults; the second of two rows with one id is a fault. */
export function checkRows(rows: readonly RawRow[]): ParsedSnippets {
  const seen = new Set<string>();
  const snippets: NewSnippet[] = [];
  const faults: ImportFault[] = [];
  for (const { line, values } of rows) {
    const parsed = Row.safeParse(values);
    if (!parsed.success) {
      faults.push(...parsed.error.issues.map(({ message }) => ({ line, detail: message })));
      continue;
    }
    const snippet = toSnippet(parsed.data);
    if (typeof snippet === 'string') faults.push({ line, detail: snippet });
    else if (seen.has(snippet.id)) faults.push({ line, detail: 'the id occurs twice' });
    else snippets.push(snippet);
    if (typeof snippet !== 'string') seen.add(snippet.id);
  }
  return { snippets, faults };
}

function toSnippet(row: z.infer<typeof Row>): NewSnippet | string {
  const language = languageOf(row.lang, `${row.title}\n${row.text}`);
  if (language === undefined) return 'lang is no language tag';
  const validFrom = instantOf(row.valid_from, 'start');
  const validUntil = instantOf(row.valid_until, 'end');
  if (validFrom === 'wrong') return 'valid_from is no date';
  if (validUntil === 'wrong') return 'valid_until is no date';
  if (validFrom !== undefined && validUntil !== undefined && validFrom > validUntil) return 'valid_from is later than valid_until';
  return {
    id: row.id,
    kind: row.kind ?? 'faq',
    title: row.title,
    text: row.text,
    language,
    tags: [...new Set(row.tags ?? [])],
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
}

/** The primary tag that is given, else the one the text is written in (`und` when nothing points anywhere). */
function languageOf(given: string | null | undefined, text: string): string | undefined {
  if (given === undefined || given === null || given === '') return prepareText({ text: text.slice(0, 2_000) }).language.tag;
  const tag = given.toLowerCase().split(/[-_]/)[0] ?? '';
  return /^[a-z]{2,3}$/.test(tag) ? tag : undefined;
}

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const INSTANT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})$/;

/** A bare date means its whole day in UTC: a start its first instant, an end its last. */
function instantOf(given: string | null | undefined, side: 'start' | 'end'): Date | undefined | 'wrong' {
  if (given === undefined || given === null || given === '') return undefined;
  const spelled = DAY.test(given) ? `${given}T${side === 'start' ? '00:00:00.000' : '23:59:59.999'}Z` : given;
  if (!INSTANT.test(spelled)) return 'wrong';
  const at = new Date(spelled);
  // `new Date` rolls the 31st of a short month over to the next: such a date is no date.
  const day = new Date(`${spelled.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== spelled.slice(0, 10) ? 'wrong' : at;
}

/** Lower-case letters and digits with single dashes, at most 80 characters; `section` when nothing is left. */
export function slugOf(text: string): string {
  const slug = fold(text).text.toLowerCase().replace(/[^\p{L}\p{N}]{1,200}/gu, '-').replace(/-{2,}/g, '-').slice(0, 80).replace(/^-|-$/g, '');
  return slug === '' ? 'section' : slug;
}

/** The id itself, or with `-2`, `-3` … when it is taken; marks it as taken. */
export function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let count = 2; taken.has(id); count += 1) id = `${wanted}-${count}`;
  taken.add(id);
  return id;
}
