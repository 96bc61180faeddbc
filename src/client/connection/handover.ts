// The background work of an open connection: it renews its token, or hands over to another connection.

import type { TokenReason } from "../events.ts";
import type { TransportKind } from "../transport/transport.ts";
import { backoff } from "./backoff.ts";
import {
  transitionTo,
  type Effect,
  type BackgroundTask,
  type Open,
  type State,
  type Transition,
  type TokenRequest,
  type Env,
} from "./connection-state.ts";
import { MAX_AUTH_TOKEN_LENGTH, TIMEOUTS } from "./timeouts.ts";

/** Nothing to do, and never due. */
export const NO_TASK: BackgroundTask = { kind: "none", until: Infinity };

/** Requests a fresh token for this connection. `attempt` counts the requests that failed. */
export function renewToken(state: Open, attempt: number, env: Env): Transition {
  if (!env.renewable) return transitionTo({ ...state, task: NO_TASK });
  // A stream can't send, so a fresh token takes a new connection.
  if (state.transport === "stream") return startHandover(state, "stream", env, "expiring");
  const request = tokenRequest(env);
  return transitionTo(
    { ...state, task: { kind: "renewing", ...request, attempt } },
    { type: "request-token", requestId: request.requestId, reason: "expiring" },
  );
}

/** Starts another connection. This one closes as soon as the other is connected. */
export function startHandover(
  state: Open,
  transport: TransportKind,
  env: Env,
  reason: TokenReason = "connect",
): Transition {
  const request = tokenRequest(env);
  return transitionTo(
    { ...state, task: { kind: "handover-authorizing", transport, ...request } },
    ...closeTransport(state.task),
    { type: "request-token", requestId: request.requestId, reason },
  );
}

/** The handover failed, and this connection is still good. */
export function abandonHandover(state: Open, env: Env): Transition {
  const { task: failed, transport } = state;
  // A stream with another filter or token is still needed. A socket can wait.
  const task: BackgroundTask =
    "transport" in failed && failed.transport === "stream"
      ? { kind: "handover-later", until: env.now + TIMEOUTS.probeMs, transport: "stream" }
      : probeTask(transport, TIMEOUTS.probeAgainMs, env);
  return transitionTo({ ...state, task }, ...closeTransport(failed));
}

/** A stream tries a socket from time to time, because a stream can't send. Other connections have no task. */
export function probeTask(transport: TransportKind, afterMs: number, env: Env): BackgroundTask {
  return transport === "stream" && env.transports.includes("socket")
    ? { kind: "handover-later", until: env.now + afterMs, transport: "socket" }
    : NO_TASK;
}

/** The service asked the client to reconnect after so many milliseconds. */
export function scheduleHandover(state: Open, afterMs: number, env: Env): Transition {
  if (isHandingOver(state.task)) return transitionTo(state);
  const until = env.now + afterMs;
  return transitionTo({
    ...state,
    task: { kind: "handover-later", until, transport: state.transport },
  });
}

/** The token expires soon. */
export function onTokenExpiring(state: Open, env: Env): Transition {
  const { task, transport } = state;
  if (isHandingOver(task)) return transitionTo(state);
  // A handover is due anyway. It starts now and takes the fresh token along.
  return task.kind === "handover-later"
    ? startHandover(state, transport, env, "expiring")
    : renewToken(state, 0, env);
}

/** The token for the task's request. `null` where the token function failed. */
export function useToken(
  state: Open,
  requestId: number,
  token: string | null,
  env: Env,
): Transition {
  const { task } = state;
  if (!("requestId" in task) || task.requestId !== requestId) return transitionTo(state);
  if (token === null) return onTaskTimeout(state, env);
  const handsOver = task.kind === "handover-authorizing";
  if (!handsOver && token.length <= MAX_AUTH_TOKEN_LENGTH) {
    return transitionTo(
      { ...state, task: NO_TASK },
      { type: "auth", transportId: state.transportId, token },
    );
  }
  const transport = handsOver ? task.transport : state.transport;
  const transportId = env.nextId;
  const until = env.now + TIMEOUTS.connectMs;
  return transitionTo(
    { ...state, task: { kind: "handover-connecting", transport, transportId, until } },
    { type: "open", transportId, transport, token },
  );
}

/** The task is due, or the token it waited for won't come. */
export function onTaskTimeout(state: Open, env: Env): Transition {
  const { task } = state;
  switch (task.kind) {
    case "none":
      return transitionTo(state);
    case "handover-later":
      return startHandover(state, task.transport, env);
    case "handover-authorizing":
    case "handover-connecting":
      return abandonHandover(state, env);
    case "renewing": {
      const until = env.now + backoff(task.attempt, env.random);
      return transitionTo({
        ...state,
        task: { kind: "renew-later", until, attempt: task.attempt + 1 },
      });
    }
    case "renew-later":
      return renewToken(state, task.attempt, env);
  }
}

/** Closes the transport of a state or of a task, where it has one. */
export function closeTransport(holder: State | BackgroundTask): readonly Effect[] {
  return "transportId" in holder ? [{ type: "close", transportId: holder.transportId }] : [];
}

function isHandingOver(task: BackgroundTask): boolean {
  return task.kind === "handover-authorizing" || task.kind === "handover-connecting";
}

/** The next request for a token, and the moment at which it has failed. */
export function tokenRequest({ nextId, now }: Env): TokenRequest {
  return { requestId: nextId, until: now + TIMEOUTS.tokenMs };
}
