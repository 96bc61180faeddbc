// Times on the operators' page, in the browser's own time zone.

const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
/** The Swedish locale writes ISO 8601 dates, such as `2026-11-24`. */
const DAY = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short" });

/** `HH:MM:SS` of a time in Unix milliseconds. */
export function clockTime(at: number): string {
  return CLOCK.format(at);
}

/** `HH:MM:SS`, with the date before it unless `now` is on the same day. Both are Unix milliseconds. */
export function dayAndTime(at: number, now: number): string {
  const day = DAY.format(at);
  return day === DAY.format(now) ? clockTime(at) : `${day} ${clockTime(at)}`;
}
