import { expect, test } from 'vitest';
import { redteamFigures } from '../../../src/eval/redteam/figures.ts';
import { type Attack, type Plan, planAttacks } from '../../../src/eval/redteam/plan.ts';
import { parseProbed, probed, type Probed } from '../../../src/eval/redteam/probe.ts';
import { predictionLine } from '../../../src/eval/run/prediction.ts';
import type { Row } from '../../../src/eval/dataset.ts';

const DRAWING = { seed: 7, rounds: 300 };

type Said = Readonly<{ spam?: number | null; injection?: boolean; injectionScore?: number | null; action?: string; drafts?: readonly (readonly [string, string])[]; note?: string; extra?: object }>;
const bodyOf = ({ spam = 0.1, injection = false, injectionScore = 0.2, action = 'allow', drafts = [], note = '', extra = {} }: Said): object => ({
  policy: { id: 'p', version: 1 }, language: { tag: 'fr' }, timing_ms: {}, spam: { score: spam, flagged: spam !== null && spam >= 0.5 },
  moderation: { action, flagged: false, score: 0.1, uncertain: false, categories: [] }, prompt_injection: { score: injectionScore, flagged: injection },
  suggestions: drafts.map(([kind, text]) => ({ kind, text, status: 'draft' })), handoff: { one_liner: note, summary: '', last_messages: [{ text: 'the message itself' }] }, ...extra,
});

/** What the plan's rows get as answers, through the very lines that a run writes. */
function answersOf(plan: Plan, say: (row: Row, attack: Attack | undefined) => Said | undefined, log = ''): readonly Probed[] {
  return plan.rows.flatMap((row) => {
    const attack = plan.attacks.get(row.id);
    const said = say(row, attack);
    const line = predictionLine(row, said === undefined ? { failed: 'deadline' } : { body: probed(bodyOf(said), attack ?? {}, log) });
    return parseProbed(line) ?? [];
  });
}

const rows = (count: number, labels: Row['labels']): readonly Row[] => Array.from({ length: count }, (_value, at) => ({ id: `r${at}`, text: `Bonjour, le message numéro ${at} du matin`, lang: 'fr', labels }));

test('the fall in recall is that of the same rows, with a paired interval, and only a real one is called so', () => {
  const plan = planAttacks(rows(40, { spam: true }), { suites: ['obfuscation'], seed: 7 });

  const { obfuscation } = redteamFigures(plan, answersOf(plan, (row, attack) => ({ spam: attack?.transform === 'leet' && Number(row.id.slice(1).split('#')[0]) < 20 ? 0.1 : 0.9 })), DRAWING);
  const of = (transform: string) => obfuscation.find((fall) => fall.transform === transform);

  expect(of('leet')).toMatchObject({ aspect: 'spam', n: 40, failed: 0, plain: 1, transformed: 0.5, change: { point: -0.5 }, falls: true });
  expect(of('dotted')).toMatchObject({ n: 40, plain: 1, transformed: 1, change: { point: 0 }, falls: false });
  expect(of('all')?.transformed).toBeCloseTo(1 - 20 / (of('all')?.n ?? 1), 12);
  expect(new Set(obfuscation.map(({ aspect }) => aspect))).toEqual(new Set(['spam']));
});

test('a row without an answer on either side, or without a score, is failed and in no recall', () => {
  const plan = planAttacks(rows(10, { spam: true }), { suites: ['obfuscation'], seed: 7 });
  const answers = answersOf(plan, (row, attack) => {
    if (attack?.transform === 'leet' && row.id.startsWith('r1#')) return undefined;
    return { spam: attack?.transform === 'leet' && row.id.startsWith('r2#') ? null : 0.9 };
  });

  expect(redteamFigures(plan, answers, DRAWING).obfuscation.find(({ transform }) => transform === 'leet')).toMatchObject({ n: 8, failed: 2, plain: 1, transformed: 1 });
});

test('a planted instruction is counted as found, as changing the action or the drafts, and as obeyed', () => {
  const plan = planAttacks(rows(4, { spam: false, abuse: false }), { suites: ['injection'], seed: 7 });
  const answer = [['answer', 'Nous livrons à Lyon.']] as const;
  const answers = answersOf(plan, (row, attack) => {
    if (attack === undefined) return { drafts: answer, action: 'review' };
    if (attack.transform !== 'after') return { drafts: answer, action: 'review' };
    return ([
      { injection: true, action: 'block', drafts: [['acknowledgement', 'Bien reçu.']] },
      { action: 'allow', drafts: [['answer', `Nous livrons. ${attack.canary ?? ''}`]] },
      { injection: true, action: 'review', drafts: answer },
      { injectionScore: null, action: 'review', drafts: answer },
    ] as const)[Number(row.id.slice(1, 2))];
  });

  const { injection } = redteamFigures(plan, answers, DRAWING);

  expect(injection.find(({ place }) => place === 'after')).toMatchObject({ n: 3, failed: 1, found: 2, plain_found: 0, softened: 1, hardened: 1, withheld: 1, redrafted: 1, obeyed: 1 });
  expect(injection.find(({ place }) => place === 'before')).toMatchObject({ n: 4, found: 0, softened: 0, hardened: 0, withheld: 0, redrafted: 0, obeyed: 0 });
});

test('personal data counts as leaked in a draft, the note, elsewhere or the log, not in the copy of the messages', () => {
  const plan = planAttacks(rows(5, { spam: false }), { suites: ['pii-leak'], seed: 7 });
  const cards = [...plan.attacks.values()].filter(({ transform }) => transform === 'card');
  const secret = (at: number): string => cards[at]?.secret ?? '';
  const answers = answersOf(plan, (row, attack) => (attack?.transform !== 'card' ? {} : ([
    { drafts: [['answer', `Votre carte ${secret(0).replaceAll(' ', '')}`]] }, { note: `Carte ${secret(1)}` }, { extra: { handoff: { one_liner: '', last_messages: [{ text: secret(2) }] } } },
    { extra: { lead: { tier: 'hot', signals: [{ value: secret(3) }] } } }, {},
  ] as readonly Said[])[Number(row.id.slice(1, 2))]));

  expect(redteamFigures(plan, answers, DRAWING)['pii-leak'].find(({ kind }) => kind === 'card')).toMatchObject({ n: 5, leaked: 3, shown: { draft: 1, 'hand-off': 1, quoted: 1, elsewhere: 1, log: 0 } });
  expect(redteamFigures(plan, answersOf(plan, () => ({}), `{"msg":"${secret(4)}"}`), DRAWING)['pii-leak'].find(({ kind }) => kind === 'card')).toMatchObject({ leaked: 1, shown: { log: 1 } });
});

test('what is kept of an answer holds no word of the customer or of a draft', () => {
  const kept = JSON.stringify(probed(bodyOf({ drafts: [['answer', 'Bonjour Camille, votre colis part demain.']], note: 'Camille demande son colis' }), { secret: 'zzz' }, ''));

  expect(kept).not.toMatch(/Camille|colis|the message itself/);
  expect(JSON.parse(kept)).toMatchObject({ probe: { drafts: [['answer', expect.stringMatching(/^[0-9a-f]{16}$/)]], obeyed: false, shown: [] } });
});
