import { CsvError, parse } from 'csv-parse/sync';
import { DatasetError } from '../dataset.ts';
import type { RawInput } from './read.ts';
import { FIELDS, type Mapping, rowFrom } from './mapping.ts';

type Line = Readonly<{ record: readonly string[]; info: Readonly<{ lines: number }> }>;

/** Cells of a CSV text by their line. A line with more or fewer cells than the header is a fault. */
export type Table = Readonly<{ columns: readonly string[]; lines: readonly Readonly<{ line: number; cells: readonly string[] }>[]; faults: RawInput['faults'] }>;

/** A CSV text with a header. @throws DatasetError for what is no CSV at all */
export function csvTable(content: string, path: string): Table {
  const parsed = parseCells(content, path);
  if (!('lines' in parsed)) return { columns: [], lines: [], faults: [parsed] };
  const [header, ...body] = parsed.lines;
  const columns = (header?.record ?? []).map((name) => name.trim());
  const lines: { line: number; cells: readonly string[] }[] = [];
  const faults: { line: number; detail: string }[] = [];
  let line = (header?.info.lines ?? 0) + 1;
  for (const { record, info } of body) {
    if (record.length === columns.length) lines.push({ line, cells: record });
    else faults.push({ line, detail: `${record.length} cells where the header has ${columns.length}` });
    line = info.lines + 1;
  }
  return { columns, lines, faults };
}

/** Rows of a CSV text with a header: fields by the mapping, others by a column of the field's or the label's own name. @throws DatasetError when no column holds the text. */
export function csvInput(content: string, path: string, mapping: Mapping): RawInput {
  const { columns, lines, faults } = csvTable(content, path);
  if (columns.length === 0 && faults.length > 0) return { values: [], faults };
  const columnOf = columnsOf(columns, path, mapping);
  return { values: lines.map(({ line, cells }) => ({ line, value: { id: `row-${line}`, ...rowFrom((field) => cells[columnOf.get(field) ?? -1]) } })), faults };
}

function parseCells(content: string, path: string): Readonly<{ lines: readonly Line[] }> | Readonly<{ line: number; detail: string }> {
  const text = content.replace(/^\ufeff/, '');
  try {
    return { lines: parse(text, { delimiter: delimiterOf(text), info: true, relax_column_count: true, skip_empty_lines: true }) as unknown as readonly Line[] };
  } catch (error) {
    if (!(error instanceof CsvError)) throw new DatasetError(`${path} cannot be read as CSV.`, { cause: error });
    const line = Number(error['lines']);
    return { line: Number.isFinite(line) ? line : 1, detail: `not valid CSV (${error.code.toLowerCase().replaceAll('_', ' ')})` };
  }
}

/** The separator that stands most often in the header; a message may hold any of them. */
function delimiterOf(text: string): string {
  const header = text.slice(0, Math.max(0, text.search(/[\r\n]|$/))).replace(/"[^"]*"/g, '');
  const count = (mark: string): number => header.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function columnsOf(columns: readonly string[], path: string, mapping: Mapping): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const field of FIELDS) {
    const wanted = mapping.get(field);
    const names = wanted === undefined ? [field, field.replace(/^labels\./, '')] : [wanted];
    const at = names.map((name) => columns.indexOf(name)).find((place) => place >= 0);
    if (at !== undefined) found.set(field, at);
    else if (wanted !== undefined || field === 'text') throw noColumn(path, wanted ?? 'text', field, columns);
  }
  return found;
}

const noColumn = (path: string, wanted: string, field: string, columns: readonly string[]): DatasetError =>
  new DatasetError(`${path} has no column "${wanted}".`, { remedy: `Name the column with --map ${field}=COLUMN; the columns are: ${columns.join(', ')}.` });
