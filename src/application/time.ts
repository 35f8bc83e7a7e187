const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?$/i;
const duration = /^(?=\d)(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?$/i;
const minuteMs = 60_000;

/**
 * A time in ISO 8601, by the local clock where it names no zone, or a duration from `now` on in days, hours and
 * minutes (`90m`, `1h30m`). `undefined` for everything else.
 */
export function parseTime(text: string, now: Date): Date | undefined {
  const ms = spanOf(text);
  if (ms !== undefined) return new Date(now.getTime() + ms);
  const [, date = "", time = "", zone = ""] = iso.exec(text) ?? [];
  const parsed = new Date(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(parsed.getTime()) || !isDay(date) ? undefined : parsed;
}

// JavaScript takes the 30th of February for the 1st or 2nd of March.
const isDay = (date: string): boolean => new Date(`${date}T00:00Z`).toISOString().startsWith(date);

/** A duration of a minute at least, in days, hours and minutes (`90m`, `1h30m`). Milliseconds; `undefined` for everything else. */
export function parseDuration(text: string): number | undefined {
  const ms = spanOf(text);
  return ms === 0 ? undefined : ms;
}

function spanOf(text: string): number | undefined {
  const span = duration.exec(text);
  if (span === null) return undefined;
  const [days = 0, hours = 0, minutes = 0] = span.slice(1).map((count) => Number(count || 0));
  return ((days * 24 + hours) * 60 + minutes) * minuteMs;
}
