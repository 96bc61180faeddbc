// The list of who is here, under every key: by socket, by user, by group, and who is behind.

import { describe, it } from "vitest";
import type { LogEntry } from "../../../src/sockets/ports/log-entry.ts";
import type { QueuedMessage } from "../../../src/sockets/delivery/encode.ts";
import { ConnectionIndex } from "../../../src/sockets/connections/connection-index.ts";
import type { Session } from "../../../src/sockets/connections/session.ts";

const SESSION: Session = {
  userId: "1",
  claims: { expiresAt: 0, issuedAt: null, vip: "unlimited" },
  access: { at: 0, error: "unauthorized" },
  subprotocol: "signals.v2",
  filter: {},
  colo: "FRA",
  connectionId: "c",
  connectedAt: 0,
  lastSeenAt: 0,
  catchUp: null,
  expiryWarned: false,
  pingedAt: null,
  closeAt: null,
};
const CATCHING_UP: Session = { ...SESSION, catchUp: { after: 3, sendLive: true } };
const NARROW: Session = { ...SESSION, filter: { coinNames: ["NB"] } };

// SAFETY: the roll never touches a socket, it only tells them apart.
const [a, b] = [{}, {}] as unknown as readonly [WebSocket, WebSocket];

function index(): ConnectionIndex {
  return new ConnectionIndex(() => []);
}

describe("a socket that comes", () => {
  it("is under its user and in its group, live", ({ expect }) => {
    const list = index();

    list.upsert(a, SESSION);

    const group = [...list.groups.values()][0];
    expect(list.entries.get(a)).toEqual({ session: SESSION, group });
    expect(list.byUser("1")).toEqual([a]);
    expect(list.users).toBe(1);
    expect([...(group?.members ?? [])]).toEqual([a]);
    expect([...(group?.live ?? [])]).toEqual([a]);
    expect(list.catchingUp.size).toBe(0);
  });

  it("is behind where its session says so, and live once it says no more", ({ expect }) => {
    const list = index();

    list.upsert(a, CATCHING_UP);
    const group = [...list.groups.values()][0];
    expect([...list.catchingUp]).toEqual([a]);
    expect(group?.members.size).toBe(1);
    expect(group?.live.size).toBe(0);

    list.upsert(a, SESSION);
    expect(list.catchingUp.size).toBe(0);
    expect(group?.live.size).toBe(1);

    list.upsert(a, CATCHING_UP);
    expect([...list.catchingUp]).toEqual([a]);
    expect(group?.live.size).toBe(0);
    expect([...list.groups.values()]).toEqual([group]);
  });

  it("shares a group with whoever has its dialect and its filter, and with nobody else", ({
    expect,
  }) => {
    const list = index();

    list.upsert(a, SESSION);
    list.upsert(b, SESSION);
    expect(list.groups.size).toBe(1);

    list.upsert(b, NARROW);
    expect(list.groups.size).toBe(2);
    list.upsert(b, { ...SESSION, subprotocol: "signals.v1" });
    expect(list.groups.size).toBe(2);
    expect([...list.groups.values()].map(({ subprotocol: dialect }) => dialect)).toEqual([
      "signals.v2",
      "signals.v1",
    ]);
  });

  it("finds what gathers already for its filter", ({ expect }) => {
    const waiting: QueuedMessage[] = [{ entry: {} as LogEntry, delivery: "message" }]; // SAFETY: passed on unread.
    const list = new ConnectionIndex((filter) => (filter.coinNames ? waiting : []));

    list.upsert(a, SESSION);
    list.upsert(b, NARROW);

    expect([...list.groups.values()].map(({ queued: pending }) => pending)).toEqual([[], waiting]);
  });
});

describe("a user's sockets", () => {
  it("are in the order in which they came, through changes of their sessions", ({ expect }) => {
    const list = index();

    list.upsert(a, SESSION);
    expect(list.byUser("1")).toEqual([a]);
    list.upsert(b, SESSION);
    list.upsert(a, NARROW);

    expect(list.byUser("1")).toEqual([a, b]);
    expect(list.byUser("2")).toEqual([]);
    expect(list.users).toBe(1);
  });
});

describe("a user's sockets after a sleep", () => {
  it("are in the order in which they came, in whatever order they were found", ({ expect }) => {
    const list = index();

    list.upsert(a, { ...SESSION, connectedAt: 2 });
    list.upsert(b, { ...SESSION, connectedAt: 1 });

    expect(list.byUser("1")).toEqual([b, a]);
  });
});

describe("what a push still has to send", () => {
  it.for<[string, (list: ConnectionIndex) => void, readonly WebSocket[]]>([
    ["stays where a session changes in nothing that a push looks at", stay, [a, b]],
    ["is nothing for a socket that falls behind: the log has it", pauseBoth, [b]],
    ["is nothing for a socket that goes", removeBoth, [b]],
  ])("%s", ([, act, remaining], { expect }) => {
    const list = index();
    for (const socket of [a, b]) {
      list.upsert(socket, SESSION);
      list.outbox.set(socket, [{ text: "{}", lastSeq: 1 }]);
    }

    act(list);

    expect([...list.outbox.keys()]).toEqual(remaining);
  });

  function stay(list: ConnectionIndex): void {
    list.upsert(a, { ...SESSION, lastSeenAt: 9 });
  }

  function pauseBoth(list: ConnectionIndex): void {
    list.upsert(a, CATCHING_UP);
  }

  function removeBoth(list: ConnectionIndex): void {
    list.delete(a);
  }
});

describe("a socket that goes", () => {
  it("is nowhere any more, nor is what it was the last of", ({ expect }) => {
    const list = index();
    list.upsert(a, CATCHING_UP);
    expect(list.users).toBe(1);

    expect(list.delete(a)).toBe(CATCHING_UP);

    expect(list.entries.size).toBe(0);
    expect(list.groups.size).toBe(0);
    expect(list.catchingUp.size).toBe(0);
    expect(list.users).toBe(0);
    expect(list.delete(a)).toBeNull();
  });

  it("leaves the others of its user and its group where they are", ({ expect }) => {
    const list = index();
    list.upsert(a, SESSION);
    list.upsert(b, SESSION);

    list.delete(a);

    const group = [...list.groups.values()][0];
    expect(list.byUser("1")).toEqual([b]);
    expect([...(group?.members ?? [])]).toEqual([b]);
    expect([...(group?.live ?? [])]).toEqual([b]);
  });
});
