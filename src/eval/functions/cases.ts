import { DatasetError } from '../dataset.ts';
import { csvTable } from '../input/csv.ts';
import { type Mapping, mappingOf } from '../input/mapping.ts';
import { at, isCsv, jsonlValues, type RowFault, readText, TEXT_LENGTH_MAX } from '../input/read.ts';

/** One test of one function: a message and whether it is hateful. */
export type Case = Readonly<{ id: string; functionality: string; text: string; hateful: boolean; lang?: string }>;

/** Columns that a field is looked for in, the first one that is there. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  functionality: ['functionality'], text: ['test_case', 'text'], label: ['label_gold', 'label'], id: ['case_id', 'id'], lang: ['lang', 'language'],
};
const YES = new Set(['hateful', 'hate', 'true', '1', 'yes', 'oui', 'haineux']);
const NO = new Set(['non-hateful', 'non hateful', 'not hateful', 'nonhateful', 'none', 'false', '0', 'no', 'non', 'non haineux']);
const FAULTS_SHOWN = 10;

/** `functionality=function,text=sentence,label=gold` → field → column. @throws DatasetError for other fields. */
export const parseCaseMapping = (spelled: string): Mapping => mappingOf(spelled, Object.keys(COLUMNS), 'functionality=function,text=sentence,label=gold');

export type CasesFrom = Readonly<{ map?: Mapping | undefined; /** Only cases of these languages; where a file does not say, its cases are of the first. */ langs?: readonly string[] | undefined }>;

export type CaseFile = Readonly<{ path: string; rows: readonly Case[] }>;

/** Cases of CSV or JSONL files, gzipped or not, by file. @throws DatasetError naming file and line of what cannot be used; never its words. */
export function readCases(paths: readonly string[], from: CasesFrom): readonly CaseFile[] {
  const ids = new Map<string, string>();
  const files = paths.map((path, index) => ({ path, rows: readFile(path, paths.length === 1 ? '' : `${index + 1}-`, from) }));
  for (const { path, rows } of files) {
    for (const { id } of rows) {
      const other = ids.get(id);
      if (other !== undefined) throw new DatasetError(`The case "${id}" stands in ${other} and again in ${path}.`, { remedy: 'Give every case an id of its own, or leave the column of ids out.' });
      ids.set(id, path);
    }
  }
  const wanted = new Set(from.langs ?? []);
  const kept = files.map(({ path, rows }) => ({ path, rows: rows.filter(({ lang }) => wanted.size === 0 || wanted.has(lang ?? '')) }));
  if (kept.every(({ rows }) => rows.length === 0)) {
    const said = ids.size === 0 ? 'There are no cases in the files.' : `No case is in ${[...wanted].join(' or ')}.`;
    throw new DatasetError(said, { remedy: 'A case has a functionality, a text and a label; --lang names languages of the column lang.' });
  }
  return kept;
}

function readFile(path: string, prefix: string, from: CasesFrom): readonly Case[] {
  const { values, faults } = recordsOf(path);
  const columnOf = columnsFor(path, values, from.map);
  const wrong: RowFault[] = [...faults];
  const cases = values.flatMap(({ line, value }): Case[] => {
    const read = (field: string): string => String(at(value, columnOf.get(field) ?? '') ?? '').trim();
    const [functionality, text, label] = [read('functionality'), read('text'), read('label').toLowerCase()];
    const own = [
      ...(functionality === '' ? ['no functionality'] : []), ...(text === '' ? ['no text'] : []), ...(text.length > TEXT_LENGTH_MAX ? [`text longer than ${TEXT_LENGTH_MAX} characters`] : []),
      ...(YES.has(label) || NO.has(label) ? [] : ['the label is neither hateful nor non-hateful']),
    ];
    wrong.push(...own.map((detail) => ({ line, detail })));
    const lang = read('lang') || from.langs?.[0];
    return own.length > 0 ? [] : [{ id: read('id') || `case-${prefix}${line}`, functionality, text, hateful: YES.has(label), ...(lang === undefined ? {} : { lang }) }];
  });
  if (wrong.length > 0) {
    const shown = wrong.slice(0, FAULTS_SHOWN).map(({ line, detail }) => `  line ${line}: ${detail}`).join('\n');
    throw new DatasetError(`${path} has ${wrong.length} faults:\n${shown}`, { remedy: 'docs/evaluation.md shows a file of cases.' });
  }
  return cases;
}

type Records = Readonly<{ values: readonly Readonly<{ line: number; value: unknown }>[]; faults: readonly RowFault[] }>;

function recordsOf(path: string): Records {
  const text = readText(path);
  if (!isCsv(path)) return jsonlValues(text);
  const { columns, lines, faults } = csvTable(text, path);
  return { faults, values: lines.map(({ line, cells }) => ({ line, value: Object.fromEntries(columns.map((name, index) => [name, cells[index]])) })) };
}

/** Which column each field is read from: the mapping's, else the first known one that any record has. @throws DatasetError when a needed one is not there */
function columnsFor(path: string, values: Records['values'], map: Mapping = new Map()): ReadonlyMap<string, string> {
  const has = (name: string): boolean => values.some(({ value }) => at(value, name) !== undefined);
  return new Map(Object.entries(COLUMNS).flatMap(([field, known]) => {
    const names = map.has(field) ? [map.get(field) ?? ''] : known;
    const column = names.find(has);
    const needed = map.has(field) || ['functionality', 'text', 'label'].includes(field);
    if (column === undefined && needed && values.length > 0) throw new DatasetError(`${path} has no column "${names.join('" or "')}".`, { remedy: `Name it with --map ${field}=COLUMN.` });
    return column === undefined ? [] : [[field, column] as const];
  }));
}
