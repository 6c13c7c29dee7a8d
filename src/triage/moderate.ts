import type { Classifier } from '../classifiers/classifier.ts';
import { runClassifiers } from '../classifiers/run.ts';
import type { Degradation, ModerationDecision, Reading, TriageOptions } from '../domain/decision.ts';
import type { Language } from '../domain/message.ts';
import type { Encoder } from '../domain/ports.ts';
import type { Outcomes } from '../domain/score.ts';
import type { WorkspaceContext } from '../domain/workspace.ts';
import { decide } from '../policy/decide.ts';
import type { LanguageIdentifier } from '../text/detect-language.ts';
import { prepareText } from '../text/prepare.ts';
import { encodeOnce } from './encode.ts';
import { classifiersFor } from './stages.ts';

export type ModerateDeps = Readonly<{ classifiers: readonly Classifier[]; encoder?: Encoder; identify: LanguageIdentifier; nowMs(): number }>;

export type Moderated = Readonly<{ reading: Partial<Reading> & Readonly<{ moderation: ModerationDecision }>; outcomes: Outcomes; language: Language; degraded: readonly Degradation[] }>;

export type Moderate = (text: string, workspace: WorkspaceContext, model?: TriageOptions['model']) => Promise<Moderated>;

const DEADLINE_MS = 2_000;
const STAGES = new Set(['moderation'] as const);

/** The short story of a text: prepare, classify, decide. Nothing is routed, drafted or stored. */
export function createModerate({ classifiers, encoder, identify, nowMs }: ModerateDeps): Moderate {
  const needed = classifiersFor(STAGES);
  const chosen = classifiers.filter(({ name }) => needed.has(name));
  return async (text, { policy }, model = 'triage') => {
    const prepared = prepareText({ text }, { identify });
    const { encoded, degraded } = await encodeOnce(encoder, { text, turns: [] }, { model, deadlineMs: DEADLINE_MS });
    const outcomes = await runClassifiers(chosen, prepared, { nowMs, deadlineMs: DEADLINE_MS, ...(encoded === undefined ? {} : { encoded }) });
    const reading = decide({ outcomes, text: prepared, channel: 'api', compiled: policy });
    if (reading.moderation === undefined) throw new TypeError('moderation was asked for and not decided');
    return { reading: { ...reading, moderation: reading.moderation }, outcomes, language: prepared.language, degraded };
  };
}
