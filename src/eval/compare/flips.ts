import { ACTIONS } from '../../domain/labels.ts';
import type { Labels } from '../dataset.ts';
import { ASPECTS } from '../run/aspects.ts';
import type { PairedRow } from './compare.ts';
import { flagIn, labelIn } from './compact.ts';

/** A row of which the newer run says something else. `turned` is the newer side's: right, wrong, or neither where no label tells. */
export type Flip = Readonly<{ id: string; what: string; gold: string; base: string; head: string; turned: 'right' | 'wrong' | 'neither' }>;

/** Changed actions first, then changed answers by aspect; in each, what turned wrong first. */
export function flips(rows: readonly PairedRow[]): readonly Flip[] {
  const order = { wrong: 0, right: 1, neither: 2 } as const;
  const sorted = (found: readonly Flip[]): readonly Flip[] => [...found].sort((a, b) => order[a.turned] - order[b.turned]);
  return [...sorted(rows.flatMap(actionFlip)), ...ASPECTS.flatMap((aspect) => sorted(rows.flatMap((row) => aspectFlip(row, aspect))))];
}

function actionFlip({ row, base, head }: PairedRow): readonly Flip[] {
  if (base.action === undefined || head.action === undefined || base.action === head.action) return [];
  const harsher = severity(head.action) > severity(base.action);
  const attack = row.gold.spam === true || row.gold.abuse === true;
  const known = attack || isGenuine(row.gold);
  return [{ id: row.id, what: 'action', gold: attack ? 'attack' : known ? 'genuine' : '–', base: base.action, head: head.action, turned: !known ? 'neither' : harsher === attack ? 'right' : 'wrong' }];
}

const severity = (action: string): number => (ACTIONS as readonly string[]).indexOf(action);
const isGenuine = ({ spam, abuse }: Labels): boolean => spam === false && abuse === false;

function aspectFlip({ row, base, head }: PairedRow, aspect: (typeof ASPECTS)[number]): readonly Flip[] {
  const read = (side: PairedRow['base']): string | undefined => (aspect.kind === 'label' ? labelIn(side, aspect.name) : yesNo(flagIn(side, aspect.name)?.flagged));
  const truth = aspect.kind === 'label' ? aspect.gold(row) : yesNo(aspect.gold(row));
  const [before, after] = [read(base), read(head)];
  if (before === undefined || after === undefined || before === after) return [];
  return [{ id: row.id, what: aspect.name, gold: truth ?? '–', base: before, head: after, turned: after === truth ? 'right' : before === truth ? 'wrong' : 'neither' }];
}

const yesNo = (flag: boolean | undefined): string | undefined => (flag === undefined ? undefined : flag ? 'yes' : 'no');
