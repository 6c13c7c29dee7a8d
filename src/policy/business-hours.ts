import type { Calendar } from '../domain/policy.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
/** A due instant further away than this many days means a calendar that hardly ever opens; the search stops there. */
const SEARCH_DAYS_MAX = 400;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
    formats.set(timeZone, format);
  }
  return format;
}

const offsets = new Map<string, number>();
const OFFSETS_MAX = 5_000;

/** Milliseconds to add to UTC for the zone's local time at an instant; offsets change on quarter hours only, so they are kept by those. */
function offsetMs(timeZone: string, instant: number): number {
  const quarter = Math.floor(instant / (15 * MINUTE_MS));
  const key = `${timeZone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    const at = quarter * 15 * MINUTE_MS;
    const parts = Object.fromEntries(formatFor(timeZone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const local = Date.UTC(parts['year'] ?? 1970, (parts['month'] ?? 1) - 1, parts['day'] ?? 1, parts['hour'] ?? 0, parts['minute'] ?? 0, parts['second'] ?? 0);
    offset = local - at;
    if (offsets.size >= OFFSETS_MAX) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

/** The instant at which the zone's clocks show `localMs` (as if UTC); in a skipped hour the instant just after the jump. */
function instantOf(timeZone: string, localMs: number): number {
  const first = localMs - offsetMs(timeZone, localMs);
  const second = localMs - offsetMs(timeZone, first);
  return offsetMs(timeZone, second) === localMs - second ? second : Math.max(first, second);
}

type Spell = Readonly<{ from: number; to: number }>;

/** Opening spells, as instants, of the local day that begins at `dayLocalMs` (UTC arithmetic on local time). */
function spellsOn({ timezone, open, holidays }: Calendar, dayLocalMs: number): readonly Spell[] {
  const day = new Date(dayLocalMs);
  if (holidays.includes(day.toISOString().slice(0, 10))) return [];
  const name = DAYS[day.getUTCDay()];
  return (name === undefined ? [] : (open[name] ?? []))
    .map(([from, to]) => ({ from: instantOf(timezone, dayLocalMs + minutesOf(from) * MINUTE_MS), to: instantOf(timezone, dayLocalMs + minutesOf(to) * MINUTE_MS) }))
    .sort((a, b) => a.from - b.from);
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

const startOfLocalDay = (timezone: string, instant: number): number => Math.floor((instant + offsetMs(timezone, instant)) / DAY_MS) * DAY_MS;

/** Whether the calendar is open at an instant; an opening is included, a closing is not. */
export function isOpen(calendar: Calendar, at: Date): boolean {
  const instant = at.getTime();
  return spellsOn(calendar, startOfLocalDay(calendar.timezone, instant)).some(({ from, to }) => instant >= from && instant < to);
}

/** The instant `minutes` of opening time after `from`; undefined when the calendar does not open that much within 400 days. */
export function addBusinessMinutes(calendar: Calendar, from: Date, minutes: number): Date | undefined {
  let leftMs = minutes * MINUTE_MS;
  const start = from.getTime();
  const firstDay = startOfLocalDay(calendar.timezone, start);
  for (let day = 0; day < SEARCH_DAYS_MAX; day += 1) {
    for (const spell of spellsOn(calendar, firstDay + day * DAY_MS)) {
      const begins = Math.max(spell.from, start);
      const open = spell.to - begins;
      if (open <= 0) continue;
      if (open >= leftMs) return new Date(begins + leftMs);
      leftMs -= open;
    }
  }
  return undefined;
}
