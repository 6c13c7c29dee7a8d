/** Half-open range of UTF-16 indices into a message's original text: `start` inclusive, `end` exclusive. */
export type Span = Readonly<{ start: number; end: number }>;

/** One earlier text of the conversation. */
export type Turn = Readonly<{
  id?: string;
  role: 'customer' | 'agent';
  text: string;
  at?: Date;
}>;

/** A part of a message that is not plain text. Bytes are never fetched; caption and transcript are scored. */
export type Attachment = Readonly<{
  type: string;
  mime?: string;
  filename?: string;
  caption?: string;
  transcript?: string;
}>;

/** A key under which a person is known, valid only inside its scope (a business portfolio, an inbox …). */
export type Identity = Readonly<{ type: string; value: string; scope?: string }>;

export type Contact = Readonly<{
  identities: readonly Identity[];
  name?: string;
  language?: string;
  timezone?: string;
  tags: readonly string[];
  value?: Readonly<{ lifetime?: number; currency?: string; tier?: string }>;
  consent?: Readonly<{ marketing?: boolean; profiling?: boolean; aiProcessing?: boolean }>;
}>;

export type Conversation = Readonly<{
  id?: string;
  labels: readonly string[];
  /** Earlier turns of the open episode, oldest first; never the message itself. */
  turns: readonly Turn[];
}>;

/** One inbound text with what the caller knows about it. Built at the edge; never the wire shape. */
export type InboundMessage = Readonly<{
  /** The channel's own id: the natural key together with tenant and channel. Absent when the caller has none. */
  id?: string;
  tenantId: string;
  channel: string;
  text: string;
  receivedAt: Date;
  /** BCP 47 tag the caller is sure of. */
  language?: string;
  contact: Contact;
  conversation: Conversation;
  attachments: readonly Attachment[];
}>;

/** A token of the message: lower-cased, accent-stripped, de-obfuscated text with its place in the original. */
export type Token = Readonly<{
  text: string;
  kind: 'word' | 'number' | 'url' | 'email' | 'mention' | 'emoji' | 'punctuation';
  start: number;
  end: number;
}>;

/** `tag` is a BCP 47 primary tag, `und` when unsure; `confidence` in [0, 1]. */
export type Language = Readonly<{ tag: string; confidence: number; served: boolean }>;

/** A trick that hides words from a reader of characters, and where it was seen. */
export type Obfuscation = Readonly<{
  kind: 'zero_width' | 'homoglyph' | 'leet' | 'spacing' | 'repetition' | 'bidi' | 'combining';
  span: Span;
}>;

/**
 * What every classifier, trainer and retriever sees of one text.
 * `normalized[i]` came from `original[offsets[i]]`; `offsets` has one more entry than `normalized`, the original's length.
 */
export type PreparedText = Readonly<{
  original: string;
  /** Lower-cased, accents and invisible characters out, compatibility letters to plain ones; `tokens` undo the rest. */
  normalized: string;
  offsets: Uint32Array;
  tokens: readonly Token[];
  language: Language;
  obfuscations: readonly Obfuscation[];
  /** Earlier turns, prepared the same way, oldest first; at most the last four. */
  context: readonly PreparedTurn[];
  /** Overlapping windows over `tokens` that together cover every token; one window for an ordinary message. */
  windows: readonly TokenWindow[];
}>;

export type PreparedTurn = Readonly<{ role: Turn['role']; tokens: readonly Token[] }>;

/** Token indices, `from` inclusive, `to` exclusive. */
export type TokenWindow = Readonly<{ from: number; to: number }>;
