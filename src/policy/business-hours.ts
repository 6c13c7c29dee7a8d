import type { Calendar } from '../domain/policy.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
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

const offsets = new Map<string, Map<number, number>>();
/** Quarter hours a zone. */
const OFFSETS_MAX = 5_000;

/** Milliseconds to add to UTC for the zone's local time at an instant; offsets change on quarter hours only, so they are kept by those. */
function offsetMs(timeZone: string, instant: number): number {
  const quarter = Math.floor(instant / QUARTER_MS);
  const known = offsets.get(timeZone) ?? new Map<number, number>();
  let offset = known.get(quarter);
  if (offset === undefined) {
    const at = quarter * QUARTER_MS;
    const parts = Object.fromEntries(formatFor(timeZone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const local = Date.UTC(parts['year'] ?? 1970, (parts['month'] ?? 1) - 1, parts['day'] ?? 1, parts['hour'] ?? 0, parts['minute'] ?? 0, parts['second'] ?? 0);
    offset = local - at;
    if (known.size >= OFFSETS_MAX) known.clear();
    offsets.set(timeZone, known.set(quarter, offset));
  }
  return offset;
}

type Spell = Readonly<{ from: number; to: number }>;

/** A stretch of a local day, as instants, in which the zone's clocks run evenly at one offset from UTC. */
type Stretch = Spell & Readonly<{ offset: number }>;

/** Offsets lie between UTC−12 and UTC+14: a local day cannot reach further than this around the same day of UTC. */
const ZONE_MARGIN_MS = 15 * 60 * MINUTE_MS;

/** The one or two even stretches of a local day: two where the clocks change on it. */
function stretchesOf(timeZone: string, dayLocalMs: number): readonly Stretch[] {
  const [first, last] = [dayLocalMs - ZONE_MARGIN_MS, dayLocalMs + DAY_MS + ZONE_MARGIN_MS];
  const [before, after] = [offsetMs(timeZone, first), offsetMs(timeZone, last)];
  if (before === after) return [{ from: dayLocalMs - before, to: dayLocalMs + DAY_MS - before, offset: before }];
  const change = changeBetween(timeZone, first, last);
  return [{ from: first, to: change, offset: before }, { from: change, to: last, offset: after }]
    .map(({ from, to, offset }) => ({ from: Math.max(from, dayLocalMs - offset), to: Math.min(to, dayLocalMs + DAY_MS - offset), offset }))
    .filter(({ from, to }) => from < to);
}

/** The instant at which the zone's offset changes; clocks change on quarter hours. */
function changeBetween(timeZone: string, first: number, last: number): number {
  const before = offsetMs(timeZone, first);
  let [low, high] = [Math.floor(first / QUARTER_MS), Math.ceil(last / QUARTER_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(timeZone, middle * QUARTER_MS) === before) low = middle;
    else high = middle;
  }
  return high * QUARTER_MS;
}

const spells = new WeakMap<Calendar, Map<number, readonly Spell[]>>();
/** Enough for a search to its end. */
const DAYS_MAX = 500;

/** The opening spells of a local day, worked out once a calendar. */
function spellsOn(calendar: Calendar, dayLocalMs: number): readonly Spell[] {
  const known = spells.get(calendar) ?? new Map<number, readonly Spell[]>();
  let found = known.get(dayLocalMs);
  if (found === undefined) {
    found = readSpells(calendar, dayLocalMs);
    if (known.size >= DAYS_MAX) known.clear();
    spells.set(calendar, known.set(dayLocalMs, found));
  }
  return found;
}

/**
 * Opening spells, as instants, of the local day that begins at `dayLocalMs` (UTC arithmetic on local time). It is open
 * whenever the zone's clocks show an opening time: an hour that they skip is not, an hour that they show twice is both times.
 */
function readSpells({ timezone, open, holidays }: Calendar, dayLocalMs: number): readonly Spell[] {
  const day = new Date(dayLocalMs);
  if (holidays.includes(day.toISOString().slice(0, 10))) return [];
  const name = DAYS[day.getUTCDay()];
  const hours = name === undefined ? [] : (open[name] ?? []);
  if (hours.length === 0) return [];
  return stretchesOf(timezone, dayLocalMs)
    .flatMap((stretch) => hours.map(([from, to]) => ({
      from: Math.max(stretch.from, dayLocalMs + minutesOf(from) * MINUTE_MS - stretch.offset),
      to: Math.min(stretch.to, dayLocalMs + minutesOf(to) * MINUTE_MS - stretch.offset),
    })))
    .filter(({ from, to }) => from < to)
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
