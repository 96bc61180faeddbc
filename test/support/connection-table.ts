// States, events and the check by which the client's state machine is read as a table.

import { it } from "vitest";
import { transition } from "../../src/client/connection.ts";
import type {
  Act,
  Errand,
  Event,
  Joined,
  State,
  Tries,
  World,
} from "../../src/client/connection-state.ts";

type In<At extends State["at"]> = Extract<State, { readonly at: At }>;

export const NOW = 1_000_000;
export const FRESH = 77;
/** With chance at nothing, the first wait is the shortest there is. */
export const SHORTEST = NOW + 500;

export const WORLD: World = {
  now: NOW,
  random: 0,
  fresh: FRESH,
  renewable: true,
  ways: ["socket", "stream"],
};

export const TRIES: Tries = { attempt: 0, refused: false, via: "socket", mute: 0 };
export const NO_ERRAND: Errand = { kind: "none", until: Infinity };

export const AUTHORIZING: In<"authorizing"> = {
  at: "authorizing",
  tries: TRIES,
  ask: 5,
  until: NOW + 30_000,
};
export const CONNECTING: In<"connecting"> = {
  at: "connecting",
  tries: TRIES,
  link: 5,
  until: NOW + 10_000,
};
export const WAITING: In<"waiting"> = {
  at: "waiting",
  tries: TRIES,
  until: NOW + 9_000,
  because: "lost",
};

export function live(more: Partial<Joined> = {}): Joined {
  return {
    at: "live",
    tries: TRIES,
    link: 5,
    via: "socket",
    joinedAt: NOW - 60_000,
    heardAt: NOW,
    pingEvery: 30_000,
    pingAt: NOW + 30_000,
    silentAt: Infinity,
    errand: NO_ERRAND,
    ...more,
  };
}

export const MOVING = live({
  errand: { kind: "move-connecting", via: "socket", link: 6, until: NOW + 10_000 },
});

export type Case = readonly [
  what: string,
  state: State,
  event: Event,
  after: object,
  acts: readonly Act[],
  world?: Partial<World>,
];

export function lost(reason = "", link = 5): Event {
  return { type: "closed", link, reason };
}

export function check(cases: readonly Case[]): void {
  it.for(cases)("%s", ([, state, event, after, acts, world], { expect }) => {
    const step = transition(state, event, { ...WORLD, ...world });

    expect(step.state).toMatchObject(after);
    expect(step.acts).toEqual(acts);
  });
}

export const ASK: Act = { do: "ask-token", ask: FRESH, reason: "connect" };
export const CLOSE: Act = { do: "close", link: 5 };
