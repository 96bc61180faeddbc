// What comes next, as one pure function: no socket, no clock and no chance in here.
//
// `transition` takes a state and an event, and gives the next state and the acts that it calls for; `deadline`
// says when time itself is the next event. The client (signal-client.ts) holds the sockets and the one timer, and
// does as it is told.

import {
  isJoined,
  stay,
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
  errandDue,
  errandTick,
  expire,
  missErrandToken,
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
        : stay(state);
    case "stop":
      return { state: { at: "idle" }, acts: closeAll(state) };
    case "tick":
      return tick(state, world);
    case "token":
      return takeToken(state, event.ask, event.token, world);
    case "no-token":
      if (isJoined(state)) return missErrandToken(state, event.ask, world);
      return state.at === "authorizing" && state.ask === event.ask
        ? wait(state.tries, "no_token", world)
        : stay(state);
    case "joined":
      return join(state, event.link, event.pingEvery, world);
    case "closed":
      return closed(state, event.link, event.code, event.reason, world);
    case "refiltered":
      return refilter(state, world);
    case "online":
    case "returned":
      return comeBack(state, event.type, world);
    case "offline":
      // Nothing may ever tell that the socket is dead: ask now, instead of claiming to be live.
      return isJoined(state) ? ping(state, world) : stay(state);
    case "caught-up":
    case "resubscribed":
    case "heard":
    case "asked":
    case "told-to-move":
    case "expiring":
      return isJoined(state) && state.link === event.link
        ? listen(state, event, world)
        : stay(state);
  }
}

/** When `tick` is due, Unix milliseconds; `null` while nothing waits for time to pass. */
export function deadline(state: State): number | null {
  switch (state.at) {
    case "idle":
    case "stopped":
      return null;
    case "authorizing":
      return state.since + PATIENCE.tokenMs;
    case "connecting":
      return state.since + PATIENCE.connectMs;
    case "waiting":
      return state.until;
    case "catching-up":
    case "live":
      return Math.min(silenceEnds(state), nextPing(state), errandDue(state.errand));
  }
}

function firstTries(world: World): Tries {
  return { attempt: 0, refused: false, via: world.ways[0] ?? "socket", mute: 0 };
}

function takeToken(state: State, ask: number, token: string, world: World): Step {
  if (isJoined(state)) return spendToken(state, ask, token, world);
  if (state.at !== "authorizing" || state.ask !== ask) return stay(state);
  const { tries } = state;
  const { fresh: link, now: since } = world;
  return {
    state: { at: "connecting", tries, link, since },
    acts: [{ do: "open", link, via: tries.via, token }],
  };
}

/** The service said its first word: on the connection that was awaited, or on the one that takes over. */
function join(state: State, link: number, pingEvery: number, world: World): Step {
  const { now } = world;
  const joined = (tries: Tries): Joined => ({
    at: "catching-up",
    tries: { ...tries, mute: 0 },
    link,
    via: tries.via,
    joinedAt: now,
    heardAt: now,
    pingEvery,
    // The first one at once: its answer measures the way.
    pingAt: now,
    pingedAt: null,
    errand: probeFrom(tries.via, PATIENCE.probeMs, world),
  });
  if (state.at === "connecting" && state.link === link) return stay(joined(state.tries));
  if (!isJoined(state) || state.errand.kind !== "move-connecting") return stay(state);
  const { errand, tries } = state;
  if (errand.link !== link) return stay(state);
  return {
    state: joined({ ...tries, via: errand.via }),
    acts: [{ do: "close", link: state.link }],
  };
}

type Heard = Extract<
  Event,
  { type: "caught-up" | "resubscribed" | "heard" | "asked" | "told-to-move" | "expiring" }
>;

/** What an open connection hears. */
function listen(state: Joined, event: Heard, world: World): Step {
  switch (event.type) {
    case "caught-up":
      return stay({ ...state, at: "live" });
    case "resubscribed":
      return stay({ ...state, at: "catching-up" });
    case "heard":
      return stay({ ...state, heardAt: world.now, pingedAt: null });
    case "asked":
      return { state, acts: [{ do: "pong", link: state.link }] };
    case "told-to-move":
      return moveLater(state, event.afterMs, world);
    case "expiring":
      return expire(state, world);
  }
}

function refilter(state: State, world: World): Step {
  switch (state.at) {
    case "idle":
    case "authorizing":
    case "waiting":
    case "stopped":
      // The filter is read when the next connection opens.
      return stay(state);
    case "connecting": {
      const again = authorize(state.tries, world);
      return { ...again, acts: [{ do: "close", link: state.link }, ...again.acts] };
    }
    case "catching-up":
    case "live": {
      if (state.via === "stream") return move(state, "stream", world);
      const subscribe: Act = { do: "subscribe", link: state.link };
      if (state.errand.kind !== "move-connecting") return { state, acts: [subscribe] };
      // Whoever takes over was opened with the old filter.
      const again = move(state, state.errand.via, world);
      return { ...again, acts: [subscribe, ...again.acts] };
    }
  }
}

function tick(state: State, world: World): Step {
  const due = deadline(state);
  if (due === null || due > world.now) return stay(state);
  switch (state.at) {
    case "idle":
    case "stopped":
      return stay(state);
    case "authorizing":
      return wait(state.tries, "no_token", world);
    case "connecting":
      return giveUp(state, "timeout", world);
    case "waiting":
      return authorize(state.tries, world);
    case "catching-up":
    case "live":
      if (silenceEnds(state) <= world.now) return giveUp(state, "silent", world);
      if (nextPing(state) <= world.now) return ping(state, world);
      return errandTick(state, world);
  }
}

/** A socket is asked and must answer; a stream must say something by itself. */
function silenceEnds(state: Joined): number {
  if (state.via === "stream") return state.heardAt + state.pingEvery + PATIENCE.answerMs;
  return state.pingedAt === null ? Infinity : state.pingedAt + PATIENCE.answerMs;
}

function nextPing(state: Joined): number {
  return state.via === "socket" && state.pingedAt === null ? state.pingAt : Infinity;
}

function ping(state: Joined, world: World): Step {
  if (state.via === "stream" || state.pingedAt !== null) return stay(state);
  const { now } = world;
  return {
    state: { ...state, pingedAt: now, pingAt: now + state.pingEvery },
    acts: [{ do: "ping", link: state.link }],
  };
}

/** The network is back, or the page is: don't wait for a timer. */
function comeBack(state: State, sign: "online" | "returned", world: World): Step {
  if (state.at === "waiting") {
    // Where the service itself asked for time, it gets it.
    const asked = state.because === "rate_limited" || state.because === "overloaded";
    return asked ? stay(state) : authorize(state.tries, world);
  }
  if (!isJoined(state)) return stay(state);
  if (sign === "online" || world.now - state.heardAt <= state.pingEvery) return ping(state, world);
  // Silent for longer than the keepalive allows: whatever it is, it isn't live.
  const again = authorize({ ...state.tries, attempt: 0 }, world);
  return { ...again, acts: [...closeAll(state), ...again.acts] };
}

function closeAll(state: State): readonly Act[] {
  switch (state.at) {
    case "idle":
    case "authorizing":
    case "waiting":
    case "stopped":
      return [];
    case "connecting":
      return [{ do: "close", link: state.link }];
    case "catching-up":
    case "live":
      return [{ do: "close", link: state.link }, ...closeErrand(state.errand)];
  }
}
