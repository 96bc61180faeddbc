// What an open connection does besides listening: renew its token, or let another connection take its place.

import { backoff } from "./backoff.ts";
import {
  stay,
  type Act,
  type Errand,
  type Joined,
  type Step,
  type TokenReason,
  type Via,
  type World,
} from "./connection-state.ts";
import { LONGEST_AUTH_TOKEN, PATIENCE } from "./rhythm.ts";

/** A fresh token for this connection. */
export function renew(state: Joined, attempt: number, world: World): Step {
  if (!world.renewable) return stay({ ...state, errand: { kind: "none" } });
  // A stream can't say anything: a fresh token is a fresh connection.
  if (state.via === "stream") return move(state, "stream", world, "expiring");
  const { fresh: ask, now: since } = world;
  return {
    state: { ...state, errand: { kind: "renewing", ask, since, attempt } },
    acts: [{ do: "ask-token", ask, reason: "expiring" }],
  };
}

/** Another connection, which takes this one's place once it is there. */
export function move(state: Joined, via: Via, world: World, reason: TokenReason = "connect"): Step {
  const { fresh: ask, now: since } = world;
  return {
    state: { ...state, errand: { kind: "move-authorizing", via, ask, since } },
    acts: [...closeErrand(state.errand), { do: "ask-token", ask, reason }],
  };
}

/** The move failed and this connection is still good: a stream looks for a socket again, later. */
export function abandonMove(state: Joined, world: World): Step {
  return {
    state: { ...state, errand: probeFrom(state.via, PATIENCE.probeAgainMs, world) },
    acts: closeErrand(state.errand),
  };
}

/** A stream is second best: it looks for a socket now and then. */
export function probeFrom(via: Via, afterMs: number, world: World): Errand {
  return via === "stream" && world.ways.includes("socket")
    ? { kind: "move-later", when: world.now + afterMs, via: "socket" }
    : { kind: "none" };
}

/** The service will close this connection in `afterMs`. */
export function moveLater(state: Joined, afterMs: number, world: World): Step {
  if (isMoving(state.errand)) return stay(state);
  const when = world.now + afterMs;
  return stay({ ...state, errand: { kind: "move-later", when, via: state.via } });
}

/** The token runs out soon. */
export function expire(state: Joined, world: World): Step {
  const { errand, via } = state;
  if (isMoving(errand)) return stay(state);
  // Whoever is about to move takes the fresh token to the new place, now.
  return errand.kind === "move-later"
    ? move(state, via, world, "expiring")
    : renew(state, 0, world);
}

/** The token that the errand asked for. */
export function spendToken(state: Joined, ask: number, token: string, world: World): Step {
  const { errand } = state;
  switch (errand.kind) {
    case "none":
    case "move-later":
    case "move-connecting":
    case "renew-later":
      return stay(state);
    case "renewing":
      if (errand.ask !== ask) return stay(state);
      if (token.length > LONGEST_AUTH_TOKEN) return moveWith(state, state.via, token, world);
      return {
        state: { ...state, errand: { kind: "none" } },
        acts: [{ do: "auth", link: state.link, token }],
      };
    case "move-authorizing":
      return errand.ask === ask ? moveWith(state, errand.via, token, world) : stay(state);
  }
}

function moveWith(state: Joined, via: Via, token: string, world: World): Step {
  const { fresh: link, now: since } = world;
  return {
    state: { ...state, errand: { kind: "move-connecting", via, link, since } },
    acts: [{ do: "open", link, via, token }],
  };
}

/** The errand's question for a token failed. */
export function missErrandToken(state: Joined, ask: number, world: World): Step {
  const { errand } = state;
  if (errand.kind === "renewing" && errand.ask === ask) {
    return renewLater(state, errand.attempt, world);
  }
  return errand.kind === "move-authorizing" && errand.ask === ask
    ? abandonMove(state, world)
    : stay(state);
}

function renewLater(state: Joined, attempt: number, world: World): Step {
  const when = world.now + backoff(attempt, world.random);
  return stay({ ...state, errand: { kind: "renew-later", when, attempt: attempt + 1 } });
}

/** The errand's time has come. */
export function errandTick(state: Joined, world: World): Step {
  const { errand } = state;
  switch (errand.kind) {
    case "none":
      return stay(state);
    case "move-later":
      return move(state, errand.via, world);
    case "move-authorizing":
    case "move-connecting":
      return abandonMove(state, world);
    case "renewing":
      return renewLater(state, errand.attempt, world);
    case "renew-later":
      return renew(state, errand.attempt, world);
  }
}

/** When `errandTick` is due, Unix milliseconds. */
export function errandDue(errand: Errand): number {
  switch (errand.kind) {
    case "none":
      return Infinity;
    case "move-later":
    case "renew-later":
      return errand.when;
    case "move-authorizing":
    case "renewing":
      return errand.since + PATIENCE.tokenMs;
    case "move-connecting":
      return errand.since + PATIENCE.connectMs;
  }
}

export function closeErrand(errand: Errand): readonly Act[] {
  return errand.kind === "move-connecting" ? [{ do: "close", link: errand.link }] : [];
}

function isMoving(errand: Errand): boolean {
  return errand.kind === "move-authorizing" || errand.kind === "move-connecting";
}
