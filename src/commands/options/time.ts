const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?$/i;
const duration = /^(?=\d)(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?$/i;
const minute = 60_000;

/**
 * A time in ISO 8601, by the local clock where it names no zone, or a duration from `now` on in days, hours and
 * minutes (`90m`, `1h30m`). `undefined` for everything else.
 */
export function parseTime(text: string, now: Date): Date | undefined {
  const span = duration.exec(text);
  if (span !== null) {
    const [days, hours, minutes] = [span[1], span[2], span[3]].map((count = "0") => Number(count));
    const total = ((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0);
    return new Date(now.getTime() + total * minute);
  }
  const [, date = "", time = "", zone = ""] = iso.exec(text) ?? [];
  const parsed = new Date(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(parsed.getTime()) || !isDay(date) ? undefined : parsed;
}

// JavaScript takes the 30th of February for the 1st or 2nd of March.
const isDay = (date: string): boolean => new Date(`${date}T00:00Z`).toISOString().startsWith(date);
