// What follows when a connection ends: another one at its time, or none.

import { CLOSES, closeCodeOf, type CloseCode } from "../protocol/closes.ts";
import { backoff } from "./backoff.ts";
import {
  isJoined,
  step,
  type Connecting,
  type Joined,
  type Lost,
  type State,
  type Step,
  type Tries,
  type World,
} from "./connection-state.ts";
import { abandonMove, closeErrand } from "./errand.ts";
import { PATIENCE } from "./rhythm.ts";

/** Asks for a token to connect with; after a refusal, for another one than the last. */
export function authorize(tries: Tries, world: World): Step {
  const { fresh: ask, now } = world;
  return step(
    { at: "authorizing", tries, ask, until: now + PATIENCE.tokenMs },
    { do: "ask-token", ask, reason: tries.refused ? "refused" : "connect" },
  );
}

/** The other side, or the network, ended a connection. */
export function closed(state: State, link: number, reason: string, world: World): Step {
  if ("link" in state && state.link === link) {
    return ended(state, closeCodeOf(reason) ?? "lost", world);
  }
  return isJoined(state) && "link" in state.errand && state.errand.link === link
    ? abandonMove(state, world)
    : step(state);
}

/** This side gives a connection up. */
export function giveUp(state: Joined | Connecting, because: Lost, world: World): Step {
  const { state: after, acts } = ended(state, because, world);
  return step(after, { do: "close", link: state.link }, ...acts);
}

function ended(state: Joined | Connecting, because: Lost, world: World): Step {
  const { tries } = state;
  if (!isJoined(state)) {
    const mute = because === "lost" || because === "timeout";
    return next(mute ? muted(tries, world) : tries, because, world);
  }
  const { errand } = state;
  if (isFinal(because)) return step({ at: "stopped", because }, ...closeErrand(errand));
  const healthy = world.now - state.joinedAt >= PATIENCE.healthyMs;
  const after = healthy ? { ...tries, attempt: 0 } : tries;
  // Who is already on the way takes over.
  if (errand.kind === "move-authorizing") {
    const { via, ask, until } = errand;
    return step({ at: "authorizing", tries: { ...after, via }, ask, until });
  }
  if (errand.kind === "move-connecting") {
    const { via, link, until } = errand;
    return step({ at: "connecting", tries: { ...after, via }, link, until });
  }
  return next(after, because, world);
}

/** Two tries that ended without a word: perhaps this way is blocked, and the other isn't. */
function muted(tries: Tries, world: World): Tries {
  const mute = tries.mute + 1;
  const other = world.ways.find((way) => way !== tries.via);
  return mute < 2 || other === undefined ? { ...tries, mute } : { ...tries, mute: 0, via: other };
}

function next(tries: Tries, because: Lost, world: World): Step {
  if (isFinal(because)) return step({ at: "stopped", because });
  if (because !== "unauthorized") return wait(tries, because, world);
  return tries.refused || !world.renewable
    ? step({ at: "stopped", because })
    : wait({ ...tries, refused: true }, because, world);
}

type Final = Exclude<CloseCode, "unauthorized">;

/** The rows of the table that no other connection mends. */
function isFinal(because: Lost): because is Final {
  if (because === "lost" || because === "timeout" || because === "no_token") return false;
  const { client } = CLOSES[because];
  return client === "stop" || client === "correct";
}

/** Another try after a while. */
export function wait(tries: Tries, because: Lost, world: World): Step {
  const atLeast = because === "rate_limited" ? PATIENCE.rateLimitedMs : 0;
  return step({
    at: "waiting",
    tries: { ...tries, attempt: tries.attempt + 1 },
    until: world.now + atLeast + backoff(tries.attempt, world.random),
    because,
  });
}
