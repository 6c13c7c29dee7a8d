/** The closed vocabularies of every label. One definition for API, classifiers, datasets and evaluation. */

export const SPAM_KINDS = ['promotion', 'phishing', 'scam', 'solicitation', 'adult', 'chain'] as const;
export type SpamKind = (typeof SPAM_KINDS)[number];

/** The 13 categories of OpenAI's moderation endpoint, in its order. */
export const ABUSE_CATEGORIES = [
  'harassment', 'harassment/threatening', 'hate', 'hate/threatening', 'illicit', 'illicit/violent', 'self-harm',
  'self-harm/intent', 'self-harm/instructions', 'sexual', 'sexual/minors', 'violence', 'violence/graphic',
] as const;
export type AbuseCategory = (typeof ABUSE_CATEGORIES)[number];

/** Distress, not abuse: leads to escalation, never to blocking. */
export const isSelfHarm = (category: string): boolean => category.startsWith('self-harm');

export const LEAD_TIERS = ['none', 'cold', 'warm', 'hot'] as const;
export type LeadTier = (typeof LEAD_TIERS)[number];

export const INTENTS = [
  'pricing', 'availability', 'booking', 'purchase', 'product_question', 'order_status', 'delivery_problem',
  'return_refund', 'billing', 'technical_support', 'account', 'complaint', 'feedback', 'privacy', 'opt_out',
  'human_request', 'job_application', 'partnership', 'greeting', 'other', 'spam', 'abuse',
] as const;
export type Intent = (typeof INTENTS)[number];

export const URGENCIES = ['low', 'normal', 'high', 'critical'] as const;
export type Urgency = (typeof URGENCIES)[number];

export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

/** Ordered by severity: a later action is more severe. */
export const ACTIONS = ['allow', 'review', 'hide', 'block'] as const;
export type Action = (typeof ACTIONS)[number];

export const PRIORITIES = ['low', 'medium', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Languages with their own word lists and training rows; others are scored but marked `served: false`. */
export const SERVED_LANGUAGES = ['fr', 'en', 'es', 'de', 'it', 'pt', 'nl', 'ar'] as const;
