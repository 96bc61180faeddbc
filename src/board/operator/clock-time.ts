// A moment as a clock on the operator's wall shows it, HH:MM:SS.

const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

export function clockTime(at: number): string {
  return CLOCK.format(at);
}
