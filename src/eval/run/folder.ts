import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DatasetError } from '../dataset.ts';
import { linesOf } from './lines.ts';
import { type Metrics, MetricsSchema, type Provenance } from './metrics.ts';
import { createPacker } from './packed.ts';
import { parsePrediction, type Prediction } from './prediction.ts';

/** What an answer depends on; a run goes on only where all of it is equal. */
export type Identity = Pick<Provenance, 'data' | 'models' | 'policy' | 'calibration' | 'target'> & Readonly<{
  version: string;
  /** What a verb made of the rows before they were asked, where it is not `run`. */
  how?: string;
}>;

const PREDICTIONS = 'predictions.jsonl';
const IDENTITY = 'run.json';
const METRICS = 'metrics.json';
/** What functional tests wrote into the run before. */
const FUNCTIONS = 'functions.json';
/** Lines are written in parts of about this many characters. */
const PART_CHARACTERS = 1 << 22;

/** Makes the folder ready for a new run. What an earlier run left there goes. */
export function startFolder(folder: string, identity: Identity): void {
  mkdirSync(folder, { recursive: true });
  for (const file of [METRICS, FUNCTIONS]) rmSync(`${folder}/${file}`, { force: true });
  writeFileSync(`${folder}/${PREDICTIONS}`, '');
  writeFileSync(`${folder}/${IDENTITY}`, `${JSON.stringify(identity, null, 2)}\n`);
}

/** Lines of rows that are answered already, by id; a torn last line and failed rows are asked again. A folder without a run starts one. @throws DatasetError when the run there is another one. */
export function resumeFolder(folder: string, identity: Identity): ReadonlyMap<string, string> {
  if (!existsSync(`${folder}/${IDENTITY}`) || !existsSync(`${folder}/${PREDICTIONS}`)) {
    startFolder(folder, identity);
    return new Map();
  }
  const earlier = JSON.parse(readFileSync(`${folder}/${IDENTITY}`, 'utf8')) as Identity;
  const other = differences(earlier, identity);
  if (other.length > 0) throw new DatasetError(`The run in ${folder} cannot be resumed: ${other.join(' and ')} changed since.`, { remedy: 'Run without --resume to start anew, or give another --out.' });
  const good = new Map<string, string>();
  for (const line of linesOf(`${folder}/${PREDICTIONS}`)) {
    const prediction = parsePrediction(line);
    if (prediction?.answer !== undefined) good.set(prediction.id, line);
  }
  replaceLines(folder, good.values());
  return good;
}

function differences(a: Identity, b: Identity): readonly string[] {
  const parts: readonly (readonly [string, (of: Identity) => unknown])[] = [
    ['the data', ({ data }) => data.map(({ sha256 }) => sha256)], ['the version', ({ version }) => version], ['a model', ({ models }) => models],
    ['the policy', ({ policy }) => policy?.sha256], ['the calibration', ({ calibration }) => calibration?.sha256], ['the target', ({ target }) => target], ['the verb or one of its options', ({ how }) => how],
  ];
  return parts.filter(([, part]) => JSON.stringify(part(a)) !== JSON.stringify(part(b))).map(([name]) => name);
}

export const appendLines = (folder: string, lines: readonly string[]): void => appendFileSync(`${folder}/${PREDICTIONS}`, lines.map((line) => `${line}\n`).join(''));

/** Writes beside the file and renames, so that a stop in between loses nothing. */
export function replaceLines(folder: string, lines: Iterable<string>): void {
  const file = openSync(`${folder}/${PREDICTIONS}.partial`, 'w');
  try {
    let part = '';
    for (const line of lines) {
      part += `${line}\n`;
      if (part.length < PART_CHARACTERS) continue;
      writeFileSync(file, part);
      part = '';
    }
    writeFileSync(file, part);
  } finally {
    closeSync(file);
  }
  renameSync(`${folder}/${PREDICTIONS}.partial`, `${folder}/${PREDICTIONS}`);
}

export const writeMetrics = (folder: string, metrics: Metrics): void => writeFileSync(`${folder}/${METRICS}`, `${JSON.stringify(metrics, null, 2)}\n`);

export type RunFolder = Readonly<{ predictions: readonly Prediction[]; metrics: Metrics }>;

/** A finished run. @throws DatasetError when the folder holds none, or a line of it cannot be read. */
export function readRunFolder(folder: string): RunFolder {
  if (!existsSync(`${folder}/${PREDICTIONS}`)) throw noRun(folder, 'holds no run');
  if (!existsSync(`${folder}/${METRICS}`)) throw noRun(folder, 'holds a run that did not finish');
  const metrics = MetricsSchema.safeParse(parsed(readFileSync(`${folder}/${METRICS}`, 'utf8')));
  if (!metrics.success) throw noRun(folder, 'holds a metrics.json of another version');
  return { predictions: readPredictions(`${folder}/${PREDICTIONS}`), metrics: metrics.data };
}

function readPredictions(path: string): readonly Prediction[] {
  const packed = createPacker();
  const predictions: Prediction[] = [];
  for (const line of linesOf(path)) {
    const prediction = parsePrediction(line);
    if (prediction === undefined) throw new DatasetError(`${path}:${predictions.length + 1} is no line of a run.`, { remedy: 'Run again: the file was changed or torn.' });
    predictions.push(packed(prediction));
  }
  return predictions;
}

const noRun = (folder: string, what: string): DatasetError => new DatasetError(`${folder} ${what}.`, { remedy: `\`triage-eval run --out ${folder}\` makes one, \`--resume\` finishes one.` });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
