import { DatasetError } from '../dataset.ts';
import { show } from '../figures/figure.ts';
import { aspectNamed } from '../run/aspects.ts';
import type { RunFolder } from '../run/folder.ts';
import type { Drawing } from '../run/measure.ts';
import type { Metrics } from '../run/metrics.ts';
import { COUNTED } from '../run/operations.ts';
import type { Baseline } from './baseline.ts';
import { compareAspect, compareOperation, type Difference, type Paired, pairRuns } from './compare.ts';
import type { Floor, Gates, Loss } from './gates.ts';

/** What a gate looked at: an operation (figure `per_thousand`) or an aspect's figure, its value, and the bound or the value before. */
export type About = Readonly<{ what: string; figure: string; slice: string; value: number | undefined; least?: number | undefined; most?: number | undefined; before?: number | undefined }>;

/** A gate that was asked, with the sentence that says how it stands. */
export type Verdict = Readonly<{ kind: 'answers' | 'leaks' | 'floor' | 'loss'; holds: boolean; sentence: string; about: About }>;

/** What a business forgives least comes first, whatever the file's order. */
const FIRST = 'genuine_held_back';
/** Below this share of common rows two runs are of different data. */
const COMMON_AT_LEAST = 0.9;

/** Floors and, with a baseline, losses. Gates that do not hold come first, wrongly held back messages ahead of all. @throws DatasetError when baseline and run share too few rows. */
export function judge(gates: Gates, head: RunFolder, { baseline, drawing }: Readonly<{ baseline: Baseline | undefined; drawing: Drawing }>): readonly Verdict[] {
  const { metrics } = head;
  const floors = [...gates.floors].sort(byImportance).map((floor) => judgeFloor(floor, metrics));
  const losses = baseline === undefined ? [] : judgeLosses(gates.no_loss, pairsOf(baseline, head), drawing);
  const important = [...floors, ...losses].sort((a, b) => Number(b.isFirst) - Number(a.isFirst)).map(({ verdict }) => verdict);
  const verdicts = [...important, judgeAnswers(gates, metrics), judgeLeaks(metrics)];
  return [...verdicts.filter(({ holds }) => !holds), ...verdicts.filter(({ holds }) => holds)];
}

type Judged = Readonly<{ isFirst: boolean; verdict: Verdict }>;
const isFirst = (gate: Floor | Loss): boolean => 'operation' in gate && gate.operation === FIRST;
const byImportance = (a: Floor | Loss, b: Floor | Loss): number => Number(isFirst(b)) - Number(isFirst(a));

function judgeAnswers({ answered_at_least: least }: Gates, { rows, failed }: Metrics): Verdict {
  const share = rows === 0 ? 0 : (rows - failed) / rows;
  return {
    kind: 'answers', holds: share >= least, sentence: `${rows - failed} of ${rows} rows got an answer; at least ${(least * 100).toFixed(1)} % must.`,
    about: { what: 'answers', figure: 'coverage', slice: 'all', value: share, least },
  };
}

const judgeLeaks = ({ leaks: { count } }: Metrics): Verdict =>
  ({
    kind: 'leaks', holds: count === 0, sentence: count === 0 ? 'No row stands in a train split.' : `${count} texts or scenarios of the data stand in a train split, so the figures flatter.`,
    about: { what: 'leaks', figure: 'count', slice: 'all', value: count, most: 0 },
  });

function judgeFloor(floor: Floor, metrics: Metrics): Judged {
  const { value, spelled } = 'operation' in floor ? operationOf(floor.operation, metrics) : aspectOf(floor, metrics);
  const { at_least: least, at_most: most } = floor;
  const holds = value !== null && (least === undefined || value >= least) && (most === undefined || value <= most);
  const asked = least === undefined ? `at most ${String(most)} may be` : `at least ${least} must be`;
  const about = { ...aboutOf(floor), value: value ?? undefined, least, most };
  const said = value === null ? `${spelled}; no labelled and answered row to judge it by.` : `${spelled}; ${asked}.${reason(floor)}`;
  return { isFirst: isFirst(floor), verdict: { kind: 'floor', holds, sentence: said, about } };
}

const aboutOf = (gate: Floor | Loss): Pick<About, 'what' | 'figure' | 'slice'> => ('operation' in gate ? { what: gate.operation, figure: 'per_thousand', slice: 'all' } : { what: gate.aspect, figure: gate.figure, slice: gate.slice });
const reason = ({ because }: Floor | Loss): string => (because === undefined ? '' : ` ${because}`);
const nameOf = (id: string): string => COUNTED.find((one) => one.id === id)?.name ?? id;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function operationOf(id: string, { operations }: Metrics): Readonly<{ value: number | null; spelled: string }> {
  const found = operations.find((one) => one.id === id);
  const interval = found?.low === null || found?.low === undefined ? '' : `; 95 % interval ${found.low.toFixed(1)}–${found.high?.toFixed(1) ?? '–'}`;
  return { value: found?.per_thousand ?? null, spelled: `${capital(nameOf(id))}: ${found?.per_thousand?.toFixed(1) ?? '–'} per 1,000 (${found?.count ?? 0} of ${found?.of ?? 0}${interval})` };
}

function aspectOf({ aspect, slice, figure }: Extract<Floor, { aspect: string }>, { aspects }: Metrics): Readonly<{ value: number | null; spelled: string }> {
  const measured = aspects.find((one) => one.aspect === aspect && one.slice === slice);
  const found = measured?.figures[figure];
  if (measured !== undefined && found === undefined) throw noFigure(aspect, figure, Object.keys(measured.figures));
  const interval = found?.low === null || found === undefined ? '' : ` (95 % interval ${show(found.low)}–${show(found.high ?? undefined)})`;
  return { value: found?.point ?? null, spelled: `${capital(figure.replaceAll('_', ' '))} of ${aspect}${slice === 'all' ? '' : `, ${slice}`}: ${show(found?.point ?? undefined)}${interval}` };
}

const noFigure = (aspect: string, figure: string, figures: readonly string[]): DatasetError =>
  new DatasetError(`The gates file asks for "${figure}" of ${aspect}, which has no such figure.`, { remedy: `Figures of ${aspect} are: ${figures.join(', ')}.` });

function pairsOf(baseline: Baseline, { predictions }: RunFolder): Paired {
  const paired = pairRuns(baseline.rows, predictions);
  if (paired.rows.length >= COMMON_AT_LEAST * predictions.length) return paired;
  throw new DatasetError(`The baseline has ${paired.rows.length} of the run's ${predictions.length} rows, too few to compare.`, { remedy: 'Run on the data of the baseline, or accept this run with --write-baseline.' });
}

function judgeLosses(losses: readonly Loss[], { rows }: Paired, drawing: Drawing): readonly Judged[] {
  return [...losses].sort(byImportance).map((loss) => {
    const [what, figure] = 'operation' in loss ? [loss.operation, 'per_thousand'] : [loss.aspect, loss.figure];
    const compared = 'operation' in loss ? compareOperationNamed(what, rows, drawing) : compareAspectNamed(what, rows.filter(({ row }) => row.slices.includes(loss.slice)), drawing);
    const found = compared?.differences.find((one) => one.figure === figure);
    if (compared !== undefined && found === undefined) throw noFigure(what, figure, compared.differences.map((one) => one.figure));
    const where = 'operation' in loss || loss.slice === 'all' ? '' : `, ${loss.slice}`;
    const about = { ...aboutOf(loss), value: found?.head, before: found?.base };
    return { isFirst: isFirst(loss), verdict: { kind: 'loss', holds: found !== undefined && !isLost(found, loss.beyond), sentence: `${lossSentence(`${what}${where}`, figure, found)}${reason(loss)}`, about } };
  });
}

const compareOperationNamed = (id: string, rows: Paired['rows'], drawing: Drawing) => COUNTED.filter((one) => one.id === id).map((counted) => compareOperation(counted, rows, drawing))[0];

function compareAspectNamed(name: string, rows: Paired['rows'], drawing: Drawing) {
  const aspect = aspectNamed(name);
  return aspect === undefined ? undefined : compareAspect(aspect, rows, drawing);
}

/** Worse beyond chance, and by more than is let pass. */
const isLost = ({ verdict, change }: Difference, beyond: number): boolean => verdict === 'worse' && Math.abs(change.point ?? 0) > beyond;

function lossSentence(what: string, figure: string, found: Difference | undefined): string {
  const isOperation = figure === 'per_thousand';
  const name = isOperation ? capital(nameOf(what)) : `${capital(figure.replaceAll('_', ' '))} of ${what}`;
  if (found === undefined) return `${name}: no row that both runs answered, so nothing can be said of a loss.`;
  const number = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(isOperation ? 1 : 3));
  const signed = (value: number | undefined): string => (value !== undefined && value > 0 ? `+${number(value)}` : number(value));
  const { base, head, change, verdict } = found;
  const said = verdict === 'worse' ? 'a real loss' : verdict === 'better' ? 'a real gain' : 'no real difference';
  return `${name}: ${number(base)} before, ${number(head)} now${isOperation ? ' per 1,000' : ''} (${signed(change.point)}, 95 % interval ${signed(change.low)} to ${signed(change.high)}): ${said}.`;
}
