// The state machine of a connection: one pure function without sockets, clock or chance.
//
// `transition` takes a state and an event. It gives the next state and the effects to run. `deadline` says when the
// event `tick` is due. The connection manager holds the transports and runs the effects.

import {
  isOpen,
  transitionTo,
  type Effect,
  type Event,
  type Open,
  type ServerEvent,
  type State,
  type Transition,
  type RetryState,
  type Env,
} from "./connection-state.ts";
import { authorize, onClosed, abandon, scheduleRetry } from "./reconnect.ts";
import {
  closeTransport,
  onTaskTimeout,
  onTokenExpiring,
  startHandover,
  scheduleHandover,
  probeTask,
  useToken,
} from "./handover.ts";
import { TIMEOUTS } from "./timeouts.ts";

/**
 * The state after an event, and the effects in the order in which they run. An event for a transport or a request that
 * is gone changes nothing.
 */
export function transition(state: State, event: Event, env: Env): Transition {
  switch (event.type) {
    case "start":
      return state.status === "idle" || state.status === "stopped"
        ? authorize(initialRetryState(env), env)
        : transitionTo(state);
    case "stop":
      return transitionTo({ status: "idle" }, ...closeAll(state));
    case "tick":
      return onTick(state, env);
    case "token":
      return onToken(state, event.requestId, event.token, env);
    case "no-token":
      return onToken(state, event.requestId, null, env);
    case "connected":
      return onConnected(state, event.transportId, event.ping_interval_ms, env);
    case "closed":
      return onClosed(state, event.transportId, event.reason, env);
    case "filter-changed":
      return onFilterChange(state, env);
    case "online":
    case "page-visible":
      return onPageVisible(state, event.type, env);
    case "offline":
      // A dead socket may never report an error. A ping finds out.
      return isOpen(state) ? ping(state, env) : transitionTo(state);
    case "live":
    case "subscribed":
    case "activity":
    case "ping":
    case "reconnect":
    case "token_expiring":
      return isOpen(state) && state.transportId === event.transportId
        ? onServerEvent(state, event, env)
        : transitionTo(state);
  }
}

/** When `tick` is due, Unix milliseconds. `Infinity` while nothing waits for time to pass. */
export function deadline(state: State): number {
  if (isOpen(state)) return Math.min(state.silentAt, state.pingAt, state.task.until);
  return "until" in state ? state.until : Infinity;
}

function initialRetryState(env: Env): RetryState {
  return {
    attempt: 0,
    refused: false,
    transport: env.transports[0] ?? "socket",
    silentFailures: 0,
  };
}

function onToken(state: State, requestId: number, token: string | null, env: Env): Transition {
  if (isOpen(state)) return useToken(state, requestId, token, env);
  if (state.status !== "authorizing" || state.requestId !== requestId) return transitionTo(state);
  const { retry } = state;
  if (token === null) return scheduleRetry(retry, "no_token", env);
  const { nextId: transportId, now } = env;
  return transitionTo(
    { status: "connecting", retry, transportId, until: now + TIMEOUTS.connectMs },
    { type: "open", transportId, transport: retry.transport, token },
  );
}

/** `connected` came, on the only connection or on the one of a handover. */
function onConnected(
  state: State,
  transportId: number,
  pingIntervalMs: number,
  env: Env,
): Transition {
  const open = (retry: RetryState): Open =>
    touch(
      {
        status: "catching-up",
        retry: { ...retry, silentFailures: 0, refused: false },
        transportId,
        transport: retry.transport,
        connectedAt: env.now,
        lastSeenAt: env.now,
        pingIntervalMs,
        // The first ping leaves at once, and its pong measures the round trip.
        pingAt: retry.transport === "stream" ? Infinity : env.now,
        silentAt: Infinity,
        task: probeTask(retry.transport, TIMEOUTS.probeMs, env),
      },
      env,
    );
  if (state.status === "connecting" && state.transportId === transportId)
    return transitionTo(open(state.retry));
  if (!isOpen(state)) return transitionTo(state);
  const { task, retry } = state;
  return task.kind === "handover-connecting" && task.transportId === transportId
    ? transitionTo(open({ ...retry, transport: task.transport }), ...closeTransport(state))
    : transitionTo(state);
}

/** The service spoke on the open connection. */
function onServerEvent(
  state: Open,
  event: Exclude<ServerEvent, { type: "connected" }>,
  env: Env,
): Transition {
  switch (event.type) {
    case "live":
      return transitionTo({ ...state, status: "live" });
    case "subscribed":
      return transitionTo({ ...state, status: "catching-up" });
    case "activity":
      return transitionTo(touch(state, env));
    case "ping":
      return transitionTo(state, { type: "pong", transportId: state.transportId });
    case "reconnect":
      return scheduleHandover(state, event.after_ms, env);
    case "token_expiring":
      return onTokenExpiring(state, env);
  }
}

/** A frame came. It answers the open ping of a socket. On a stream the next keepalive is due. */
function touch(state: Open, { now }: Env): Open {
  const silentAt =
    state.transport === "stream" ? now + state.pingIntervalMs + TIMEOUTS.pongMs : Infinity;
  return { ...state, lastSeenAt: now, silentAt };
}

function ping(state: Open, { now }: Env): Transition {
  // A ping is open, or this is a stream.
  if (state.silentAt < Infinity) return transitionTo(state);
  // One ping at a time: two could not tell their pongs apart.
  const pingAt = now + Math.max(state.pingIntervalMs, TIMEOUTS.pongMs);
  return transitionTo(
    { ...state, silentAt: now + TIMEOUTS.pongMs, pingAt },
    { type: "ping", transportId: state.transportId },
  );
}

function onFilterChange(state: State, env: Env): Transition {
  if (state.status === "connecting") {
    const again = authorize(state.retry, env);
    return transitionTo(again.state, ...closeTransport(state), ...again.effects);
  }
  // The next connection opens with the new filter.
  if (!isOpen(state)) return transitionTo(state);
  if (state.transport === "stream") return startHandover(state, "stream", env);
  const subscribe: Effect = { type: "subscribe", transportId: state.transportId };
  if (state.task.kind !== "handover-connecting") return transitionTo(state, subscribe);
  // The connection of the handover was opened with the old filter.
  const again = startHandover(state, state.task.transport, env);
  return transitionTo(again.state, subscribe, ...again.effects);
}

function onTick(state: State, env: Env): Transition {
  if (deadline(state) > env.now) return transitionTo(state);
  switch (state.status) {
    case "idle":
    case "stopped":
      return transitionTo(state);
    case "authorizing":
      return scheduleRetry(state.retry, "no_token", env);
    case "connecting":
      return abandon(state, "timeout", env);
    case "waiting":
      return authorize(state.retry, env);
    case "catching-up":
    case "live":
      if (state.silentAt <= env.now) return abandon(state, "silent", env);
      if (state.pingAt <= env.now) return ping(state, env);
      return onTaskTimeout(state, env);
  }
}

/** The network or the page is back, so a waiting client connects now. */
function onPageVisible(state: State, event: "online" | "page-visible", env: Env): Transition {
  if (state.status === "waiting") {
    // The service asked for this wait.
    const serverAskedToWait = state.reason === "rate_limited" || state.reason === "overloaded";
    return serverAskedToWait ? transitionTo(state) : authorize(state.retry, env);
  }
  if (!isOpen(state)) return transitionTo(state);
  if (event === "online" || env.now - state.lastSeenAt <= state.pingIntervalMs)
    return ping(state, env);
  // Silent for longer than a keepalive takes. The connection is dead.
  const again = authorize({ ...state.retry, attempt: 0 }, env);
  return transitionTo(again.state, ...closeAll(state), ...again.effects);
}

function closeAll(state: State): readonly Effect[] {
  return [...closeTransport(state), ...(isOpen(state) ? closeTransport(state.task) : [])];
}
