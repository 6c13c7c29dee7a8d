import { DatasetError, LabelsSchema } from '../dataset.ts';

/** Which column or dotted path of the input each field of a row comes from. */
export type Mapping = ReadonlyMap<string, string>;

const OWN_FIELDS = ['id', 'text', 'lang', 'channel', 'group', 'source'] as const;
const LABEL_NAMES = Object.keys(LabelsSchema.shape);
/** Every field that can be mapped, in the order of a row. */
export const FIELDS: readonly string[] = [...OWN_FIELDS, ...LABEL_NAMES.map((name) => `labels.${name}`)];

const YES_NO = new Set(['labels.spam', 'labels.abuse', 'labels.prompt_injection']);
const TRUE = new Set(['true', '1', 'yes', 'y', 'oui', 'vrai', 'x']);
const FALSE = new Set(['false', '0', 'no', 'n', 'non', 'faux', 'ham', 'clean']);

/** `text=message,labels.spam=is_spam` → field → column. @throws DatasetError for a field that rows do not have. */
export const parseMapping = (spelled: string): Mapping => mappingOf(spelled, FIELDS, 'text=message,labels.spam=is_spam');

/** The same for things of other fields; `example` shows a mapping of them. @throws DatasetError for a field that is none of them. */
export function mappingOf(spelled: string, fields: readonly string[], example: string): Mapping {
  const mapping = new Map<string, string>();
  for (const pair of spelled.split(',')) {
    const at = pair.indexOf('=');
    const [field, column] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (at < 1 || column === '') throw new DatasetError(`"${pair}" in the mapping is not FIELD=COLUMN.`, { remedy: `Write it as ${example}.` });
    if (!fields.includes(field)) throw new DatasetError(`The mapping names the field "${field}", which rows do not have.`, { remedy: `Fields are: ${fields.join(', ')}.` });
    mapping.set(field, column);
  }
  return mapping;
}

/**
 * A row object from cells. `read` gives the cell of a field or undefined; an empty cell is a label that the row does not carry.
 * Values that are none of a label's own stay as they are: the row's schema says what is wrong with them.
 */
export function rowFrom(read: (field: string) => unknown): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const field of OWN_FIELDS) {
    const value = read(field);
    if (value !== undefined && value !== null && value !== '') row[field] = field === 'text' ? value : String(value);
  }
  const labels = LABEL_NAMES.map((name) => [name, labelValue(`labels.${name}`, read(`labels.${name}`))] as const).filter(([, value]) => value !== undefined);
  return { ...row, labels: Object.fromEntries(labels) };
}

function labelValue(field: string, value: unknown): unknown {
  if (value === undefined || value === '') return undefined;
  const plain = String(value).trim().toLowerCase();
  if (plain === '') return undefined;
  if (YES_NO.has(field)) {
    // A column "label" with "spam" and "ham" in it says yes by the label's own name.
    if (TRUE.has(plain) || `labels.${plain}` === field) return true;
    return FALSE.has(plain) ? false : value;
  }
  if (field === 'labels.abuse_categories' && typeof value === 'string') return plain.split(/[|,;]/).map((part) => part.trim()).filter((part) => part !== '');
  return typeof value === 'string' ? plain : value;
}
