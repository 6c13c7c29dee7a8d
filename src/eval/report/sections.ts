import { show } from '../figures/figure.ts';
import { tallyOf } from '../figures/tally.ts';
import { ASPECTS, type Aspect } from '../run/aspects.ts';
import { binaryRows, labelRows, labelsIn } from '../run/measure.ts';
import type { Metrics } from '../run/metrics.ts';
import { thresholdRow } from '../thresholds/sweep.ts';
import type { Facts } from './facts.ts';
import { figure, section, table } from './markup.ts';
import { drawCurve, drawMatrix, drawReliability } from './plots.ts';
import { verdictSentence } from './sentences.ts';
import { type Language, numbersOf, WORDS } from './words.ts';

const FLIPS_MAX = 100;
const THRESHOLDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;
const COSTS = { kind: 'cost', fp: 1, fn: 8 } as const;
/** What is printed of each aspect, where it has it. */
const SHOWN = ['precision', 'recall', 'f1', 'auprc', 'auroc', 'ece', 'false_alarms', 'accuracy', 'macro_f1', 'mean_absolute_error'];

/** Everything below the first screen, in order. */
export async function sections(facts: Facts, language: Language): Promise<string> {
  const { metrics } = facts;
  const { sections: titles, ...words } = WORDS[language];
  return [
    section('gates', titles.gates, '', gatesTable(facts, language)),
    section('figures', titles.figures, '', figuresTable(metrics, ['all'], language)),
    section('matrices', titles.matrices, words.matrixNote, await matrices(facts, language)),
    section('curves', titles.curves, words.curveNote, await plots(facts, language, 'curve')),
    section('reliability', titles.reliability, words.reliabilityNote, await plots(facts, language, 'reliability')),
    section('thresholds', titles.thresholds, words.thresholdNote, thresholds(facts, language)),
    section('slices', titles.slices, '', figuresTable(metrics, [...new Set(metrics.aspects.map(({ slice }) => slice))].filter((slice) => slice !== 'all'), language)),
    section('flips', titles.flips, facts.flips.length === 0 ? words.noFlips : '', facts.flips.length === 0 ? '' : flipsTable(facts, language)),
    section('noise', titles.noise, words.noiseNote, noiseTable(facts, language)),
    section('latency', titles.latency, '', latencyTable(metrics, language)),
    section('source', titles.source, '', sourceTable(metrics, language)),
  ].join('\n');
}

function gatesTable({ verdicts }: Facts, language: Language): string {
  const { column, sections: titles } = WORDS[language];
  return table(titles.gates, [column.gate, ''], verdicts.map((verdict) => [verdictSentence(verdict, language), verdict.holds ? column.holds : column.broken]));
}

function figuresTable({ aspects }: Metrics, slices: readonly string[], language: Language): string {
  const { column, sections: titles, slices: named } = WORDS[language];
  const number = numbersOf(language);
  const rows = aspects.filter(({ slice }) => slices.includes(slice)).flatMap(({ aspect, slice, n, failed, figures }) => SHOWN.flatMap((name) => {
    const found = figures[name];
    if (found === undefined) return [];
    const interval = found.low === null ? '' : ` [${number(found.low, 3)} – ${number(found.high, 3)}]`;
    return [[aspect, named[slice] ?? slice, name.replaceAll('_', ' '), `${number(found.point, 3)}${interval}`, number(n, 0), number(failed, 0)]];
  }));
  return table(slices.length === 1 ? titles.figures : titles.slices, [column.label, column.slice, column.figure, column.value, column.rows, column.failed], rows);
}

async function matrices({ predictions }: Facts, language: Language): Promise<string> {
  const words = WORDS[language];
  const drawn = await Promise.all(ASPECTS.map(async (aspect) => {
    const rows = aspect.kind === 'label' ? labelRows(aspect, predictions) : yesNoRows(aspect, predictions, words.column);
    const answered = rows.filter((row) => row.failed !== true);
    if (answered.length === 0) return '';
    const order = aspect.kind === 'label' ? labelsIn(answered, aspect.order) : [words.column.yes, words.column.no];
    return figure(await drawMatrix(answered, order, words), aspect.name, `${answered.length} ${words.column.rows}`);
  }));
  return `<div class="plots">${drawn.join('')}</div>`;
}

const yesNoRows = (aspect: Extract<Aspect, { kind: 'binary' }>, predictions: Facts['predictions'], { yes, no }: Readonly<{ yes: string; no: string }>) =>
  binaryRows(aspect, predictions).flatMap((row) => (row.failed === true ? [] : [{ gold: row.gold ? yes : no, label: row.label ? yes : no, failed: false as const }]));

async function plots({ predictions, metrics }: Facts, language: Language, kind: 'curve' | 'reliability'): Promise<string> {
  const words = WORDS[language];
  const number = numbersOf(language);
  const drawn = await Promise.all(ASPECTS.map(async (aspect) => {
    if (aspect.kind === 'label') return '';
    const rows = binaryRows(aspect, predictions);
    if (!rows.some(({ gold, failed }) => gold && failed !== true)) return '';
    const measured = metrics.aspects.find((one) => one.aspect === aspect.name && one.slice === 'all')?.figures;
    const said = kind === 'curve' ? `AUPRC ${number(measured?.['auprc']?.point, 3)}` : `ECE ${number(measured?.['ece']?.point, 3)}`;
    const svg = await (kind === 'curve' ? drawCurve(rows, words) : drawReliability(rows, words));
    return svg === undefined ? '' : figure(svg, aspect.name, said);
  }));
  return `<div class="plots">${drawn.join('')}</div>`;
}

function thresholds({ predictions }: Facts, language: Language): string {
  const { column, sections: titles } = WORDS[language];
  const number = numbersOf(language);
  return ASPECTS.map((aspect) => {
    if (aspect.kind === 'label') return '';
    const tally = tallyOf(binaryRows(aspect, predictions));
    if (!tally.positives.some((count) => count > 0)) return '';
    const rows = THRESHOLDS.map((threshold) => thresholdRow(tally, threshold, COSTS)).map(({ threshold, counts, precision, recall, falseAlarms, cost }) =>
      [number(threshold, 1), number(precision, 3), number(recall, 3), `${number(falseAlarms, 3)} (${counts.fp})`, number(counts.fn, 0), number(cost, 0)]);
    return `<h3>${aspect.name}</h3>${table(`${titles.thresholds}: ${aspect.name}`, [column.threshold, column.precision, column.recall, column.alarms, column.missed, column.cost], rows)}`;
  }).join('');
}

function flipsTable({ flips }: Facts, language: Language): string {
  const { column, sections: titles } = WORDS[language];
  return table(titles.flips, [column.row, column.what, column.truth, column.before, column.now, column.turned], flips.slice(0, FLIPS_MAX).map(({ id, what, gold, base, head, turned }) => [id, what, gold, base, head, turned]));
}

function noiseTable({ disagreements }: Facts, language: Language): string {
  const { column, sections: titles } = WORDS[language];
  const spell = (one: string): string => (one === 'yes' ? column.yes : column.no);
  return table(titles.noise, [column.row, column.label, column.truth, column.said, column.score], disagreements.map(({ id, aspect, gold, said, score }) => [id, aspect, spell(gold), spell(said), show(score)]));
}

function latencyTable({ latency_ms: stages }: Metrics, language: Language): string {
  const { column, sections: titles } = WORDS[language];
  const number = numbersOf(language);
  return table(titles.latency, [column.stage, 'p50 ms', 'p95 ms', 'p99 ms', column.rows], stages.map(({ stage, p50, p95, p99, n }) => [stage, number(p50, 2), number(p95, 2), number(p99, 2), number(n, 0)]));
}

function sourceTable({ provenance, policies }: Metrics, language: Language): string {
  const { column, sections: titles } = WORDS[language];
  const { versions, data, models, policy, target, seed, rounds, limit, started_at: startedAt } = provenance;
  return table(titles.source, [column.what, column.value], [
    ...data.map(({ file, sha256, rows }) => [file, `sha256 ${sha256} (${rows} ${column.rows})`]), ...models.map(({ name, sha256 }) => [`models/${name}`, `sha256 ${sha256}`]),
    ...(policy === null ? [] : [[policy.file, `sha256 ${policy.sha256}`]]), ['policy', policies.join(', ')], ...(target === null ? [] : [['target', target]]),
    ['triage', versions.triage], ['node', versions.node], ['seed', `${seed}; ${rounds} rounds${limit === null ? '' : `; limit ${limit}`}`], ['started_at', startedAt],
  ]);
}
