import type { Classifier } from '../classifiers/classifier.ts';
import { runClassifiers } from '../classifiers/run.ts';
import type { ModerationDecision, Reading } from '../domain/decision.ts';
import type { Language } from '../domain/message.ts';
import type { Outcomes } from '../domain/score.ts';
import type { WorkspaceContext } from '../domain/workspace.ts';
import { decide } from '../policy/decide.ts';
import type { LanguageIdentifier } from '../text/detect-language.ts';
import { prepareText } from '../text/prepare.ts';
import { classifiersFor } from './stages.ts';

export type ModerateDeps = Readonly<{ classifiers: readonly Classifier[]; identify: LanguageIdentifier; nowMs(): number }>;

export type Moderated = Readonly<{ reading: Partial<Reading> & Readonly<{ moderation: ModerationDecision }>; outcomes: Outcomes; language: Language }>;

export type Moderate = (text: string, workspace: WorkspaceContext) => Promise<Moderated>;

const DEADLINE_MS = 2_000;
const STAGES = new Set(['moderation'] as const);

/** The short story of a text: prepare, classify, decide. Nothing is routed, drafted or stored. */
export function createModerate({ classifiers, identify, nowMs }: ModerateDeps): Moderate {
  const needed = classifiersFor(STAGES);
  const chosen = classifiers.filter(({ name }) => needed.has(name));
  return async (text, { policy }) => {
    const prepared = prepareText({ text }, { identify });
    const outcomes = await runClassifiers(chosen, prepared, { nowMs, deadlineMs: DEADLINE_MS });
    const reading = decide({ outcomes, text: prepared, channel: 'api', compiled: policy });
    if (reading.moderation === undefined) throw new TypeError('moderation was asked for and not decided');
    return { reading: { ...reading, moderation: reading.moderation }, outcomes, language: prepared.language };
  };
}
