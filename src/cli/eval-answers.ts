import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { DatasetError, type Row } from '../eval/dataset.ts';
import { appendLines, type Identity, replaceLines, resumeFolder, startFolder } from '../eval/run/folder.ts';
import { isHurried } from '../eval/run/hurried.ts';
import { answerRows, type Ask } from '../eval/run/loop.ts';
import { createProgress } from './progress.ts';

const AT_ONCE = 8;

/** Where a long verb keeps its answers, and whether it goes on with what is there. */
export type Keeping = Readonly<{ out?: string; resume: boolean }>;

export const keepingOptions = (command: Command, written: string): Command => command
  .option('--out <dir>', `also write ${written} there`)
  .option('--resume', 'go on with the run in --out: rows that are answered there are not asked again', false);

/** @throws DatasetError for --resume without a folder */
export function checkKeeping({ out, resume }: Keeping): void {
  if (resume && out === undefined) throw new DatasetError('--resume needs --out.', { remedy: 'Name the folder of the run that should go on.' });
}

/** For verbs that ask other rows than `run`: theirs would take the place of a finished run. @throws DatasetError */
export function refuseFinishedRun({ out }: Keeping): void {
  if (out !== undefined && existsSync(`${out}/metrics.json`)) throw new DatasetError(`${out} holds a finished run.`, { remedy: 'Give another folder as --out.' });
}

/** Lines of predictions.jsonl in the rows' order; undefined when it was stopped before the end. What is answered is on disk at once. */
export async function answerAll(what: string, rows: readonly Row[], ask: Ask, { out, resume, identity }: Keeping & Readonly<{ identity: Identity }>): Promise<readonly string[] | undefined> {
  const lines = new Map<string, string>(out !== undefined && resume ? resumeFolder(out, identity) : []);
  if (out !== undefined && !resume) startFolder(out, identity);
  const open = rows.filter(({ id }) => !lines.has(id));
  if (resume) process.stderr.write(`${rows.length - open.length} of ${rows.length} rows are answered already.\n`);
  const progress = createProgress(what, open.length);
  const stopping = stopOnSignal();
  try {
    await answerRows(open, ask, {
      atOnce: AT_ONCE, isStopped: stopping.isStopped,
      answered: (batch) => {
        if (out !== undefined) appendLines(out, batch);
        for (const line of batch) lines.set((JSON.parse(line) as { id: string }).id, line);
        progress.add(batch.length);
      },
    });
  } finally {
    progress.end();
    stopping.release();
  }
  const ordered = rows.flatMap(({ id }) => lines.get(id) ?? []);
  if (ordered.length < rows.length) {
    process.stderr.write(`Stopped after ${ordered.length} of ${rows.length} rows.${out === undefined ? '' : ' The same command with --resume goes on from there.'}\n`);
    process.exitCode = 1;
    return undefined;
  }
  if (out !== undefined) replaceLines(out, ordered);
  sayHurried(ordered);
  return ordered;
}

function sayHurried(lines: readonly string[]): void {
  const hurried = lines.filter((line) => line.includes('"encoder"') && isHurried(JSON.parse(line) as object)).length;
  if (hurried > 0) process.stderr.write(`${hurried} of ${lines.length} rows were answered without the encoder, which was late: run again on an idle machine.\n`);
}

/** The batch in flight is finished and written; the second signal of a terminal's Ctrl-C changes nothing. */
export function stopOnSignal(): Readonly<{ isStopped(): boolean; release(): void }> {
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  return { isStopped: () => stopped, release: () => signals.forEach((signal) => process.removeListener(signal, stop)) };
}

/** Says which rows got no answer and why; status 1 when none did. */
export function sayFailures({ rows, failed, failures }: Readonly<{ rows: number; failed: number; failures: Readonly<Record<string, number>> }>): void {
  if (failed === 0) return;
  process.stderr.write(`${failed} of ${rows} rows got no answer: ${Object.entries(failures).map(([reason, count]) => `${reason} ${count}`).join(', ')}.\n`);
  if (failed === rows) process.exitCode = 1;
}

/** Failed rows by reason, as `sayFailures` takes them. */
export function failuresOf(rows: readonly Readonly<{ failed?: string | undefined }>[]): Readonly<{ rows: number; failed: number; failures: Readonly<Record<string, number>> }> {
  const reasons = rows.flatMap(({ failed }) => failed ?? []);
  const failures = Object.fromEntries([...Map.groupBy(reasons, (reason) => reason)].map(([reason, all]) => [reason, all.length]));
  return { rows: rows.length, failed: reasons.length, failures };
}

/** Writes a JSON file beside the predictions of a run, whole or not at all; a figure without a value is null there. */
export function writeBeside(out: string, name: string, value: object): void {
  mkdirSync(out, { recursive: true });
  writeFileSync(`${out}/${name}.partial`, `${JSON.stringify(value, (_key, inner: unknown) => (inner === undefined ? null : inner), 2)}\n`);
  renameSync(`${out}/${name}.partial`, `${out}/${name}`);
}
