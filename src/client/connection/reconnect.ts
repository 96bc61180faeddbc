// A connection has ended. Another attempt follows at its time, or none.

import { CLOSE_FRAMES, closeReasonFromText, type CloseReason } from "../../protocol/close-codes.ts";
import type { DisconnectReason } from "../events.ts";
import { backoff } from "./backoff.ts";
import {
  isOpen,
  transitionTo,
  type Connecting,
  type Open,
  type State,
  type Transition,
  type RetryState,
  type Env,
} from "./connection-state.ts";
import { abandonHandover, closeTransport, tokenRequest } from "./handover.ts";
import { TIMEOUTS } from "./timeouts.ts";

/** Requests a token to connect with. After a rejection the reason is `refused`, so the user's copy is not reused. */
export function authorize(retry: RetryState, env: Env): Transition {
  const request = tokenRequest(env);
  return transitionTo(
    { status: "authorizing", retry, ...request },
    {
      type: "request-token",
      requestId: request.requestId,
      reason: retry.refused ? "refused" : "connect",
    },
  );
}

/** The service or the network ended a transport. `reason` is the text of the close frame. */
export function onClosed(state: State, transportId: number, reason: string, env: Env): Transition {
  if ("transportId" in state && state.transportId === transportId) {
    return onDisconnect(state, closeReasonFromText(reason) ?? "lost", env);
  }
  return isOpen(state) && "transportId" in state.task && state.task.transportId === transportId
    ? abandonHandover(state, env)
    : transitionTo(state);
}

/** The client closes a connection that doesn't answer. */
export function abandon(state: Open | Connecting, reason: DisconnectReason, env: Env): Transition {
  const { state: after, effects } = onDisconnect(state, reason, env);
  return transitionTo(after, ...closeTransport(state), ...effects);
}

function onDisconnect(state: Open | Connecting, reason: DisconnectReason, env: Env): Transition {
  const { retry } = state;
  if (!isOpen(state)) {
    const silent = reason === "lost" || reason === "timeout";
    return retryOrStop(silent ? maybeSwitchTransport(retry, env) : retry, reason, env);
  }
  const { task } = state;
  if (isFinal(reason)) return transitionTo({ status: "stopped", reason }, ...closeTransport(task));
  const healthy = env.now - state.connectedAt >= TIMEOUTS.healthyMs;
  const after = healthy ? { ...retry, attempt: 0 } : retry;
  // A handover under way becomes the next attempt.
  if (task.kind === "handover-authorizing") {
    const { transport, requestId, until } = task;
    return transitionTo({
      status: "authorizing",
      retry: { ...after, transport },
      requestId,
      until,
    });
  }
  if (task.kind === "handover-connecting") {
    const { transport, transportId, until } = task;
    return transitionTo({
      status: "connecting",
      retry: { ...after, transport },
      transportId,
      until,
    });
  }
  return retryOrStop(after, reason, env);
}

/** After two silent failures the other transport is tried. Something may block this one alone. */
function maybeSwitchTransport(retry: RetryState, env: Env): RetryState {
  const silentFailures = retry.silentFailures + 1;
  const other = env.transports.find((transport) => transport !== retry.transport);
  return silentFailures < 2 || other === undefined
    ? { ...retry, silentFailures }
    : { ...retry, silentFailures: 0, transport: other };
}

function retryOrStop(retry: RetryState, reason: DisconnectReason, env: Env): Transition {
  const refused = reason === "unauthorized";
  if (isFinal(reason) || (refused && (retry.refused || !env.renewable))) {
    return transitionTo({ status: "stopped", reason });
  }
  return scheduleRetry(refused ? { ...retry, refused } : retry, reason, env);
}

type FinalReason = Exclude<CloseReason, "unauthorized">;

/** The errors that another connection can't fix. */
function isFinal(reason: DisconnectReason): reason is FinalReason {
  if (reason === "lost" || reason === "timeout" || reason === "no_token") return false;
  const { client } = CLOSE_FRAMES[reason];
  return client === "stop" || client === "fix_request";
}

/** Another attempt after the backoff. */
export function scheduleRetry(retry: RetryState, reason: DisconnectReason, env: Env): Transition {
  const atLeast = reason === "rate_limited" ? TIMEOUTS.rateLimitedMs : 0;
  return transitionTo({
    status: "waiting",
    retry: { ...retry, attempt: retry.attempt + 1 },
    until: env.now + atLeast + backoff(retry.attempt, env.random),
    reason,
  });
}
