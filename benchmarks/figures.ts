import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { adaptiveCalibrationError, brier, expectedCalibrationError } from '../src/eval/figures/calibration.ts';
import { accuracy, averaged, type Confusion, type Counts, f1, falseAlarmRate, labelCounts, macroF1, precision, recall } from '../src/eval/figures/confusion.ts';
import { areaUnderRisk } from '../src/eval/figures/curves.ts';
import { type Figure, meanOf } from '../src/eval/figures/figure.ts';
import { bootstrap } from '../src/eval/figures/intervals.ts';
import { quadraticKappa, spearman } from '../src/eval/figures/ordinal.ts';
import { auroc, averagePrecision, precisionAtRecall, recallAtFalseAlarms } from '../src/eval/figures/ranking.ts';
import { decisionSample, difference, labelSample, labelSetSample, measuredSample, type Sample, scorePairSample, scoreSample } from '../src/eval/figures/sample.ts';
import { longRandom } from '../src/eval/figures/sampling.ts';
import type { Tally } from '../src/eval/figures/tally.ts';

const USAGE = 'node benchmarks/figures.ts [--rows 1000000] [--rounds 2000] [--seed 7] [--only NAME]';

// Figures with bootstrap intervals over made-up predictions of production size: real-valued scores, one row in twenty positive, groups of four rows.
const SCORE_FIGURES: Readonly<Record<string, (tally: Tally) => Figure>> = {
  auroc, average_precision: averagePrecision, recall_at_1_percent: (tally) => recallAtFalseAlarms(tally, 0.01),
  precision_at_90_percent: (tally) => precisionAtRecall(tally, 0.9), ece: (tally) => expectedCalibrationError(tally),
  adaptive_ece: (tally) => adaptiveCalibrationError(tally), brier,
};
const COUNT_FIGURES: Readonly<Record<string, (counts: Counts) => Figure>> = { precision, recall, f1, false_alarms: falseAlarmRate };

function main(): void {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '2000' }, seed: { type: 'string', default: '7' },
      only: { type: 'string', default: '' }, help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const size = { rows: Number(values.rows), rounds: Number(values.rounds), seed: Number(values.seed) };
  process.stdout.write(`${size.rows} rows, ${size.rounds} rounds, ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, one thread\n`);
  for (const [name, run] of Object.entries(measurements(size)).filter(([name]) => name.includes(values.only))) {
    const [from, busy] = [performance.now(), process.cpuUsage()];
    const estimates = run();
    const seconds = (performance.now() - from) / 1_000;
    const { user, system } = process.cpuUsage(busy);
    const undefinedPoints = Object.values(estimates).filter(({ point }) => point === undefined).length;
    process.stdout.write(`${name.padEnd(30)} ${seconds.toFixed(1).padStart(6)} s, ${((user + system) / 1e6).toFixed(1).padStart(6)} s of processor, `
      + `${Object.keys(estimates).length} figures, ${undefinedPoints} undefined\n`);
  }
  process.stdout.write(`at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`);
}

type Size = Readonly<{ rows: number; rounds: number; seed: number }>;

function measurements({ rows, rounds, seed }: Size): Readonly<Record<string, () => Readonly<Record<string, Readonly<{ point: Figure }>>>>> {
  const random = longRandom(seed);
  const scored = Array.from({ length: rows }, (_value, row) => {
    const gold = random() < 0.05;
    return { gold, score: Math.min(1, Math.max(0, (gold ? 0.6 : 0.2) + 0.4 * (random() - 0.5))), group: `g${row >> 2}` };
  });
  const alone = scored.map(({ gold, score }) => ({ gold, score }));
  const head = alone.map(({ gold, score }) => ({ gold, score: Math.min(1, Math.max(0, score + 0.1 * (random() - 0.5))) }));
  const labels = Array.from({ length: 22 }, (_value, label) => `label${label}`);
  const any = (): string => labels[Math.floor(random() ** 2 * labels.length)] ?? 'label0';
  const labelled = scored.map(({ group }) => {
    const gold = any();
    return { gold, label: random() < 0.85 ? gold : any(), group };
  });
  const sets = scored.map(({ gold, score }) => ({ gold: gold ? labels.slice(0, 2) : [], label: score > 0.5 ? labels.slice(0, 1 + Math.floor(random() * 3)) : [] }));
  const leads = scored.map(({ gold, score }) => ({ gold: gold ? 3 : Math.floor(random() * 3), score: Math.round(100 * score) }));
  const decided = scored.map(({ gold, score, group }) => ({ gold, label: score >= 0.5, group }));
  const errors = alone.map(({ gold, score }) => ({ gold: score >= 0.5 !== gold, score: Math.abs(score - 0.5) }));
  const f1Of = (wanted: string) => (confusion: Confusion) => meanOf(labelCounts(confusion).filter(({ label }) => label === wanted).map(({ counts }) => f1(counts)));
  const eachF1 = Object.fromEntries(labels.map((label) => [label, f1Of(label)]));
  const measure = <Seen>(sample: () => Sample<Seen>, figures: Readonly<Record<string, (seen: Seen) => Figure>>) => () => bootstrap(sample(), figures, { seed, rounds });
  const differences = Object.fromEntries(Object.entries(SCORE_FIGURES).map(([name, figure]) => [name, difference(figure)]));
  return {
    'answers (four cells)': measure(() => decisionSample(decided.map(({ gold, label }) => ({ gold, label }))), COUNT_FIGURES),
    'answers, by group': measure(() => decisionSample(decided), COUNT_FIGURES),
    'scores': measure(() => scoreSample(alone), SCORE_FIGURES),
    'scores, by group': measure(() => scoreSample(scored), SCORE_FIGURES),
    'scores, head less base': measure(() => scorePairSample(alone, head), differences),
    'risk–coverage': measure(() => scoreSample(errors), { area: areaUnderRisk }),
    '22 labels': measure(() => labelSample(labelled.map(({ gold, label }) => ({ gold, label }))), { accuracy, macro_f1: macroF1, kappa: quadraticKappa }),
    '22 labels, by group': measure(() => labelSample(labelled), { accuracy, macro_f1: macroF1 }),
    'label sets of 22': measure(() => labelSetSample(sets, labels), { macro_f1: (all) => averaged(all, 'macro', f1), micro_f1: (all) => averaged(all, 'micro', f1) }),
    'lead scores': measure(() => measuredSample(leads), { spearman }),
    'every label’s F1 of 22': measure(() => labelSample(labelled.map(({ gold, label }) => ({ gold, label }))), eachF1),
  };
}

main();
