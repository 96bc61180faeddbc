// The faults injected from within. The drill writes these commands, and the drilled worker reads them.

/** The path of fault commands. All other paths are the deployed service. */
export const COMMANDS_PATH = "/drill";

/** A property set by the platform on errors of a Durable Object ("Durable Objects: Error handling"). */
export type ErrorMark = "overloaded" | "retryable";

export type FaultCommand =
  /** Returns the counts without a call of the hub. */
  | { readonly do: "count" }
  /** Evicts the hub from memory, as after 10 s without work. Its sockets stay open or are dropped. */
  | { readonly do: "evict"; readonly sockets: "keep" | "drop" }
  /** Resets the hub after this many more frames. */
  | { readonly do: "abort-after-sends"; readonly sends: number }
  /** Resets the hub in the turn of the next publish request, after the writes and before the commit. */
  | { readonly do: "abort-before-commit" }
  /** Makes the next writes to the database throw. */
  | { readonly do: "fail-writes"; readonly times: number }
  /** Makes `send` to this user's sockets throw. `null` ends it. */
  | { readonly do: "fail-sends"; readonly user: string | null }
  /** Drops the next frames silently. The ledger must notice. */
  | { readonly do: "swallow-sends"; readonly times: number }
  /** Makes the next alarms throw before they do anything. */
  | { readonly do: "fail-alarms"; readonly times: number }
  /** Makes the next publish requests and upgrades throw as the platform does. */
  | { readonly do: "fail-calls"; readonly times: number; readonly mark: ErrorMark }
  /** Rewrites each open socket's attachment to an older version. */
  | { readonly do: "age-attachments" }
  /** Removes this method from the hub, as in an older version of the code. */
  | { readonly do: "remove-method"; readonly method: string }
  /** Adds an unknown field to each connect request and publish request from now on. */
  | { readonly do: "add-unknown-field" };

export interface FaultCounts {
  /** Hub instances constructed since the process started. */
  readonly starts: number;
  /** Calls of `send`, including failed ones. */
  readonly sends: number;
  /** Alarms fired, including failed ones. */
  readonly alarms: number;
  /** Injections not yet triggered. */
  readonly pending: number;
}
