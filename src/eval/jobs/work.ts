import { existsSync } from 'node:fs';
import { type Gates, readGates } from '../compare/gates.ts';
import { factsOf } from '../report/facts.ts';
import { htmlReport } from '../report/html.ts';
import type { Language } from '../report/words.ts';
import { leakReport, type TrainLeak } from '../run/leaked.ts';
import type { Provenance } from '../run/metrics.ts';
import { parsePrediction } from '../run/prediction.ts';
import { summarise } from '../run/summary.ts';
import { DATASETS } from './datasets.ts';

/** What follows from the answers: no words of a message are in it. */
export type Conclusion = Readonly<{ metricsJson: string; report: string }>;
export type Concluding = Readonly<{ lines: readonly string[]; leaks: readonly TrainLeak[]; allowLeak: boolean; provenance: Provenance; lang: Language; volumePerDay: number }>;

const NO_GATES: Gates = { answered_at_least: 1, floors: [], no_loss: [] };

/** The figures and the page of `triage-eval run`, of the lines that it would keep. @throws DatasetError for leaks that are not allowed. */
export async function conclude({ lines, leaks, allowLeak, provenance, lang, volumePerDay }: Concluding): Promise<Conclusion> {
  const predictions = lines.flatMap((line) => parsePrediction(line) ?? []);
  const drawing = { seed: provenance.seed, rounds: provenance.rounds };
  const metrics = { ...summarise(predictions, drawing), leaks: leakReport(leaks, allowLeak), provenance };
  const gates = existsSync(`${DATASETS}/gates.yaml`) ? readGates(`${DATASETS}/gates.yaml`) : NO_GATES;
  const facts = factsOf({ predictions, metrics }, { gates, baseline: undefined, drawing, volumePerDay });
  return { metricsJson: JSON.stringify(metrics), report: await htmlReport(facts, lang) };
}
