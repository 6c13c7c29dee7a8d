/** A stored piece of knowledge. `version` rises by one at each change of its text. */
export type Snippet = Readonly<{
  id: string;
  version: number;
  kind: 'faq' | 'product' | 'policy' | 'quick_reply';
  title: string;
  text: string;
  language: string;
  tags: readonly string[];
  validFrom?: Date;
  validUntil?: Date;
}>;

/** A snippet with its vector: unit length, `EMBEDDING_DIMENSIONS` float32. */
export type EmbeddedSnippet = Snippet & Readonly<{ embedding: Float32Array; embeddingModel: string }>;

export type RankedSnippet = Readonly<{
  snippet: Snippet;
  /** Fused rank score, higher is better; only comparable within one search. */
  score: number;
  /** BM25 and cosine parts, for the explanation. */
  lexical: number;
  cosine: number;
  /** Whose vectors gave the cosine. */
  space: 'hashed' | 'encoder';
}>;

/** Which sentence of the draft rests on which snippet. `sentence` counts from 0. */
export type Citation = Readonly<{ snippetId: string; version: number; sentence: number; score: number }>;

export type DraftCheck = Readonly<{ name: string; passed: boolean; detail?: string }>;

export type Suggestion =
  | Readonly<{
      id: string;
      status: 'draft';
      kind: 'acknowledgement' | 'answer' | 'clarification' | 'handoff';
      source: 'template' | 'quick_reply' | 'extractive' | 'llm';
      language: string;
      text: string;
      confidence: number;
      citations: readonly Citation[];
      checks: readonly DraftCheck[];
      autoSendEligible: boolean;
      model?: string;
      promptVersion?: string;
      /** Prompt and completion tokens that a language model was paid for. */
      tokens?: number;
    }>
  | Readonly<{
      id: string;
      status: 'abstained';
      kind: 'answer';
      reason: 'no_support' | 'unsafe_message' | 'injection' | 'checks_failed' | 'unavailable' | 'no_request';
      nearest: readonly Readonly<{ snippetId: string; score: number }>[];
    }>;

export type Draft = Extract<Suggestion, { status: 'draft' }>;

/** How the business speaks; the brand card of a workspace. */
export type BrandCard = Readonly<{
  name: string;
  locale: string;
  tone: readonly string[];
  formality: 'tu' | 'vous';
  emoji: 'none' | 'sparing' | 'free';
  greeting: Readonly<Record<string, string>>;
  signOff: Readonly<Record<string, string>>;
  bannedPhrases: readonly string[];
}>;
