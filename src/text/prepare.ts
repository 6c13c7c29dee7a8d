import type { InboundMessage, PreparedText, PreparedTurn, Token, TokenWindow, Turn } from '../domain/message.ts';
import { detectLanguage, type LanguageIdentifier } from './detect-language.ts';
import { fold } from './fold.ts';
import { tokenize } from './tokenize.ts';

/** Tokens a window; a message longer than this is scored in overlapping windows to its end. */
export const WINDOW_TOKENS = 160;
const WINDOW_OVERLAP = 40;
const CONTEXT_TURNS = 4;
const CONTEXT_TEXT_MAX = 600;

export type PrepareOptions = Readonly<{ identify?: LanguageIdentifier }>;

/** What a text needs of its message; `triage predict` rows and training rows have no more than this. */
export type Preparable = Readonly<{ text: string; language?: string; turns?: readonly Turn[] }>;

/** The one entry: every classifier, trainer and retriever sees this and nothing else. */
export function prepareText({ text, language: given, turns = [] }: Preparable, { identify }: PrepareOptions = {}): PreparedText {
  const folded = fold(text);
  const { tokens, marks } = tokenize(folded);
  const context = turns.slice(-CONTEXT_TURNS).map(prepareTurn);
  const prior = priorLanguage(turns, context, identify);
  return {
    original: text,
    normalized: folded.text,
    offsets: folded.offsets,
    tokens,
    language: detectLanguage(text, tokens, { given, prior, identify }),
    obfuscations: marks,
    context,
    windows: windowsOver(tokens.length),
  };
}

/** The scored text of a message: its own, then captions and transcripts of its attachments. */
export function scoredText({ text, attachments }: Pick<InboundMessage, 'text' | 'attachments'>): string {
  const extras = attachments.flatMap(({ caption, transcript, filename }) => [caption, transcript, filename]);
  return [text, ...extras].filter((part) => part !== undefined && part.trim() !== '').join('\n');
}

const prepareTurn = ({ role, text }: Turn): PreparedTurn => ({ role, tokens: tokenize(fold(text.slice(0, CONTEXT_TEXT_MAX))).tokens });

function priorLanguage(turns: readonly Turn[], context: readonly PreparedTurn[], identify: LanguageIdentifier | undefined): string | undefined {
  const offset = turns.length - context.length;
  for (let index = context.length - 1; index >= 0; index -= 1) {
    const { tag, confidence } = detectLanguage(turns[offset + index]?.text ?? '', context[index]?.tokens ?? [], { identify });
    if (confidence >= 0.5) return tag;
  }
  return undefined;
}

function windowsOver(count: number): readonly TokenWindow[] {
  if (count <= WINDOW_TOKENS) return [{ from: 0, to: count }];
  const windows: TokenWindow[] = [];
  for (let from = 0; ; from += WINDOW_TOKENS - WINDOW_OVERLAP) {
    const to = Math.min(count, from + WINDOW_TOKENS);
    windows.push({ from, to });
    if (to === count) return windows;
  }
}

/** Words of a window, joined by blanks: for look-ups, never for display. */
export const plainWords = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join(' ');
