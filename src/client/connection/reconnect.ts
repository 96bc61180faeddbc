// What follows when a connection ends: another one at its time, or none.

import { CLOSE_FRAMES, closeReasonFromText, type CloseReason } from "../../protocol/close-codes.ts";
import { backoff } from "./backoff.ts";
import {
  isOpen,
  transitionTo,
  type Connecting,
  type Open,
  type DisconnectReason,
  type State,
  type Transition,
  type RetryState,
  type Env,
} from "./connection-state.ts";
import { abandonHandover, closeTransport, tokenRequest } from "./handover.ts";
import { TIMEOUTS } from "./timeouts.ts";

/** Asks for a token to connect with; after a refusal, for another one than the last. */
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

/** The other side, or the network, ended a connection. */
export function onClosed(state: State, transportId: number, reason: string, env: Env): Transition {
  if ("transportId" in state && state.transportId === transportId) {
    return onDisconnect(state, closeReasonFromText(reason) ?? "lost", env);
  }
  return isOpen(state) && "transportId" in state.task && state.task.transportId === transportId
    ? abandonHandover(state, env)
    : transitionTo(state);
}

/** This side gives a connection up. */
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
  // Who is already on the way takes over.
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

/** Two tries that ended without a word: perhaps this way is blocked, and the other isn't. */
function maybeSwitchTransport(retry: RetryState, env: Env): RetryState {
  const silentFailures = retry.silentFailures + 1;
  const other = env.transports.find((transport) => transport !== retry.transport);
  return silentFailures < 2 || other === undefined
    ? { ...retry, silentFailures }
    : { ...retry, silentFailures: 0, transport: other };
}

function retryOrStop(retry: RetryState, reason: DisconnectReason, env: Env): Transition {
  if (isFinal(reason)) return transitionTo({ status: "stopped", reason });
  if (reason !== "unauthorized") return scheduleRetry(retry, reason, env);
  return retry.refused || !env.renewable
    ? transitionTo({ status: "stopped", reason })
    : scheduleRetry({ ...retry, refused: true }, reason, env);
}

type FinalReason = Exclude<CloseReason, "unauthorized">;

/** The rows of the table that no other connection mends. */
function isFinal(reason: DisconnectReason): reason is FinalReason {
  if (reason === "lost" || reason === "timeout" || reason === "no_token") return false;
  const { client } = CLOSE_FRAMES[reason];
  return client === "stop" || client === "fix_request";
}

/** Another try after a while. */
export function scheduleRetry(retry: RetryState, reason: DisconnectReason, env: Env): Transition {
  const atLeast = reason === "rate_limited" ? TIMEOUTS.rateLimitedMs : 0;
  return transitionTo({
    status: "waiting",
    retry: { ...retry, attempt: retry.attempt + 1 },
    until: env.now + atLeast + backoff(retry.attempt, env.random),
    reason,
  });
}
