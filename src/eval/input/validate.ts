import { LabelsSchema, type Row } from '../dataset.ts';
import type { RowFault, RowsRead } from './read.ts';

/** What a file must carry to be of use for a task: one of these labels in every row. */
export const TASKS = { moderation: 'abuse', spam: 'spam', lead: 'lead', intent: 'intent', routing: 'queue' } as const;
export type Task = keyof typeof TASKS;

/** Every fault of a file's rows, by line; with a task, also each row that lacks its label. */
export function faultsOf({ rows, lines, faults }: RowsRead, task: Task | undefined): readonly RowFault[] {
  const lacking = task === undefined ? [] : rows.flatMap(({ labels }, at) => (labels[TASKS[task]] === undefined ? [{ line: lines[at] ?? 0, detail: `labels.${TASKS[task]}: missing, and the task ${task} needs it` }] : []));
  return [...faults, ...lacking, ...rows.flatMap((row, at) => contradictionsOf(row).map((detail) => ({ line: lines[at] ?? 0, detail })))].sort((a, b) => a.line - b.line);
}

/** Labels that exclude each other by the label guide; only where both are there. */
function contradictionsOf({ labels: { spam, spam_kind: kind, intent, abuse, abuse_categories: categories } }: Row): readonly string[] {
  return [
    ...(spam === false && typeof kind === 'string' ? ['labels.spam_kind: given although spam is false'] : []),
    ...(spam === false && intent === 'spam' ? ['labels.intent: spam although spam is false'] : []),
    ...(abuse === false && intent === 'abuse' ? ['labels.intent: abuse although abuse is false'] : []),
    ...(abuse === false && categories?.some((category) => !category.startsWith('self-harm')) === true ? ['labels.abuse_categories: an abuse category although abuse is false'] : []),
  ];
}

/** How many rows carry each label, and how many of these say yes where it is a yes/no label. */
export function labelsCarried(rows: readonly Row[]): readonly Readonly<{ label: string; rows: number; yes: number | undefined }>[] {
  return (Object.keys(LabelsSchema.shape) as (keyof Row['labels'])[]).map((label) => {
    const values = rows.map(({ labels }) => labels[label]).filter((value) => value !== undefined && value !== null);
    return { label, rows: values.length, yes: values.some((value) => typeof value === 'boolean') ? values.filter((value) => value === true).length : undefined };
  }).filter((one) => one.rows > 0);
}
