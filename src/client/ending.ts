// What follows when a connection ends: another one at its time, or none.

import { CLOSES, closeCodeOf, type CloseCode } from "../protocol/closes.ts";
import { backoff } from "./backoff.ts";
import {
  isJoined,
  stay,
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
  const { fresh: ask, now: since } = world;
  return {
    state: { at: "authorizing", tries, ask, since },
    acts: [{ do: "ask-token", ask, reason: tries.refused ? "refused" : "connect" }],
  };
}

/** The other side, or the network, ended a connection. */
export function closed(
  state: State,
  link: number,
  code: number,
  reason: string,
  world: World,
): Step {
  const because = closeCodeOf(code, reason) ?? "lost";
  if (state.at === "connecting" && state.link === link) return ended(state, because, world);
  if (!isJoined(state)) return stay(state);
  if (state.link === link) return ended(state, because, world);
  return state.errand.kind === "move-connecting" && state.errand.link === link
    ? abandonMove(state, world)
    : stay(state);
}

/** This side gives a connection up. */
export function giveUp(state: Joined | Connecting, because: Lost, world: World): Step {
  const step = ended(state, because, world);
  return { ...step, acts: [{ do: "close", link: state.link }, ...step.acts] };
}

function ended(state: Joined | Connecting, because: Lost, world: World): Step {
  if (!isJoined(state)) {
    const told = because !== "lost" && because !== "timeout";
    return next(told ? state.tries : muted(state.tries, world), because, world);
  }
  if (isFinal(because)) {
    return { state: { at: "stopped", because }, acts: closeErrand(state.errand) };
  }
  const healthy = world.now - state.joinedAt >= PATIENCE.healthyMs;
  const tries = healthy ? { ...state.tries, attempt: 0, refused: false } : state.tries;
  return successor(state, tries) ?? next(tries, because, world);
}

/** Who is already on the way takes over. */
function successor({ errand }: Joined, tries: Tries): Step | null {
  switch (errand.kind) {
    case "none":
    case "move-later":
    case "renewing":
    case "renew-later":
      return null;
    case "move-authorizing": {
      const { via, ask, since } = errand;
      return stay({ at: "authorizing", tries: { ...tries, via }, ask, since });
    }
    case "move-connecting": {
      const { via, link, since } = errand;
      return stay({ at: "connecting", tries: { ...tries, via }, link, since });
    }
  }
}

/** Two tries that ended without a word: perhaps this way is blocked, and the other isn't. */
function muted(tries: Tries, world: World): Tries {
  const mute = tries.mute + 1;
  const other = world.ways.find((way) => way !== tries.via);
  return mute < 2 || other === undefined ? { ...tries, mute } : { ...tries, mute: 0, via: other };
}

function next(tries: Tries, because: Lost, world: World): Step {
  if (isFinal(because)) return stay({ at: "stopped", because });
  if (because !== "unauthorized") return wait(tries, because, world);
  return tries.refused || !world.renewable
    ? stay({ at: "stopped", because })
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
  return stay({
    at: "waiting",
    tries: { ...tries, attempt: tries.attempt + 1 },
    until: world.now + atLeast + backoff(tries.attempt, world.random),
    because,
  });
}
