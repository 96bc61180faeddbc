// What an open connection does besides listening: renew its token, or let another connection take its place.

import { backoff } from "./backoff.ts";
import {
  step,
  type Act,
  type Errand,
  type Joined,
  type Step,
  type TokenReason,
  type Via,
  type World,
} from "./connection-state.ts";
import { LONGEST_AUTH_TOKEN, PATIENCE } from "./rhythm.ts";

export const NO_ERRAND: Errand = { kind: "none", until: Infinity };

/** A fresh token for this connection. */
export function renew(state: Joined, attempt: number, world: World): Step {
  if (!world.renewable) return step({ ...state, errand: NO_ERRAND });
  // A stream can't say anything: a fresh token is a fresh connection.
  if (state.via === "stream") return move(state, "stream", world, "expiring");
  const ask = world.fresh;
  const until = world.now + PATIENCE.tokenMs;
  return step(
    { ...state, errand: { kind: "renewing", ask, until, attempt } },
    { do: "ask-token", ask, reason: "expiring" },
  );
}

/** Another connection, which takes this one's place once it is there. */
export function move(state: Joined, via: Via, world: World, reason: TokenReason = "connect"): Step {
  const ask = world.fresh;
  const until = world.now + PATIENCE.tokenMs;
  return step(
    { ...state, errand: { kind: "move-authorizing", via, ask, until } },
    ...closeErrand(state.errand),
    { do: "ask-token", ask, reason },
  );
}

/** The move failed and this connection is still good. */
export function abandonMove(state: Joined, world: World): Step {
  const { errand: failed, via } = state;
  // A stream that was to bring another filter or token is still wanted; a socket is looked for again, later.
  const errand: Errand =
    "via" in failed && failed.via === "stream"
      ? { kind: "move-later", until: world.now + PATIENCE.probeMs, via: "stream" }
      : probeFrom(via, PATIENCE.probeAgainMs, world);
  return step({ ...state, errand }, ...closeErrand(failed));
}

/** A stream is second best: it looks for a socket now and then. */
export function probeFrom(via: Via, afterMs: number, world: World): Errand {
  return via === "stream" && world.ways.includes("socket")
    ? { kind: "move-later", until: world.now + afterMs, via: "socket" }
    : NO_ERRAND;
}

/** The service will close this connection in `afterMs`. */
export function moveLater(state: Joined, afterMs: number, world: World): Step {
  if (isMoving(state.errand)) return step(state);
  const until = world.now + afterMs;
  return step({ ...state, errand: { kind: "move-later", until, via: state.via } });
}

/** The token runs out soon. */
export function expire(state: Joined, world: World): Step {
  const { errand, via } = state;
  if (isMoving(errand)) return step(state);
  // Whoever is about to move takes the fresh token to the new place, now.
  return errand.kind === "move-later"
    ? move(state, via, world, "expiring")
    : renew(state, 0, world);
}

/** The token that the errand asked for; `null` where none could be had. */
export function spendToken(state: Joined, ask: number, token: string | null, world: World): Step {
  const { errand } = state;
  if (!("ask" in errand) || errand.ask !== ask) return step(state);
  if (token === null) return errandTick(state, world);
  const moves = errand.kind === "move-authorizing";
  if (!moves && token.length <= LONGEST_AUTH_TOKEN) {
    return step({ ...state, errand: NO_ERRAND }, { do: "auth", link: state.link, token });
  }
  const via = moves ? errand.via : state.via;
  const link = world.fresh;
  const until = world.now + PATIENCE.connectMs;
  return step(
    { ...state, errand: { kind: "move-connecting", via, link, until } },
    { do: "open", link, via, token },
  );
}

/** The errand's time has come, or what it waited for won't. */
export function errandTick(state: Joined, world: World): Step {
  const { errand } = state;
  switch (errand.kind) {
    case "none":
      return step(state);
    case "move-later":
      return move(state, errand.via, world);
    case "move-authorizing":
    case "move-connecting":
      return abandonMove(state, world);
    case "renewing": {
      const until = world.now + backoff(errand.attempt, world.random);
      return step({
        ...state,
        errand: { kind: "renew-later", until, attempt: errand.attempt + 1 },
      });
    }
    case "renew-later":
      return renew(state, errand.attempt, world);
  }
}

export function closeErrand(errand: Errand): readonly Act[] {
  return "link" in errand ? [{ do: "close", link: errand.link }] : [];
}

function isMoving(errand: Errand): boolean {
  return errand.kind === "move-authorizing" || errand.kind === "move-connecting";
}
