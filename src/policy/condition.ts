import type { Reading } from '../domain/decision.ts';
import type { InboundMessage, PreparedText } from '../domain/message.ts';
import type { Condition, Keyword } from '../domain/policy.ts';
import type { Spoken } from './compile.ts';
import { hasDistress, hasThreat } from './reconcile.ts';

/** Everything a routing rule or a label can look at. */
export type Situation = Readonly<{
  reading: Partial<Reading>;
  message: Pick<InboundMessage, 'channel' | 'contact'>;
  text: PreparedText;
  spoken: Spoken;
  open: boolean;
}>;

const has = <Value extends string>(list: readonly Value[] | undefined, value: string | null | undefined): boolean =>
  list === undefined || (value !== null && value !== undefined && (list as readonly string[]).includes(value));

/** True when every given condition holds. An aspect that is unknown matches no condition on it. */
export function holds(when: Condition, keywords: readonly Keyword[] | undefined, situation: Situation): boolean {
  const { reading, message, text, spoken, open } = situation;
  return has(when.intents, reading.intent?.top)
    && has(when.lead, reading.lead?.tier)
    && has(when.urgency, reading.urgency?.level)
    && has(when.sentiment, reading.sentiment?.label)
    && has(when.languages, text.language.tag)
    && has(when.channels, message.channel)
    && has(when.value_tiers, message.contact.value?.tier)
    && (when.contact_tags === undefined || when.contact_tags.some((tag) => message.contact.tags.includes(tag)))
    && (when.within_hours === undefined || when.within_hours === open)
    && (when.flagged === undefined || when.flagged.some((flag) => FLAGS[flag](reading)))
    && (keywords === undefined || keywords.some(({ first, padded }) => spoken.words.has(first) && spoken.plain.includes(padded)));
}

type Flag = NonNullable<Condition['flagged']>[number];

const FLAGS: Readonly<Record<Flag, (reading: Partial<Reading>) => boolean>> = {
  spam: ({ spam }) => spam?.flagged ?? false,
  abuse: ({ moderation }) => moderation?.flagged ?? false,
  self_harm: hasDistress,
  threat: hasThreat,
  prompt_injection: ({ injection }) => injection?.flagged ?? false,
};
