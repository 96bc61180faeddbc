// What a drill can order the service to suffer from within: written by the drill, read by its worker.

/** The path that takes orders; everything else is the service as deployed. */
export const COMMANDS_PATH = "/drill";

/** A mark that the platform sets on the errors of an object ("Durable Objects: Error handling"). */
export type ErrorMark = "overloaded" | "retryable";

export type FaultCommand =
  /** Tells what happened so far, without touching the hub. */
  | { readonly do: "count" }
  /** Out of memory at once, as after 10 s without work; its sockets stay, or are dropped. */
  | { readonly do: "evict"; readonly sockets: "keep" | "drop" }
  /** The hub is reset after so many frames more. */
  | { readonly do: "abort-after-sends"; readonly sends: number }
  /** The hub is reset in the turn of the next post, when all is written and nothing is durable. */
  | { readonly do: "abort-before-commit" }
  /** The next writes to the database throw. */
  | { readonly do: "fail-writes"; readonly times: number }
  /** `send` to this user's sockets throws, until called off with `null`. */
  | { readonly do: "fail-sends"; readonly user: string | null }
  /** The next frames are lost without a word: what a ledger must notice. */
  | { readonly do: "swallow-sends"; readonly times: number }
  /** The next alarms throw before they do anything. */
  | { readonly do: "fail-alarms"; readonly times: number }
  /** The next calls of the hub, posts and upgrades alike, throw as the platform itself does. */
  | { readonly do: "fail-calls"; readonly times: number; readonly mark: ErrorMark }
  /** Every open socket's attachment becomes one of another version of the code. */
  | { readonly do: "age-attachments" }
  /** The hub is of a version that doesn't have this method yet; the Worker is not. */
  | { readonly do: "remove-method"; readonly method: string }
  /** From now on the Worker hands sockets over with a field that this hub doesn't know. */
  | { readonly do: "add-unknown-field" };

export interface FaultCounts {
  /** Hubs constructed since the process started. */
  readonly starts: number;
  /** Frames that the hub sent, or tried to. */
  readonly sends: number;
  /** Alarms that rang, also those that threw. */
  readonly alarms: number;
  /** Injections that are still to come. */
  readonly pending: number;
}
