import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { DatasetError, type Row, RowSchema } from '../dataset.ts';
import { csvInput } from './csv.ts';
import { type Mapping, rowFrom } from './mapping.ts';

/** What is wrong with a line, counted from 1. Never repeats what the line holds. */
export type RowFault = Readonly<{ line: number; detail: string }>;
export type RowsRead = Readonly<{ rows: readonly Row[]; lines: readonly number[]; faults: readonly RowFault[] }>;
/** Objects with their lines, before anything is known of them. */
export type RawInput = Readonly<{ values: readonly Readonly<{ line: number; value: unknown }>[]; faults: readonly RowFault[] }>;

/** UTF-16 units that the service takes of one message. */
export const TEXT_LENGTH_MAX = 10_000;
const NO_MAPPING: Mapping = new Map();

/** By its name; everything else is JSONL. */
export const isCsv = (path: string): boolean => /\.[ct]sv(?:\.gz)?$/i.test(path);

/** Every good row of a JSONL or CSV file, gzipped or not, and every fault. @throws DatasetError when the file as a whole cannot be read. */
export function readData(path: string, mapping: Mapping = NO_MAPPING): RowsRead {
  const text = readText(path);
  const { values, faults } = isCsv(path) ? csvInput(text, path, mapping) : jsonlInput(text, mapping);
  const [rows, lines, found]: [Row[], number[], RowFault[]] = [[], [], [...faults]];
  const seen = new Map<string, number>();
  for (const { line, value } of values) {
    const parsed = RowSchema.safeParse(value);
    if (!parsed.success) {
      found.push(...parsed.error.issues.map((issue) => ({ line, detail: detailOf(issue) })));
      continue;
    }
    const { id, text: said } = parsed.data;
    const first = seen.get(id);
    const own = [
      ...(first === undefined ? [] : [`the id "${id}" stands at line ${first} already`]),
      ...(said.trim() === '' ? ['text: must not be empty'] : []),
      ...(said.length > TEXT_LENGTH_MAX ? [`text: longer than ${TEXT_LENGTH_MAX} characters`] : []),
    ];
    seen.set(id, first ?? line);
    if (own.length > 0) found.push(...own.map((detail) => ({ line, detail })));
    else {
      rows.push(parsed.data);
      lines.push(line);
    }
  }
  return { rows, lines, faults: found.sort((a, b) => a.line - b.line) };
}

/** Rows of files that must be whole, by file. @throws DatasetError naming file, line and fault, or an id that two files share. */
export function readAll(paths: readonly string[], mapping?: Mapping): readonly Readonly<{ path: string; rows: readonly Row[] }>[] {
  const ids = new Map<string, string>();
  return paths.map((path) => {
    const { rows, faults } = readData(path, mapping);
    const [first] = faults;
    if (first !== undefined) {
      throw new DatasetError(`${path}:${first.line}: ${first.detail}${faults.length > 1 ? `\n(and ${faults.length - 1} more faults)` : ''}`, { remedy: `\`triage-eval validate ${path}\` lists them all; docs/labels.md shows the row format.` });
    }
    for (const { id } of rows) {
      const other = ids.get(id);
      if (other !== undefined) throw new DatasetError(`The id "${id}" stands in ${other} and in ${path}.`, { remedy: 'Give every row an id of its own.' });
      ids.set(id, path);
    }
    return { path, rows };
  });
}

/** A file's text, unpacked where its name ends in .gz. @throws DatasetError when it cannot be read */
export function readText(path: string): string {
  if (!existsSync(path)) throw new DatasetError(`${path} does not exist.`, { remedy: 'Give the path of a JSONL or CSV file.' });
  try {
    const bytes = readFileSync(path);
    return (path.toLowerCase().endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (cause) {
    throw new DatasetError(`${path} cannot be read.`, { remedy: 'Check the path and its rights; a file that ends in .gz must be gzip.', cause });
  }
}

function jsonlInput(text: string, mapping: Mapping): RawInput {
  const { values, faults } = jsonlValues(text);
  return { values: mapping.size === 0 ? values : values.map(({ line, value }) => ({ line, value: mapped(value, line, mapping) })), faults };
}

/** The JSON value of every line that is not blank. */
export function jsonlValues(text: string): RawInput {
  const values: { line: number; value: unknown }[] = [];
  const faults: RowFault[] = [];
  text.replace(/^\ufeff/, '').split('\n').forEach((spelled, index) => {
    if (spelled.trim() === '') return;
    const value = parseJson(spelled);
    if (value === undefined) faults.push({ line: index + 1, detail: 'not valid JSON' });
    else values.push({ line: index + 1, value });
  });
  return { values, faults };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** A JSON object of another shape: mapped fields by their dotted paths, the others as a row spells them. */
function mapped(value: unknown, line: number, mapping: Mapping): unknown {
  const row = rowFrom((field) => at(value, mapping.get(field) ?? field));
  const conversation = at(value, 'conversation');
  return { id: `row-${line}`, ...row, ...(conversation === undefined ? {} : { conversation }) };
}

/** What an object holds under a key, or under a dotted path; undefined where there is nothing. */
export function at(value: unknown, path: string): unknown {
  const inside = (from: unknown, key: string): unknown => (typeof from === 'object' && from !== null ? (from as Readonly<Record<string, unknown>>)[key] : undefined);
  return inside(value, path) ?? path.split('.').reduce(inside, value);
}

const detailOf = (issue: z.core.$ZodIssue): string => `${issue.path.length === 0 ? 'row' : issue.path.join('.')}: ${issue.message}`;
