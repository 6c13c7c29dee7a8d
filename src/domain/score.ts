import type { Span } from './message.ts';

/** What was seen, where, and how much it counted: the explanation is the data. */
export type Evidence = Readonly<{
  /** Stable upper-case name of the symbol or signal, e.g. `SHORT_LINK`. */
  id: string;
  /** Logit contribution for a symbol; points (−100 … 100) for a lead signal. */
  weight: number;
  detail?: string;
  span?: Span;
  /** Normalised value of an entity (a number, an ISO date, a name). */
  value?: string | number;
}>;

/** What one classifier says of one message. Probabilities are calibrated, each in [0, 1]. */
export type Score = Readonly<{
  classifier: string;
  modelVersion: string;
  probabilities: Readonly<Record<string, number>>;
  evidence: readonly Evidence[];
  /** Texts that carry the positive label, in the original's offsets; empty where nothing was found. */
  spans: readonly Span[];
  /** A classifier's own scale beside its probabilities: lead points 0–100; logit of the spam score. */
  value?: number;
}>;

export type FailureReason = 'timeout' | 'error' | 'unavailable';

/** The third state is kept: a classifier that failed never looks like one that found nothing. */
export type Outcome =
  | Readonly<{ status: 'scored'; score: Score; tookMs: number }>
  | Readonly<{ status: 'failed'; classifier: string; reason: FailureReason; detail: string }>;

/** Outcomes by classifier name; a classifier that was not asked for is absent. */
export type Outcomes = Readonly<Record<string, Outcome>>;
