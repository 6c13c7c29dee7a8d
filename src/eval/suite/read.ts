import { existsSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { DatasetError, readJsonLines, type Row, RowSchema } from '../dataset.ts';
import { at, TEXT_LENGTH_MAX } from '../input/read.ts';
import type { PublicSet, Suite } from './manifest.ts';

/** One set as it was found. `unusable` rows have no words, or more than the service takes. */
export type SetRead = Readonly<{ set: PublicSet; path: string; rows: readonly Row[]; unusable: number }>;
export type SuiteRead = Readonly<{ found: readonly SetRead[]; absent: readonly string[] }>;

/** Rows of every set that lies in the folder, with our labels and `source` naming the set. @throws DatasetError without any, or for a row that does not fit the manifest */
export function readSuite({ sets }: Suite, folder: string): SuiteRead {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw new DatasetError(`${folder} is no folder.`, { remedy: 'Give the folder that holds one folder a set.' });
  const found = sets.flatMap((set): SetRead[] => {
    const path = [`${folder}/${set.file}`, `${folder}/${set.file}.gz`].find((candidate) => existsSync(candidate));
    return path === undefined ? [] : [readSet(set, path)];
  });
  if (found.length === 0) throw new DatasetError(`${folder} holds none of the suite's sets.`, { remedy: `The first is looked for at ${folder}/${sets[0]?.file ?? ''}.` });
  checkIds(found);
  const there = new Set(found.map(({ set }) => set.name));
  return { found, absent: sets.map(({ name }) => name).filter((name) => !there.has(name)) };
}

function readSet(set: PublicSet, path: string): SetRead {
  const lines = readJsonLines(path);
  const rows = lines.flatMap(({ value, line }) => {
    const parsed = RowSchema.safeParse(rowOf(set, value));
    if (!parsed.success) throw new DatasetError(`${path}:${line}: ${faultsOf(parsed.error)}`, { remedy: 'The set has another shape than the manifest says.' });
    return parsed.data.text.trim() === '' || parsed.data.text.length > TEXT_LENGTH_MAX ? [] : [parsed.data];
  });
  return { set, path, rows, unusable: lines.length - rows.length };
}

const faultsOf = ({ issues }: z.ZodError): string => issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');

function rowOf(set: PublicSet, value: unknown): object {
  const [lang, group, turns] = [at(value, 'lang'), set.group === undefined ? undefined : at(value, set.group), set.turns === undefined ? undefined : at(value, set.turns)];
  return {
    id: at(value, 'id'), text: at(value, 'text'), source: set.name, labels: labelsOf(set, value),
    ...(typeof lang === 'string' ? { lang } : {}),
    ...(group === undefined || group === null ? {} : { group: `${set.name}:${String(group)}` }),
    ...(Array.isArray(turns) ? { conversation: turns.map((text, index) => ({ role: (turns.length - index) % 2 === 1 ? 'agent' : 'customer', text })) } : {}),
  };
}

/** Our labels of a set's row; what it leaves open is left out, but for `abuse: null` and `spam_kind: null`, which rows may say. */
export function labelsOf({ labels }: Pick<PublicSet, 'labels'>, value: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(labels).flatMap(([label, taken]) => {
    const raw = at(value, typeof taken === 'string' ? taken : taken.from);
    const meant = typeof taken === 'string' ? raw : own(taken.values, String(raw));
    return meant === undefined ? [] : [[label, meant]];
  }));
}

const own = (values: Readonly<Record<string, unknown>>, key: string): unknown => (Object.hasOwn(values, key) ? values[key] : undefined);

function checkIds(found: readonly SetRead[]): void {
  const seen = new Map<string, string>();
  for (const { path, rows } of found) {
    for (const { id } of rows) {
      const other = seen.get(id);
      if (other !== undefined) throw new DatasetError(`The id "${id}" stands in ${other} and in ${path}.`, { remedy: 'Every row needs an id of its own.' });
      seen.set(id, path);
    }
  }
}
