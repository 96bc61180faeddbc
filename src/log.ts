// Structured logs, one JSON line per event, named in the past tense, with flat fields.
// A line never holds a token, a key, a payload or a user id.

/** The name of an event, `<subject>.<past tense>`. */
export type EventName =
  | "hub.started"
  | "hub.drained"
  | "signals.published"
  | "socket.connected"
  | "socket.disconnected"
  | "socket.failed"
  | "socket.stalled"
  | "member.changed"
  | "request.failed"
  | "settings.rejected"
  | "source.changed"
  | "storage.failed";

/** Writes one event as a JSON line. Workers Logs indexes each field. */
export function logEvent(
  event: EventName,
  fields: Readonly<Record<string, string | number | boolean | null>> = {},
): void {
  console.log(JSON.stringify({ event, ...fields }));
}

/** The class of an error, for logs. Its message might repeat text of a request. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
