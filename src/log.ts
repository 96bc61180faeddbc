// Events of the service's life, one JSON line each: what happened, in the past tense, with flat fields.
// Never a token, a key, a payload or a user's id.

export type EventName =
  | "hub.started"
  | "hub.drained"
  | "flush.failed"
  | "chore.failed"
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

export function logEvent(
  event: EventName,
  fields: Readonly<Record<string, string | number | boolean | null>> = {},
): void {
  console.log(JSON.stringify({ event, ...fields }));
}

/** What may be told of an error: its class. Its message might repeat what a caller sent. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
