// A moment as a clock on the operator's wall shows it, HH:MM:SS; of another day with its date.

const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
/** `2026-11-24`, in the browser's own time zone. */
const DAY = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short" });

export function clockTime(at: number): string {
  return CLOCK.format(at);
}

export function dayAndTime(at: number, now: number): string {
  const day = DAY.format(at);
  return day === DAY.format(now) ? clockTime(at) : `${day} ${clockTime(at)}`;
}
