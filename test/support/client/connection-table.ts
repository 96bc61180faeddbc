// States, events and the check by which the client's state machine is read as a table.

import { it } from "vitest";
import { transition } from "../../../src/client/connection/transition.ts";
import type {
  Effect,
  BackgroundTask,
  Event,
  Open,
  State,
  RetryState,
  Env,
} from "../../../src/client/connection/connection-state.ts";

type In<Status extends State["status"]> = Extract<State, { readonly status: Status }>;

export const NOW = 1_000_000;
export const NEXT_ID = 77;
/** With chance at nothing, the first wait is the shortest there is. */
export const SHORTEST = NOW + 500;

export const ENV: Env = {
  now: NOW,
  random: 0,
  nextId: NEXT_ID,
  renewable: true,
  transports: ["socket", "stream"],
};

export const RETRY: RetryState = {
  attempt: 0,
  refused: false,
  transport: "socket",
  silentFailures: 0,
};
export const NO_TASK: BackgroundTask = { kind: "none", until: Infinity };

export const AUTHORIZING: In<"authorizing"> = {
  status: "authorizing",
  retry: RETRY,
  requestId: 5,
  until: NOW + 30_000,
};
export const CONNECTING: In<"connecting"> = {
  status: "connecting",
  retry: RETRY,
  transportId: 5,
  until: NOW + 10_000,
};
export const WAITING: In<"waiting"> = {
  status: "waiting",
  retry: RETRY,
  until: NOW + 9_000,
  reason: "lost",
};

export function live(more: Partial<Open> = {}): Open {
  return {
    status: "live",
    retry: RETRY,
    transportId: 5,
    transport: "socket",
    connectedAt: NOW - 60_000,
    lastSeenAt: NOW,
    pingIntervalMs: 30_000,
    pingAt: NOW + 30_000,
    silentAt: Infinity,
    task: NO_TASK,
    ...more,
  };
}

export const HANDING_OVER = live({
  task: { kind: "handover-connecting", transport: "socket", transportId: 6, until: NOW + 10_000 },
});

export type Case = readonly [
  what: string,
  state: State,
  event: Event,
  after: object,
  acts: readonly Effect[],
  world?: Partial<Env>,
];

export function lost(reason = "", transportId = 5): Event {
  return { type: "closed", transportId, reason };
}

export function check(cases: readonly Case[]): void {
  it.for(cases)("%s", ([, state, event, after, effects, env], { expect }) => {
    const step = transition(state, event, { ...ENV, ...env });

    expect(step.state).toMatchObject(after);
    expect(step.effects).toEqual(effects);
  });
}

export const REQUEST_TOKEN: Effect = {
  type: "request-token",
  requestId: NEXT_ID,
  reason: "connect",
};
export const CLOSE: Effect = { type: "close", transportId: 5 };
