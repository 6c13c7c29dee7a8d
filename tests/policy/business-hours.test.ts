import { expect, test } from 'vitest';
import type { Calendar } from '../../src/domain/policy.ts';
import { addBusinessMinutes, isOpen } from '../../src/policy/business-hours.ts';

const hours = (open: Calendar['open'], timezone = 'Europe/Paris', holidays: string[] = []): Calendar => ({ timezone, open, holidays });
const PARIS = hours({ mon: [['09:00', '12:30'], ['13:30', '18:30']], tue: [['09:00', '18:00']] });
const due = (calendar: Calendar, from: string, minutes: number): string | undefined => addBusinessMinutes(calendar, new Date(from), minutes)?.toISOString();

test('an opening is included and a closing is not', () => {
  const at = (clock: string): boolean => isOpen(PARIS, new Date(`2026-09-07T${clock}:00+02:00`));

  expect([at('08:59'), at('09:00'), at('12:29'), at('12:30'), at('13:30'), at('18:29'), at('18:30')]).toEqual([false, true, true, false, true, true, false]);
});

test('minutes run on over lunch and over night', () => {
  expect(due(PARIS, '2026-09-07T12:00:00+02:00', 60)).toBe('2026-09-07T12:00:00.000Z');
  expect(due(PARIS, '2026-09-07T18:00:00+02:00', 60)).toBe('2026-09-08T07:30:00.000Z');
  expect(due(PARIS, '2026-09-08T20:00:00+02:00', 1)).toBe('2026-09-14T07:01:00.000Z');
});

test('what is due at the very minute of closing is due then, not at the next opening', () => {
  expect(due(PARIS, '2026-09-07T18:00:00+02:00', 30)).toBe('2026-09-07T16:30:00.000Z');
});

test('a day may be open to midnight and on into the next', () => {
  const bar = hours({ fri: [['18:00', '24:00']], sat: [['00:00', '02:00']] });

  expect(due(bar, '2026-09-04T23:30:00+02:00', 60)).toBe('2026-09-04T22:30:00.000Z');
  expect(isOpen(bar, new Date('2026-09-05T00:00:00+02:00'))).toBe(true);
});

test('a holiday is closed by the calendar of the zone, not of UTC', () => {
  const auckland = hours({ thu: [['00:00', '24:00']], fri: [['00:00', '24:00']] }, 'Pacific/Auckland', ['2026-12-25']);

  expect(isOpen(auckland, new Date('2026-12-24T10:59:00Z'))).toBe(true);
  expect(isOpen(auckland, new Date('2026-12-24T11:00:00Z'))).toBe(false);
});

test('an hour that the clocks skip is not open, an hour that they show twice is open twice', () => {
  const night = hours({ sun: [['01:30', '03:30']] });

  expect(due(night, '2027-03-28T00:00:00Z', 60)).toBe('2027-03-28T01:30:00.000Z');
  expect(due(night, '2026-10-25T00:00:00Z', 120)).toBe('2026-10-25T02:00:00.000Z');
});

test('an opening inside the skipped hour begins just after it', () => {
  expect(isOpen(hours({ sun: [['02:30', '04:00']] }), new Date('2027-03-28T01:00:00Z'))).toBe(true);
});

test('a calendar that does not open that much within 400 days gives no instant', () => {
  const once = hours({ mon: [['09:00', '09:01']] });

  expect(due(once, '2026-09-07T00:00:00Z', 57)).toBeDefined();
  expect(due(once, '2026-09-07T00:00:00Z', 70)).toBeUndefined();
  expect(due(hours({}), '2026-09-07T00:00:00Z', 1)).toBeUndefined();
});
