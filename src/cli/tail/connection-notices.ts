// The notices of `tail` about its connection, for standard error.

import type { DisconnectReason, Gap } from "../../client/index.ts";
import { CLOSE_FRAMES, type CloseReason } from "../../protocol/close-codes.ts";
import { formatCursor } from "../../protocol/cursor.ts";
import { LIMITS } from "../../protocol/limits.ts";

/** One sentence with the reason of a disconnect. `service` is the service's address. */
export function disconnectNotice(
  reason: DisconnectReason,
  wasConnected: boolean,
  service: string,
): string {
  switch (reason) {
    case "lost":
    case "timeout":
      return wasConnected ? "Connection lost." : `Can't connect to ${service}.`;
    case "no_token":
      return "There is no token to connect with.";
    default: {
      const { close, reason: text } = CLOSE_FRAMES[reason];
      return `Connection closed (${close} ${text}).`;
    }
  }
}

/** Advice after a final close. `undefined` for the closes after which a reconnect helps. */
export function adviceFor(reason: CloseReason): string | undefined {
  return ADVICE.get(reason);
}

const ADVICE: ReadonlyMap<CloseReason, string> = new Map([
  [
    "unauthorized",
    "The token is not valid here. Get a new one (`signal-hub token --user 123 --vip` where the " +
      "secret is at hand) and give it with --token.",
  ],
  [
    "vip_required",
    "This user is not VIP, or is no longer. Renew the subscription, or give another user's --token.",
  ],
  ["query_invalid", "The service does not know a filter like this: look at --help."],
  ["origin_denied", "The service takes no connections from this origin. Ask its operator."],
  [
    "replaced",
    "A newer connection of the same user took this one's place. Close one, or use another user.",
  ],
  [
    "frame_too_big",
    "The service found a frame of ours too big. Report this: it should not happen.",
  ],
  ["binary_frame", "The service got a frame that is not text. Report this: it should not happen."],
]);

/** One sentence about messages beyond the service's log. */
export function gapNotice({ reason, from, to }: Gap): string {
  const place = from === null ? "" : ` after ${formatCursor(from)}`;
  return `Messages${place} are lost: ${GAP_REASONS[reason]}. The feed goes on after ${formatCursor(to)}.`;
}

const GAP_REASONS: Readonly<Record<Gap["reason"], string>> = {
  epoch_changed: "the service began a new log",
  pruned: "the log no longer reaches back so far",
  ahead: "the log was set back",
  too_many: `there are more than ${LIMITS.replayMessages}`,
  // The client's own reasons. `tail` has one filter and no tabs.
  filter_changed: "the filter changed",
  tab_lagged: "another tab was behind",
};
