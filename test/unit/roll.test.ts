// The list of who is here, under every key: by socket, by user, by group, and who is behind.

import { describe, it } from "vitest";
import type { Change } from "../../src/hub/change.ts";
import type { Pending } from "../../src/hub/fan-out.ts";
import { Roll } from "../../src/hub/roll.ts";
import type { Session } from "../../src/hub/session.ts";

const SESSION: Session = {
  userId: "1",
  rights: { expiresAt: 0, issuedAt: null, vip: "unlimited" },
  ends: { at: 0, refusal: "unauthorized" },
  dialect: "signals.v2",
  filter: {},
  location: "FRA",
  connectionId: "c",
  joinedAt: 0,
  heardAt: 0,
  behind: null,
  warned: false,
  pingedAt: null,
  drainBy: null,
};
const BEHIND: Session = { ...SESSION, behind: { after: 3, announce: true } };
const NARROW: Session = { ...SESSION, filter: { coinNames: ["NB"] } };

// SAFETY: the roll never touches a socket, it only tells them apart.
const [a, b] = [{}, {}] as unknown as readonly [WebSocket, WebSocket];

function roll(): Roll {
  return new Roll(() => []);
}

describe("a socket that comes", () => {
  it("is under its user and in its group, live", ({ expect }) => {
    const list = roll();

    list.enroll(a, SESSION);

    const group = [...list.groups.values()][0];
    expect(list.seats.get(a)).toEqual({ session: SESSION, group });
    expect(list.socketsOf("1")).toEqual([a]);
    expect(list.users).toBe(1);
    expect([...(group?.members ?? [])]).toEqual([a]);
    expect([...(group?.live ?? [])]).toEqual([a]);
    expect(list.behind.size).toBe(0);
  });

  it("is behind where its session says so, and live once it says no more", ({ expect }) => {
    const list = roll();

    list.enroll(a, BEHIND);
    const group = [...list.groups.values()][0];
    expect([...list.behind]).toEqual([a]);
    expect(group?.members.size).toBe(1);
    expect(group?.live.size).toBe(0);

    list.enroll(a, SESSION);
    expect(list.behind.size).toBe(0);
    expect(group?.live.size).toBe(1);

    list.enroll(a, BEHIND);
    expect([...list.behind]).toEqual([a]);
    expect(group?.live.size).toBe(0);
    expect([...list.groups.values()]).toEqual([group]);
  });

  it("shares a group with whoever has its dialect and its filter, and with nobody else", ({
    expect,
  }) => {
    const list = roll();

    list.enroll(a, SESSION);
    list.enroll(b, SESSION);
    expect(list.groups.size).toBe(1);

    list.enroll(b, NARROW);
    expect(list.groups.size).toBe(2);
    list.enroll(b, { ...SESSION, dialect: "signals.v1" });
    expect(list.groups.size).toBe(2);
    expect([...list.groups.values()].map(({ dialect }) => dialect)).toEqual([
      "signals.v2",
      "signals.v1",
    ]);
  });

  it("finds what gathers already for its filter", ({ expect }) => {
    const waiting: Pending[] = [{ change: {} as Change, delivery: "message" }]; // SAFETY: passed on unread.
    const list = new Roll((filter) => (filter.coinNames ? waiting : []));

    list.enroll(a, SESSION);
    list.enroll(b, NARROW);

    expect([...list.groups.values()].map(({ pending }) => pending)).toEqual([[], waiting]);
  });
});

describe("a user's sockets", () => {
  it("are in the order in which they came, through changes of their sessions", ({ expect }) => {
    const list = roll();

    list.enroll(a, SESSION);
    expect(list.socketsOf("1")).toEqual([a]);
    list.enroll(b, SESSION);
    list.enroll(a, NARROW);

    expect(list.socketsOf("1")).toEqual([a, b]);
    expect(list.socketsOf("2")).toEqual([]);
    expect(list.users).toBe(1);
  });
});

describe("a user's sockets after a sleep", () => {
  it("are in the order in which they came, in whatever order they were found", ({ expect }) => {
    const list = roll();

    list.enroll(a, { ...SESSION, joinedAt: 2 });
    list.enroll(b, { ...SESSION, joinedAt: 1 });

    expect(list.socketsOf("1")).toEqual([b, a]);
  });
});

describe("what a push still has to send", () => {
  it.for<[string, (list: Roll) => void, readonly WebSocket[]]>([
    ["stays where a session changes in nothing that a push looks at", stay, [a, b]],
    ["is nothing for a socket that falls behind: the log has it", fallBehind, [b]],
    ["is nothing for a socket that goes", go, [b]],
  ])("%s", ([, act, left], { expect }) => {
    const list = roll();
    for (const socket of [a, b]) {
      list.enroll(socket, SESSION);
      list.due.set(socket, [{ text: "{}", through: 1 }]);
    }

    act(list);

    expect([...list.due.keys()]).toEqual(left);
  });

  function stay(list: Roll): void {
    list.enroll(a, { ...SESSION, heardAt: 9 });
  }

  function fallBehind(list: Roll): void {
    list.enroll(a, BEHIND);
  }

  function go(list: Roll): void {
    list.strike(a);
  }
});

describe("a socket that goes", () => {
  it("is nowhere any more, nor is what it was the last of", ({ expect }) => {
    const list = roll();
    list.enroll(a, BEHIND);
    expect(list.users).toBe(1);

    expect(list.strike(a)).toBe(BEHIND);

    expect(list.seats.size).toBe(0);
    expect(list.groups.size).toBe(0);
    expect(list.behind.size).toBe(0);
    expect(list.users).toBe(0);
    expect(list.strike(a)).toBeNull();
  });

  it("leaves the others of its user and its group where they are", ({ expect }) => {
    const list = roll();
    list.enroll(a, SESSION);
    list.enroll(b, SESSION);

    list.strike(a);

    const group = [...list.groups.values()][0];
    expect(list.socketsOf("1")).toEqual([b]);
    expect([...(group?.members ?? [])]).toEqual([b]);
    expect([...(group?.live ?? [])]).toEqual([b]);
  });
});
