// What comes next, as one pure function: no socket, no clock and no chance in here.
//
// `transition` takes a state and an event, and gives the next state and the acts that it calls for; `deadline`
// says when time itself is the next event. The client (signal-client.ts) holds the sockets and the one timer, and
// does as it is told.

import {
  isJoined,
  step,
  type Act,
  type Event,
  type Joined,
  type State,
  type Step,
  type Tries,
  type World,
} from "./connection-state.ts";
import { authorize, closed, giveUp, wait } from "./ending.ts";
import {
  closeErrand,
  errandTick,
  expire,
  move,
  moveLater,
  probeFrom,
  spendToken,
} from "./errand.ts";
import { PATIENCE } from "./rhythm.ts";

export function transition(state: State, event: Event, world: World): Step {
  switch (event.type) {
    case "start":
      return state.at === "idle" || state.at === "stopped"
        ? authorize(firstTries(world), world)
        : step(state);
    case "stop":
      return step({ at: "idle" }, ...closeAll(state));
    case "tick":
      return tick(state, world);
    case "token":
      return takeToken(state, event.ask, event.token, world);
    case "no-token":
      return takeToken(state, event.ask, null, world);
    case "joined":
      return join(state, event.link, event.pingEvery, world);
    case "closed":
      return closed(state, event.link, event.reason, world);
    case "refiltered":
      return refilter(state, world);
    case "online":
    case "returned":
      return comeBack(state, event.type, world);
    case "offline":
      // Nothing may ever tell that the socket is dead: ask now, instead of claiming to be live.
      return isJoined(state) ? ping(state, world) : step(state);
    case "caught-up":
    case "resubscribed":
    case "heard":
    case "asked":
    case "told-to-move":
    case "expiring":
      return isJoined(state) && state.link === event.link
        ? listen(state, event, world)
        : step(state);
  }
}

/** When `tick` is due, Unix milliseconds; `Infinity` while nothing waits for time to pass. */
export function deadline(state: State): number {
  if (isJoined(state)) return Math.min(state.silentAt, state.pingAt, state.errand.until);
  return "until" in state ? state.until : Infinity;
}

function firstTries(world: World): Tries {
  return { attempt: 0, refused: false, via: world.ways[0] ?? "socket", mute: 0 };
}

function takeToken(state: State, ask: number, token: string | null, world: World): Step {
  if (isJoined(state)) return spendToken(state, ask, token, world);
  if (state.at !== "authorizing" || state.ask !== ask) return step(state);
  const { tries } = state;
  if (token === null) return wait(tries, "no_token", world);
  const { fresh: link, now } = world;
  return step(
    { at: "connecting", tries, link, until: now + PATIENCE.connectMs },
    { do: "open", link, via: tries.via, token },
  );
}

/** The service said its first word: on the connection that was awaited, or on the one that takes over. */
function join(state: State, link: number, pingEvery: number, world: World): Step {
  const joined = (tries: Tries): Joined =>
    hear(
      {
        at: "catching-up",
        tries: { ...tries, mute: 0, refused: false },
        link,
        via: tries.via,
        joinedAt: world.now,
        heardAt: world.now,
        pingEvery,
        // The first one at once: its answer measures the way.
        pingAt: tries.via === "stream" ? Infinity : world.now,
        silentAt: Infinity,
        errand: probeFrom(tries.via, PATIENCE.probeMs, world),
      },
      world,
    );
  if (state.at === "connecting" && state.link === link) return step(joined(state.tries));
  if (!isJoined(state)) return step(state);
  const { errand, tries } = state;
  return errand.kind === "move-connecting" && errand.link === link
    ? step(joined({ ...tries, via: errand.via }), { do: "close", link: state.link })
    : step(state);
}

type Heard = Extract<
  Event,
  { type: "caught-up" | "resubscribed" | "heard" | "asked" | "told-to-move" | "expiring" }
>;

/** What an open connection hears. */
function listen(state: Joined, event: Heard, world: World): Step {
  switch (event.type) {
    case "caught-up":
      return step({ ...state, at: "live" });
    case "resubscribed":
      return step({ ...state, at: "catching-up" });
    case "heard":
      return step(hear(state, world));
    case "asked":
      return step(state, { do: "pong", link: state.link });
    case "told-to-move":
      return moveLater(state, event.afterMs, world);
    case "expiring":
      return expire(state, world);
  }
}

/** A socket is asked and must answer; a stream must say something by itself. */
function hear(state: Joined, { now }: World): Joined {
  const silentAt = state.via === "stream" ? now + state.pingEvery + PATIENCE.answerMs : Infinity;
  return { ...state, heardAt: now, silentAt };
}

function ping(state: Joined, { now }: World): Step {
  // Already asked, or a stream.
  if (state.silentAt < Infinity) return step(state);
  // Not before the answer to this one is due: two questions at a time would be one.
  const pingAt = now + Math.max(state.pingEvery, PATIENCE.answerMs);
  return step(
    { ...state, silentAt: now + PATIENCE.answerMs, pingAt },
    { do: "ping", link: state.link },
  );
}

function refilter(state: State, world: World): Step {
  if (state.at === "connecting") {
    const again = authorize(state.tries, world);
    return step(again.state, { do: "close", link: state.link }, ...again.acts);
  }
  // Where nothing is open, the filter is read when the next connection opens.
  if (!isJoined(state)) return step(state);
  if (state.via === "stream") return move(state, "stream", world);
  const subscribe: Act = { do: "subscribe", link: state.link };
  if (state.errand.kind !== "move-connecting") return step(state, subscribe);
  // Whoever takes over was opened with the old filter.
  const again = move(state, state.errand.via, world);
  return step(again.state, subscribe, ...again.acts);
}

function tick(state: State, world: World): Step {
  if (deadline(state) > world.now) return step(state);
  switch (state.at) {
    case "idle":
    case "stopped":
      return step(state);
    case "authorizing":
      return wait(state.tries, "no_token", world);
    case "connecting":
      return giveUp(state, "timeout", world);
    case "waiting":
      return authorize(state.tries, world);
    case "catching-up":
    case "live":
      if (state.silentAt <= world.now) return giveUp(state, "silent", world);
      if (state.pingAt <= world.now) return ping(state, world);
      return errandTick(state, world);
  }
}

/** The network is back, or the page is: don't wait for a timer. */
function comeBack(state: State, sign: "online" | "returned", world: World): Step {
  if (state.at === "waiting") {
    // Where the service itself asked for time, it gets it.
    const asked = state.because === "rate_limited" || state.because === "overloaded";
    return asked ? step(state) : authorize(state.tries, world);
  }
  if (!isJoined(state)) return step(state);
  if (sign === "online" || world.now - state.heardAt <= state.pingEvery) return ping(state, world);
  // Silent for longer than the keepalive allows: whatever it is, it isn't live.
  const again = authorize({ ...state.tries, attempt: 0 }, world);
  return step(again.state, ...closeAll(state), ...again.acts);
}

function closeAll(state: State): readonly Act[] {
  if (!("link" in state)) return [];
  const close: Act = { do: "close", link: state.link };
  return isJoined(state) ? [close, ...closeErrand(state.errand)] : [close];
}
