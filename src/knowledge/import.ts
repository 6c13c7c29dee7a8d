import { CsvError, parse } from 'csv-parse/sync';
import { fold } from '../text/fold.ts';
import { markdownRows } from './import-markdown.ts';
import { checkRows, freeId, type ImportFault, type ParsedSnippets, type RawRow, slugOf } from './import-rows.ts';

export type { NewSnippet, ParsedSnippets } from './import-rows.ts';

/**
 * Reads snippets from a file by its extension: `.jsonl` (one object a line), `.csv` (a header row, `;`, `,` or tab), `.md`
 * (one snippet a section). A row that is wrong becomes a fault with its line, and the others are still read.
 */
export function parseSnippets(fileName: string, content: string): ParsedSnippets {
  const text = content.replace(/^\ufeff/, '');
  const extension = fileName.toLowerCase().slice(fileName.lastIndexOf('.') + 1);
  if (extension === 'jsonl' || extension === 'ndjson') return withFaults(jsonlRows(text));
  if (extension === 'csv') return withFaults(csvRows(text));
  if (extension === 'md' || extension === 'markdown') return checkRows(markdownRows(fileName, text));
  return { snippets: [], faults: [{ line: 1, detail: 'the file name ends in none of .jsonl, .csv, .md' }] };
}

type Rows = Readonly<{ rows: readonly RawRow[]; faults: readonly ImportFault[] }>;

function withFaults({ rows, faults }: Rows): ParsedSnippets {
  const checked = checkRows(rows);
  return { snippets: checked.snippets, faults: [...faults, ...checked.faults].sort((a, b) => a.line - b.line) };
}

function jsonlRows(content: string): Rows {
  const rows: RawRow[] = [];
  const faults: ImportFault[] = [];
  content.split(/\r\n|\n|\r/).forEach((spelled, index) => {
    const line = index + 1;
    if (spelled.trim() === '') return;
    const value = parseJson(spelled);
    if (value === undefined) faults.push({ line, detail: 'the line is no JSON object' });
    else rows.push({ line, values: { ...value, lang: value['lang'] ?? value['language'] } });
  });
  return { rows, faults };
}

function parseJson(spelled: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(spelled);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** Column names in use, folded, by field. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  id: ['id', 'identifiant', 'ref', 'reference', 'key', 'cle'],
  title: ['title', 'titre', 'question', 'nom', 'name', 'sujet', 'subject'],
  text: ['text', 'texte', 'answer', 'reponse', 'contenu', 'content', 'body', 'description'],
  lang: ['lang', 'langue', 'language'],
  kind: ['kind', 'type', 'genre'],
  tags: ['tags', 'tag', 'etiquettes', 'mots-cles', 'keywords'],
  valid_from: ['valid_from', 'valable_du', 'debut', 'from'],
  valid_until: ['valid_until', 'valable_jusqu', 'valable_au', 'fin', 'until'],
};

const fieldOf = (header: string): string => {
  const folded = fold(header.trim()).text.replaceAll(' ', '_');
  return Object.entries(COLUMNS).find(([, names]) => names.includes(folded) || names.includes(folded.replaceAll('_', '-')))?.[0] ?? folded;
};

type CsvRecord = Readonly<{ record: Readonly<Record<string, string>>; info: Readonly<{ lines: number }> }>;

function csvRows(content: string): Rows {
  const records = readCsv(content);
  if ('detail' in records) return { rows: [], faults: [records] };
  const [first] = records.parsed;
  if (first !== undefined && !('text' in first.record && ('title' in first.record || 'id' in first.record))) {
    return { rows: [], faults: [{ line: 1, detail: 'the header row names no title (or question) and text (or answer) column' }] };
  }
  // Ids of the file are set aside first, so that a generated one never takes the place of a given one.
  const taken = new Set(records.parsed.flatMap(({ record }) => (record['id'] === undefined ? [] : [record['id'].trim()])));
  let end = records.headerLines;
  const rows = records.parsed.map(({ record, info }): RawRow => {
    const line = end + 1;
    end = info.lines;
    return { line, values: csvValues(record, taken) };
  });
  return { rows, faults: [] };
}

function csvValues(record: Readonly<Record<string, string>>, taken: Set<string>): RawRow['values'] {
  const title = record['title']?.trim();
  const id = record['id']?.trim();
  const tags = record['tags']?.split(/[,;|]/).map((tag) => tag.trim()).filter((tag) => tag !== '');
  return {
    ...record,
    title,
    id: id === undefined || id === '' ? (title === undefined ? undefined : freeId(slugOf(title), taken)) : id,
    kind: record['kind']?.trim().toLowerCase().replaceAll(/[ -]/g, '_') || undefined,
    tags,
  };
}

function readCsv(content: string): Readonly<{ parsed: readonly CsvRecord[]; headerLines: number }> | ImportFault {
  let headerLines = 1;
  try {
    const parsed = parse(content, {
      delimiter: delimiterOf(content),
      // A file that two programs have written has lines that end in either way.
      record_delimiter: ['\r\n', '\n', '\r'],
      columns: (header: string[]) => {
        headerLines = header.join('').split('\n').length;
        return header.map(fieldOf);
      },
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as readonly CsvRecord[];
    return { parsed, headerLines };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line: typeof error['lines'] === 'number' ? error['lines'] : 1, detail: `the file is no valid CSV (${error.code})` };
  }
}

/** The separator that the header row holds most of; quoted parts do not count. */
function delimiterOf(content: string): string {
  const header = (content.split(/\r|\n/).find((line) => line.trim() !== '') ?? '').replace(/"[^"]{0,1000}"/g, '');
  const [best] = [';', ',', '\t'].map((sign) => ({ sign, count: header.split(sign).length })).sort((a, b) => b.count - a.count);
  return best?.sign ?? ',';
}
