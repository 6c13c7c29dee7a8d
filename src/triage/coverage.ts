import type { Coverage } from '../domain/decision.ts';
import type { InboundMessage, PreparedText } from '../domain/message.ts';

/** What was looked at and what was not: an image nobody saw is never reported as clean. */
export function coverageOf({ text, attachments }: Pick<InboundMessage, 'text' | 'attachments'>, prepared: PreparedText): Coverage {
  const scored = new Set<string>();
  const unscored = new Set<string>();
  if (text.trim() !== '') (prepared.tokens.length > 0 ? scored : unscored).add('text');
  for (const { type, caption, transcript, filename } of attachments) {
    if (isGiven(caption)) scored.add(`${type}:caption`);
    if (isGiven(transcript)) scored.add(`${type}:transcript`);
    if (isGiven(filename)) scored.add(`${type}:filename`);
    if (!isGiven(transcript)) unscored.add(type);
  }
  const { tag, served } = prepared.language;
  if (!served && tag !== 'und') unscored.add(`language:${tag}`);
  return { scored: [...scored], unscored: [...unscored] };
}

const isGiven = (part: string | undefined): boolean => part !== undefined && part.trim() !== '';
