import { tallyOf } from '../figures/tally.ts';
import { ASPECTS } from '../run/aspects.ts';
import { binaryRows } from '../run/measure.ts';
import type { Metrics } from '../run/metrics.ts';
import { thresholdRow } from '../thresholds/sweep.ts';
import { classesOf } from './classes.ts';
import type { Facts } from './facts.ts';
import { type Cell, spell, table } from './markup.ts';
import { verdictSentence } from './sentences.ts';
import { shownSlices } from './slices.ts';
import { aspectName, figureName, type Language, type Numbers, numbersOf, sliceName, type Words, WORDS } from './words.ts';

const FLIPS_MAX = 100;
const THRESHOLDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;
const COSTS = { kind: 'cost', fp: 1, fn: 8 } as const;
/** What is printed of each aspect, by its kind. */
const SHOWN = { binary: ['precision', 'recall', 'f1', 'auprc', 'auroc', 'ece', 'false_alarms'], label: ['accuracy', 'macro_f1', 'mean_absolute_error'] } as const;

type Measured = Metrics['aspects'][number];

export function gatesTable({ verdicts }: Facts, language: Language): string {
  const { column, sections: titles } = WORDS[language];
  return table(titles.gates, [column.gate, column.state], verdicts.map((verdict) => [verdictSentence(verdict, language), verdict.holds ? column.holds : `✗ ${column.broken}`]));
}

/** Yes/no aspects, then those with one label out of many: a row an aspect, a column a figure. */
export function figuresTables({ metrics }: Facts, language: Language): string {
  const words = WORDS[language];
  return (['binary', 'label'] as const).map((kind) => {
    const rows = metrics.aspects.filter((one) => one.slice === 'all' && one.kind === kind);
    return rows.length === 0 ? '' : measuredTable(`${words.sections.figures}: ${kind === 'binary' ? `${words.column.yes} / ${words.column.no}` : words.column.label}`, rows.map((one) => ({ name: aspectName(one.aspect, words), one })), { first: words.column.label, language });
  }).join('');
}

/** A table an aspect: a row a slice. */
export function slicesTables({ metrics, sliceKinds }: Facts, language: Language): string {
  const words = WORDS[language];
  const sizes = new Map<string, number>();
  for (const { slice, n } of metrics.aspects) sizes.set(slice, Math.max(n, sizes.get(slice) ?? 0));
  const shown = shownSlices(sizes, sliceKinds);
  return ASPECTS.map(({ name }) => {
    const rows = shown.flatMap((slice) => metrics.aspects.filter((one) => one.aspect === name && one.slice === slice)).map((one) => ({ name: sliceName(one.slice, words), one }));
    return rows.length === 0 ? '' : `<h3>${spell(aspectName(name, words))}</h3>${measuredTable(`${words.sections.slices}: ${aspectName(name, words)}`, rows, { first: words.column.slice, language })}`;
  }).join('');
}

function measuredTable(name: string, rows: readonly Readonly<{ name: string; one: Measured }>[], { first, language }: Readonly<{ first: string; language: Language }>): string {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const shown = SHOWN[rows[0]?.one.kind ?? 'binary'].filter((figure) => rows.some(({ one }) => one.figures[figure] !== undefined));
  return table(name, [first, ...shown.map((figure) => figureName(figure, words)), words.column.rows, words.column.failed], rows.map(({ name: row, one: { figures, n, failed } }) =>
    [row, ...shown.map((figure) => measuredCell(figures[figure], number)), number(n, 0), number(failed, 0)]));
}

const measuredCell = (found: Measured['figures'][string] | undefined, number: Numbers): Cell =>
  (found === undefined ? '' : { text: number(found.point, 3), small: found.low === null ? '' : `${number(found.low, 3)} – ${number(found.high, 3)}` });

export function classesTables({ predictions }: Facts, language: Language): string {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const { column } = words;
  return `<div class="plots">${classesOf(predictions).map(({ aspect, labels, macro }) => {
    const rows = labels.map(({ label, precision, recall, f1, rows: count }) => [label, number(precision, 3), number(recall, 3), number(f1, 3), number(count, 0)]);
    const mean = [words.average, number(macro.precision, 3), number(macro.recall, 3), number(macro.f1, 3), ''];
    return `<div><h3>${spell(aspectName(aspect, words))}</h3>${table(`${words.sections.classes}: ${aspectName(aspect, words)}`, [column.label, column.precision, column.recall, 'F1', column.rows], [...rows, mean])}</div>`;
  }).join('')}</div>`;
}

export function thresholdsTables({ predictions }: Facts, language: Language): string {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const { column, sections: titles } = words;
  return `<div class="plots">${ASPECTS.map((aspect) => {
    if (aspect.kind === 'label') return '';
    const tally = tallyOf(binaryRows(aspect, predictions));
    if (!tally.positives.some((count) => count > 0)) return '';
    const rows = THRESHOLDS.map((threshold) => thresholdRow(tally, threshold, COSTS)).map(({ threshold, counts, precision, recall, falseAlarms, cost }) =>
      [number(threshold, 1), number(precision, 3), number(recall, 3), `${number(falseAlarms, 3)} (${number(counts.fp, 0)})`, number(counts.fn, 0), number(cost, 0)]);
    const name = aspectName(aspect.name, words);
    return `<div><h3>${spell(name)}</h3>${table(`${titles.thresholds}: ${name}`, [column.threshold, column.precision, column.recall, column.alarms, column.missed, column.cost], rows)}</div>`;
  }).join('')}</div>`;
}

export function flipsTable({ flips }: Facts, language: Language): string {
  if (flips.length === 0) return '';
  const [words, number] = [WORDS[language], numbersOf(language)];
  const { column, sections: titles, turned: turnings } = words;
  const rows = flips.slice(0, FLIPS_MAX).map(({ id, what, gold, base, head, turned }) => [id, aspectName(what, words), spelled(gold, words), spelled(base, words), spelled(head, words), turnings[turned]]);
  const more = flips.length > FLIPS_MAX ? `<p class="note">${spell(words.shown(number(FLIPS_MAX, 0), number(flips.length, 0)))}</p>` : '';
  return `${table(titles.flips, [column.row, column.what, column.truth, column.before, column.now, column.turned], rows)}${more}`;
}

export function noiseTable({ disagreements }: Facts, language: Language): string {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const { column, sections: titles } = words;
  return table(titles.noise, [column.row, column.label, column.truth, column.said, column.score],
    disagreements.map(({ id, aspect, gold, said, score }) => [id, aspectName(aspect, words), spelled(gold, words), spelled(said, words), number(score, 3)]));
}

function spelled(one: string, { column, genuine, attack }: Words): string {
  const known: Readonly<Record<string, string>> = { yes: column.yes, no: column.no, genuine, attack };
  return known[one] ?? one;
}

export function latencyTable({ metrics: { latency_ms: stages } }: Facts, language: Language): string {
  const { column, sections: titles } = WORDS[language];
  const number = numbersOf(language);
  return table(titles.latency, [column.stage, 'p50 ms', 'p95 ms', 'p99 ms', column.rows], stages.map(({ stage, p50, p95, p99, n }) => [stage, number(p50, 2), number(p95, 2), number(p99, 2), number(n, 0)]));
}

export function sourceTable({ metrics: { provenance, policies } }: Facts, language: Language): string {
  const { column, sections: titles, source } = WORDS[language];
  const number = numbersOf(language);
  const { versions, data, models, policy, calibration, target, split, seed, rounds, limit, started_at: startedAt } = provenance;
  return table(titles.source, [column.what, column.value], [
    ...data.map(({ file, sha256, rows }) => [file, `sha256 ${sha256} (${number(rows, 0)} ${column.rows})`]), ...models.map(({ name, sha256 }) => [`models/${name}`, `sha256 ${sha256}`]),
    ...(policy === null ? [] : [[`${source.policy} ${policy.file}`, `sha256 ${policy.sha256}`]]), ...(calibration === null || calibration === undefined ? [] : [[`${source.calibration} ${calibration.file}`, `sha256 ${calibration.sha256}`]]),
    [source.policies, policies.join(', ')], ...(target === null ? [] : [[source.target, target]]), ...(split === null ? [] : [[source.split, split]]),
    [`${source.version} triage`, versions.triage], [`${source.version} node`, versions.node], [source.seed, String(seed)], [source.rounds, number(rounds, 0)], ...(limit === null ? [] : [[source.limit, number(limit, 0)]]),
    [source.started, startedAt],
  ]);
}
