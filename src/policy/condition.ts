import type { Reading } from '../domain/decision.ts';
import type { InboundMessage, PreparedText } from '../domain/message.ts';
import type { Condition } from '../domain/policy.ts';
import { hasDistress, hasThreat } from './reconcile.ts';

/** Everything a routing rule or a label can look at. */
export type Situation = Readonly<{
  reading: Partial<Reading>;
  message: Pick<InboundMessage, 'channel' | 'contact'>;
  text: PreparedText;
  /** ` word word ` with single blanks, so that ` phrase ` finds whole words only. */
  plain: string;
  open: boolean;
}>;

const has = <Value extends string>(list: readonly Value[] | undefined, value: string | null | undefined): boolean =>
  list === undefined || (value !== null && value !== undefined && (list as readonly string[]).includes(value));

/** True when every given condition holds. An aspect that is unknown matches no condition on it. */
export function holds(when: Condition, keywords: readonly string[] | undefined, situation: Situation): boolean {
  const { reading, message, text, plain, open } = situation;
  return has(when.intents, reading.intent?.top)
    && has(when.lead, reading.lead?.tier)
    && has(when.urgency, reading.urgency?.level)
    && has(when.sentiment, reading.sentiment?.label)
    && has(when.languages, text.language.tag)
    && has(when.channels, message.channel)
    && has(when.value_tiers, message.contact.value?.tier)
    && (when.contact_tags === undefined || when.contact_tags.some((tag) => message.contact.tags.includes(tag)))
    && (when.within_hours === undefined || when.within_hours === open)
    && (when.flagged === undefined || when.flagged.some((flag) => isFlagged(reading, flag)))
    && (keywords === undefined || keywords.some((phrase) => plain.includes(` ${phrase} `)));
}

function isFlagged(reading: Partial<Reading>, flag: NonNullable<Condition['flagged']>[number]): boolean {
  const flags: Readonly<Record<typeof flag, boolean>> = {
    spam: reading.spam?.flagged ?? false,
    abuse: reading.moderation?.flagged ?? false,
    self_harm: hasDistress(reading),
    threat: hasThreat(reading),
    prompt_injection: reading.injection?.flagged ?? false,
  };
  return flags[flag];
}
