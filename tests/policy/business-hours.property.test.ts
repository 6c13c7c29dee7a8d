import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Calendar } from '../../src/domain/policy.ts';
import { addBusinessMinutes, isOpen } from '../../src/policy/business-hours.ts';

const MINUTE = 60_000;
const ZONES = ['Europe/Paris', 'Europe/London', 'America/New_York', 'America/St_Johns', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Auckland', 'Pacific/Apia',
  'America/Santiago', 'Asia/Kathmandu', 'Africa/Cairo', 'Asia/Beirut', 'UTC'] as const;
/** Nights around a change of clocks somewhere, ordinary days, the turn of a year. */
const STARTS = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-04-24', '2026-09-06', '2026-09-27', '2026-10-04', '2026-10-25', '2026-10-30', '2026-11-01',
  '2026-12-31', '2027-03-28', '2026-06-17'] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Weekday, date and clock that hang on a wall in the zone. */
function wall(timeZone: string, instant: number): { day: string; date: string; clock: string } {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-GB',
    { timeZone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type as string, value]));
  return { day: (parts.get('weekday') ?? '').toLowerCase().slice(0, 3), date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
    clock: `${parts.get('hour')}:${parts.get('minute')}` };
}

/** Open when the clock on the wall shows an opening time. Slow and plain. */
function openByTheWall({ timezone, open, holidays }: Calendar, instant: number): boolean {
  const { day, date, clock } = wall(timezone, instant);
  return !holidays.includes(date) && (open[day as keyof typeof open] ?? []).some(([from, to]) => clock >= from && clock < to);
}

function dueByTheWall(calendar: Calendar, from: number, minutes: number, horizonMinutes: number): number | undefined {
  let left = minutes;
  for (let at = from; at < from + horizonMinutes * MINUTE; at += MINUTE) {
    if (openByTheWall(calendar, at)) left -= 1;
    if (left === 0) return at + MINUTE;
  }
  return undefined;
}

const clockOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
/** Up to three spells of a day that do not overlap; some end at midnight, some begin in the small hours. */
const spells = fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 1440 }), fc.constantFrom(0, 90, 120, 150, 180, 1440)),
  { minLength: 0, maxLength: 6 }).map((minutes) => {
  const sorted = [...minutes].sort((a, b) => a - b);
  return sorted.flatMap((from, index): [string, string][] => (index % 2 === 0 && sorted[index + 1] !== undefined ? [[clockOf(from),
    clockOf(sorted[index + 1] ?? 0)]] : []));
});
const calendar: fc.Arbitrary<Calendar> = fc.record({
  timezone: fc.constantFrom(...ZONES), open: fc.record({ mon: spells, tue: spells, wed: spells, thu: spells, fri: spells, sat: spells, sun: spells }),
    holidays: fc.subarray([...STARTS], { maxLength: 2 }),
});
const start = fc.tuple(fc.constantFrom(...STARTS), fc.integer({ min: -720, max: 2_160 })).map(([date, minutes]) => Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE);

test('open is what the clock on the wall says, minute for minute', () => {
  fc.assert(fc.property(calendar, start, (given, from) => {
    const minutes = Array.from({ length: 200 }, (_minute, index) => from + index * 7 * MINUTE);

    expect(minutes.map((at) => isOpen(given, new Date(at)))).toEqual(minutes.map((at) => openByTheWall(given, at)));
  }), { numRuns: 150 });
}, 120_000);

test('an answer is due where counting open minutes on the wall ends', () => {
  fc.assert(fc.property(calendar, start, fc.integer({ min: 1, max: 600 }), (given, from, minutes) => {
    const expected = dueByTheWall(given, from, minutes, 2_160);
    const found = addBusinessMinutes(given, new Date(from), minutes)?.getTime();

    expect(expected === undefined ? found === undefined || found > from + 2_160 * MINUTE : found === expected).toBe(true);
  }), { numRuns: 200 });
}, 120_000);

test('more minutes are never due earlier, and a later start neither', () => {
  fc.assert(fc.property(calendar, start, fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 0, max: 600 }), (given, from, minutes, more) => {
    const at = (begin: number, length: number): number => addBusinessMinutes(given, new Date(begin), length)?.getTime() ?? Infinity;

    expect(at(from, minutes + more)).toBeGreaterThanOrEqual(at(from, minutes));
    expect(at(from + more * MINUTE, minutes)).toBeGreaterThanOrEqual(at(from, minutes));
  }));
});
