// What comes next, as one pure function: no socket, no clock and no chance in here.
//
// `transition` takes a state and an event, and gives the next state and the acts that it calls for; `deadline`
// says when time itself is the next event. The client (signal-client.ts) holds the sockets and the one timer, and
// does as it is told.

import {
  isOpen,
  transitionTo,
  type Effect,
  type Event,
  type Open,
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
      return onConnected(state, event.transportId, event.pingIntervalMs, env);
    case "closed":
      return onClosed(state, event.transportId, event.reason, env);
    case "filter-changed":
      return onFilterChange(state, env);
    case "online":
    case "page-visible":
      return onPageVisible(state, event.type, env);
    case "offline":
      // Nothing may ever tell that the socket is dead: ask now, instead of claiming to be live.
      return isOpen(state) ? ping(state, env) : transitionTo(state);
    case "live":
    case "resubscribed":
    case "activity":
    case "ping-received":
    case "reconnect-requested":
    case "expiring":
      return isOpen(state) && state.transportId === event.transportId
        ? onServerEvent(state, event, env)
        : transitionTo(state);
  }
}

/** When `tick` is due, Unix milliseconds; `Infinity` while nothing waits for time to pass. */
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

/** The service said its first word: on the connection that was awaited, or on the one that takes over. */
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
        // The first one at once: its answer measures the way.
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

type ServerEvent = Extract<
  Event,
  {
    type:
      | "live"
      | "resubscribed"
      | "activity"
      | "ping-received"
      | "reconnect-requested"
      | "expiring";
  }
>;

/** What an open connection hears. */
function onServerEvent(state: Open, event: ServerEvent, env: Env): Transition {
  switch (event.type) {
    case "live":
      return transitionTo({ ...state, status: "live" });
    case "resubscribed":
      return transitionTo({ ...state, status: "catching-up" });
    case "activity":
      return transitionTo(touch(state, env));
    case "ping-received":
      return transitionTo(state, { type: "pong", transportId: state.transportId });
    case "reconnect-requested":
      return scheduleHandover(state, event.afterMs, env);
    case "expiring":
      return onTokenExpiring(state, env);
  }
}

/** A socket is asked and must answer; a stream must say something by itself. */
function touch(state: Open, { now }: Env): Open {
  const silentAt =
    state.transport === "stream" ? now + state.pingIntervalMs + TIMEOUTS.pongMs : Infinity;
  return { ...state, lastSeenAt: now, silentAt };
}

function ping(state: Open, { now }: Env): Transition {
  // Already asked, or a stream.
  if (state.silentAt < Infinity) return transitionTo(state);
  // Not before the answer to this one is due: two questions at a time would be one.
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
  // Where nothing is open, the filter is read when the next connection opens.
  if (!isOpen(state)) return transitionTo(state);
  if (state.transport === "stream") return startHandover(state, "stream", env);
  const subscribe: Effect = { type: "subscribe", transportId: state.transportId };
  if (state.task.kind !== "handover-connecting") return transitionTo(state, subscribe);
  // Whoever takes over was opened with the old filter.
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

/** The network is back, or the page is: don't wait for a timer. */
function onPageVisible(state: State, event: "online" | "page-visible", env: Env): Transition {
  if (state.status === "waiting") {
    // Where the service itself asked for time, it gets it.
    const serverAskedToWait = state.reason === "rate_limited" || state.reason === "overloaded";
    return serverAskedToWait ? transitionTo(state) : authorize(state.retry, env);
  }
  if (!isOpen(state)) return transitionTo(state);
  if (event === "online" || env.now - state.lastSeenAt <= state.pingIntervalMs)
    return ping(state, env);
  // Silent for longer than the keepalive allows: whatever it is, it isn't live.
  const again = authorize({ ...state.retry, attempt: 0 }, env);
  return transitionTo(again.state, ...closeAll(state), ...again.effects);
}

function closeAll(state: State): readonly Effect[] {
  return [...closeTransport(state), ...(isOpen(state) ? closeTransport(state.task) : [])];
}
