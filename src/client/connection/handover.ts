// What an open connection does besides listening: renew its token, or let another connection take its place.

import { backoff } from "./backoff.ts";
import {
  transitionTo,
  type Effect,
  type BackgroundTask,
  type Open,
  type State,
  type Transition,
  type TokenReason,
  type TokenRequest,
  type TransportKind,
  type Env,
} from "./connection-state.ts";
import { MAX_AUTH_TOKEN_LENGTH, TIMEOUTS } from "./timeouts.ts";

export const NO_TASK: BackgroundTask = { kind: "none", until: Infinity };

/** A fresh token for this connection. */
export function renewToken(state: Open, attempt: number, env: Env): Transition {
  if (!env.renewable) return transitionTo({ ...state, task: NO_TASK });
  // A stream can't say anything: a fresh token is a fresh connection.
  if (state.transport === "stream") return startHandover(state, "stream", env, "expiring");
  const request = tokenRequest(env);
  return transitionTo(
    { ...state, task: { kind: "renewing", ...request, attempt } },
    { type: "request-token", requestId: request.requestId, reason: "expiring" },
  );
}

/** Another connection, which takes this one's place once it is there. */
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

/** The move failed and this connection is still good. */
export function abandonHandover(state: Open, env: Env): Transition {
  const { task: failed, transport } = state;
  // A stream that was to bring another filter or token is still wanted; a socket is looked for again, later.
  const task: BackgroundTask =
    "transport" in failed && failed.transport === "stream"
      ? { kind: "handover-later", until: env.now + TIMEOUTS.probeMs, transport: "stream" }
      : probeTask(transport, TIMEOUTS.probeAgainMs, env);
  return transitionTo({ ...state, task }, ...closeTransport(failed));
}

/** A stream is second best: it looks for a socket now and then. */
export function probeTask(transport: TransportKind, afterMs: number, env: Env): BackgroundTask {
  return transport === "stream" && env.transports.includes("socket")
    ? { kind: "handover-later", until: env.now + afterMs, transport: "socket" }
    : NO_TASK;
}

/** The service will close this connection in `afterMs`. */
export function scheduleHandover(state: Open, afterMs: number, env: Env): Transition {
  if (isHandingOver(state.task)) return transitionTo(state);
  const until = env.now + afterMs;
  return transitionTo({
    ...state,
    task: { kind: "handover-later", until, transport: state.transport },
  });
}

/** The token runs out soon. */
export function onTokenExpiring(state: Open, env: Env): Transition {
  const { task, transport } = state;
  if (isHandingOver(task)) return transitionTo(state);
  // Whoever is about to move takes the fresh token to the new place, now.
  return task.kind === "handover-later"
    ? startHandover(state, transport, env, "expiring")
    : renewToken(state, 0, env);
}

/** The token that the errand asked for; `null` where none could be had. */
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

/** The errand's time has come, or what it waited for won't. */
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

/** The next request for a token, and the moment at which its getter has failed. */
export function tokenRequest({ nextId, now }: Env): TokenRequest {
  return { requestId: nextId, until: now + TIMEOUTS.tokenMs };
}
