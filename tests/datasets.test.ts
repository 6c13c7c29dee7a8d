import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BrandCardSchema } from '../src/domain/brand.ts';
import { isSelfHarm } from '../src/domain/labels.ts';
import { type Labels, readRows } from '../src/eval/dataset.ts';
import { findLeaks } from '../src/eval/leaks.ts';

const ROOT = new URL('../datasets/', import.meta.url).pathname;
const FOLDERS = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
/** Folders of labelled rows; `businesses` holds knowledge with its questions, `agreement` the second labels. */
const DATASETS = FOLDERS.filter((name) => existsSync(`${ROOT}${name}/train.jsonl`));
const lines = (path: string): readonly Record<string, unknown>[] => readFileSync(path, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
const rowsOf = (name: string) => ['train', 'dev', 'test'].flatMap((split) => {
  const path = `${ROOT}${name}/${split}.jsonl`;
  return existsSync(path) ? readRows(path).map((row) => ({ ...row, split })) : [];
});
const ALL = DATASETS.flatMap((name) => rowsOf(name).map((row) => ({ ...row, dataset: name })));
const FULL = ALL.filter(({ labels }) => labels.intent !== undefined);

test.each(DATASETS)('%s has a datasheet whose row counts are true', (name) => {
  const sheet = readFileSync(`${ROOT}${name}/DATASHEET.md`, 'utf8');
  const counts = ['train', 'dev', 'test'].map((split) => rowsOf(name).filter((row) => row.split === split).length);

  expect(sheet).toContain(`| rows | ${counts.join(' | ')} |`);
});

test('every folder of datasets has a datasheet', () => {
  expect(FOLDERS.filter((name) => !existsSync(`${ROOT}${name}/DATASHEET.md`))).toEqual([]);
});

test('the businesses are as many as their datasheet says, and each answerable question names a snippet that holds its facts', () => {
  const folders = ['train', 'dev'].map((split) => readdirSync(`${ROOT}businesses/${split}`).map((name) => `${ROOT}businesses/${split}/${name}`));
  const count = (file: string): string => folders.map((own) => own.flatMap((folder) => lines(`${folder}/${file}.jsonl`)).length).join(' | ');
  const sheet = readFileSync(`${ROOT}businesses/DATASHEET.md`, 'utf8');
  const faults = folders.flat().flatMap((folder) => {
    const texts = new Map(lines(`${folder}/snippets.jsonl`).map(({ id, text }) => [String(id), String(text)]));
    return lines(`${folder}/questions.jsonl`).filter(({ answerable, relevant, must_include: facts }) => {
      const own = (relevant as string[]).map((id) => texts.get(id) ?? '');
      return answerable !== own.length > 0 || own.includes('') || !(facts as string[]).every((fact) => own.some((text) => text.toLowerCase().includes(fact.toLowerCase())));
    }).map(({ id }) => id);
  });

  for (const folder of folders.flat()) expect(BrandCardSchema.safeParse(JSON.parse(readFileSync(`${folder}/brand.json`, 'utf8'))).error?.message, folder).toBeUndefined();
  expect(sheet).toContain(`| snippets | ${count('snippets')} |`);
  expect(sheet).toContain(`| questions | ${count('questions')} |`);
  expect(faults).toEqual([]);
});

test('no scenario, no text and no near copy of one stands in two splits', () => {
  const leaks = findLeaks(ALL.map(({ id, text, split, group }) => ({ id, text, split, ...(group === undefined ? {} : { group }) })));

  expect(leaks).toEqual([]);
});

test('ids are unique over all datasets', () => {
  expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length);
});

test('French is half of the inbox and contrast rows, English a third, others are there', () => {
  const share = (has: (lang: string) => boolean): number => FULL.filter(({ lang }) => has(lang ?? '')).length / FULL.length;

  expect(share((lang) => lang === 'fr')).toBeGreaterThanOrEqual(0.5);
  expect(share((lang) => lang === 'en')).toBeGreaterThanOrEqual(0.3);
  expect(new Set(FULL.map(({ lang }) => lang)).size).toBeGreaterThanOrEqual(8);
  expect(FULL.length).toBeGreaterThanOrEqual(2_500);
});

test('every row keeps the conventions of the label guide', () => {
  const faults = FULL.flatMap(({ id, labels }) => faultsOf(labels).map((fault) => `${id}: ${fault}`));

  expect(faults).toEqual([]);
});

function faultsOf(labels: Labels): string[] {
  const { spam, spam_kind: kind, abuse, abuse_categories: categories = [], lead, intent, urgency, sentiment, queue } = labels;
  const own = categories.filter((category) => !isSelfHarm(category));
  const orphans = categories.filter((category) => category.includes('/') && !categories.includes(category.split('/')[0] as never));
  return [
    ...(spam === true && (lead !== 'none' || intent !== 'spam' || urgency !== 'low' || sentiment !== 'neutral' || queue !== 'moderation' || kind === null || abuse === true) ? ['spam conventions'] : []),
    ...(spam === false && (kind !== null || intent === 'spam') ? ['ham conventions'] : []),
    ...(abuse === true && (own.length === 0 || lead !== 'none') ? ['abuse without category or with a lead'] : []),
    ...(abuse === false && (own.length > 0 || intent === 'abuse') ? ['categories without abuse'] : []),
    ...(orphans.length > 0 ? [`subcategory without its parent: ${orphans.join()}`] : []),
    ...(categories.some((category) => category.endsWith('/threatening')) && urgency !== 'critical' ? ['a threat that is not critical'] : []),
    ...(categories.some(isSelfHarm) && abuse !== true && (urgency !== 'critical' || queue !== 'crisis') ? ['distress that does not reach crisis'] : []),
  ];
}
