import { existsSync } from 'node:fs';
import { ABUSE_CATEGORIES, type Intent } from '../../domain/labels.ts';
import { type Labels, readJsonLines, readRows, type Row } from '../dataset.ts';

/** A training source: where its rows come from, what they may be used for, how much they count in all. */
export type Source = Readonly<{
  name: string;
  licence: string;
  /** Classifiers that learn from it. */
  serves: readonly string[];
  /** Total weight of all its rows, in own-row equivalents: keeps a large set from drowning a small one. */
  weight: number;
  /** Turns one public row into ours; undefined leaves it out. */
  map(row: PublicRow): Labels | undefined;
}>;

export type PublicRow = Readonly<{ id: string; text: string; lang: string; labels: Readonly<Record<string, unknown>>; context?: readonly string[] }>;

const KNOWN = new Set<string>(ABUSE_CATEGORIES);

/** Abuse of public sets: categories are only positive evidence; a set that labels one kind says nothing of the others. */
function abuseLabels({ labels }: PublicRow): Labels | undefined {
  const { abuse, hate } = labels;
  const given = Array.isArray(labels['categories']) ? labels['categories'] : [];
  const categories = ABUSE_CATEGORIES.filter((category) => given.includes(category) || (hate === true && category === 'hate'));
  if (typeof abuse === 'boolean') return { abuse, ...(abuse && categories.every((category) => KNOWN.has(category)) ? { abuse_categories: categories } : abuse ? {} : { abuse_categories: [] }) };
  return hate === false ? { abuse_categories: [] } : undefined;
}

const spamLabels = ({ labels }: PublicRow): Labels | undefined => {
  if (typeof labels['spam'] !== 'boolean') return undefined;
  if (labels['class'] === 'smishing') return { spam: true, spam_kind: 'phishing' };
  return { spam: labels['spam'] };
};

const injectionLabels = ({ labels }: PublicRow): Labels | undefined =>
  typeof labels['injection'] === 'boolean' ? { prompt_injection: labels['injection'] } : undefined;

const BITEXT_INTENTS: Readonly<Record<string, Intent>> = {
  cancel_order: 'purchase', change_order: 'purchase', place_order: 'purchase', track_order: 'order_status', delivery_period: 'order_status',
  delivery_options: 'availability', change_shipping_address: 'order_status', set_up_shipping_address: 'account', check_cancellation_fee: 'billing',
  check_invoice: 'billing', get_invoice: 'billing', check_invoices: 'billing', check_payment_methods: 'billing', payment_issue: 'billing',
  check_refund_policy: 'return_refund', get_refund: 'return_refund', track_refund: 'return_refund', create_account: 'account', delete_account: 'privacy',
  edit_account: 'account', recover_password: 'account', registration_problems: 'account', switch_account: 'account', complaint: 'complaint',
  review: 'feedback', contact_customer_service: 'human_request', contact_human_agent: 'human_request', newsletter_subscription: 'opt_out',
};

const intentLabels = ({ labels }: PublicRow): Labels | undefined => {
  const intent = BITEXT_INTENTS[String(labels['intent'])];
  return intent === undefined ? undefined : { intent };
};

/** Only sets whose licence lets a model trained on them be passed on. */
export const PUBLIC_SOURCES: readonly Source[] = [
  { name: 'dynahate', licence: 'CC BY 4.0', serves: ['abuse'], weight: 2500, map: abuseLabels },
  { name: 'hatemoji-build', licence: 'CC BY 4.0', serves: ['abuse'], weight: 500, map: abuseLabels },
  { name: 'measuring-hate', licence: 'CC BY 4.0', serves: ['abuse'], weight: 900, map: abuseLabels },
  { name: 'edos', licence: 'CC0 1.0', serves: ['abuse'], weight: 500, map: abuseLabels },
  { name: 'paradetox', licence: 'CC0 1.0', serves: ['abuse'], weight: 500, map: abuseLabels },
  { name: 'convabuse', licence: 'CC BY 4.0', serves: ['abuse'], weight: 500, map: abuseLabels },
  { name: 'french-hate', licence: 'MIT', serves: ['abuse'], weight: 250, map: abuseLabels },
  { name: 'mlma', licence: 'MIT', serves: ['abuse'], weight: 250, map: abuseLabels },
  { name: 'germeval2018', licence: 'CC BY 4.0', serves: ['abuse'], weight: 300, map: abuseLabels },
  { name: 'sms-spam', licence: 'CC BY 4.0', serves: ['spam'], weight: 700, map: spamLabels },
  { name: 'sms-spam-mt', licence: 'MIT', serves: ['spam'], weight: 700, map: spamLabels },
  { name: 'smishing', licence: 'CC BY 4.0', serves: ['spam'], weight: 600, map: spamLabels },
  { name: 'youtube-spam', licence: 'CC BY 4.0', serves: ['spam'], weight: 250, map: spamLabels },
  { name: 'deepset-injections', licence: 'Apache-2.0', serves: ['prompt-injection'], weight: 200, map: injectionLabels },
  { name: 'jailbreak-prompts', licence: 'MIT', serves: ['prompt-injection'], weight: 60, map: injectionLabels },
  { name: 'cyberseceval-injections', licence: 'MIT', serves: ['prompt-injection'], weight: 120, map: injectionLabels },
  { name: 'bipia-email', licence: 'MIT', serves: ['prompt-injection'], weight: 60, map: injectionLabels },
  { name: 'wildguard-benign', licence: 'ODC-BY', serves: ['prompt-injection'], weight: 150, map: injectionLabels },
  { name: 'bitext-support', licence: 'CDLA-Sharing 1.0', serves: ['intent'], weight: 250, map: intentLabels },
];

/** Renderings of dynahate rows into French that this project ships, both members of a pair together. */
export const RENDERINGS = 'abuse-renderings';

/** The project's own datasets that a classifier may learn from. */
export const OWN_DATASETS = ['inbox', 'contrast', 'comments', RENDERINGS] as const;

export type TrainingRow = Row & Readonly<{ weight: number; source: string }>;

/** Rows of one split of a public set, mapped and weighted; an absent folder gives none, so own data always suffices. */
export function publicRows(folder: string, source: Source, split: 'train' | 'dev'): readonly TrainingRow[] {
  const path = [`${folder}/${source.name}/${split}.jsonl`, `${folder}/${source.name}/${split}.jsonl.gz`].find((candidate) => existsSync(candidate));
  if (path === undefined) return [];
  const rows = readJsonLines(path).flatMap(({ value }) => {
    const row = value as PublicRow;
    const labels = row.text.trim() === '' ? undefined : source.map(row);
    return labels === undefined ? [] : [{ id: row.id, text: row.text.slice(0, 3_000), lang: row.lang, labels, source: source.name, weight: 1 }];
  });
  const weight = source.weight / Math.max(1, rows.length);
  return rows.map((row) => ({ ...row, weight }));
}

/** Own rows of one split, of every dataset folder that has it. */
export function ownRows(folder: string, datasets: readonly string[], split: string): readonly TrainingRow[] {
  return datasets.flatMap((name) => {
    const path = `${folder}/${name}/${split}.jsonl`;
    return existsSync(path) ? readRows(path).map((row) => ({ ...row, source: name, weight: 1 })) : [];
  });
}
