// The index of the open sockets: by socket, by user, by subscription group, and the backlog.

import { describe, it } from "vitest";
import {
  ConnectionIndex,
  type SubscriptionGroup,
} from "../../../src/sockets/connections/connection-index.ts";
import type { Session } from "../../../src/sockets/connections/session.ts";
import { FakeSocket, SESSION } from "../../support/hub/sessions.ts";

const CATCHING_UP: Session = { ...SESSION, catchUp: { after: 3, sendLive: true } };
const NARROW: Session = { ...SESSION, filter: { coinNames: ["NB"] } };

const a = new FakeSocket().socket;
const b = new FakeSocket().socket;

function groupsOf(index: ConnectionIndex): readonly SubscriptionGroup[] {
  return [...index.groups()];
}

describe("a socket that is added", () => {
  it("is under its user and in its group, live", ({ expect }) => {
    const index = new ConnectionIndex();

    index.upsert(a, SESSION);

    const [group] = groupsOf(index);
    expect(index.get(a)).toEqual(SESSION);
    expect([...index.sockets()]).toEqual([a]);
    expect([...index.sessions()]).toEqual([[a, SESSION]]);
    expect(index.byUser("1")).toEqual([a]);
    expect(index.userCount).toBe(1);
    expect([...(group?.members ?? [])]).toEqual([a]);
    expect([...(group?.live ?? [])]).toEqual([a]);
    expect(index.catchingUp.size).toBe(0);
  });

  it("is in the backlog while its session has a cursor, and live afterwards", ({ expect }) => {
    const index = new ConnectionIndex();

    index.upsert(a, CATCHING_UP);
    const [group] = groupsOf(index);
    expect([...index.catchingUp]).toEqual([a]);
    expect(group?.members.size).toBe(1);
    expect(group?.live.size).toBe(0);

    index.upsert(a, SESSION);
    expect(index.catchingUp.size).toBe(0);
    expect(group?.live.size).toBe(1);

    index.upsert(a, CATCHING_UP);
    expect([...index.catchingUp]).toEqual([a]);
    expect(group?.live.size).toBe(0);
    expect(groupsOf(index)).toEqual([group]);
  });

  it("shares a group with sockets of its subprotocol and filter, and with no others", ({
    expect,
  }) => {
    const index = new ConnectionIndex();

    index.upsert(a, SESSION);
    index.upsert(b, SESSION);
    expect(groupsOf(index)).toHaveLength(1);

    index.upsert(b, NARROW);
    expect(groupsOf(index)).toHaveLength(2);
    index.upsert(b, { ...SESSION, subprotocol: "signals.v1" });
    expect(groupsOf(index).map(({ subprotocol }) => subprotocol)).toEqual([
      "signals.v2",
      "signals.v1",
    ]);
  });

  it("gets a new number for each group that is made, also for one that was there before", ({
    expect,
  }) => {
    const index = new ConnectionIndex();

    index.upsert(a, SESSION);
    index.upsert(a, NARROW);
    index.upsert(a, SESSION);

    expect(groupsOf(index).map(({ id }) => id)).toEqual([3]);
    expect(index.newestGroupId).toBe(3);
  });
});

describe("a user's sockets", () => {
  it("are ordered by their connects, through changes of their sessions", ({ expect }) => {
    const index = new ConnectionIndex();

    index.upsert(a, SESSION);
    expect(index.byUser("1")).toEqual([a]);
    index.upsert(b, SESSION);
    index.upsert(a, NARROW);

    expect(index.byUser("1")).toEqual([a, b]);
    expect(index.byUser("2")).toEqual([]);
    expect(index.userCount).toBe(1);
  });

  it("are ordered by their connects after hibernation, in any order of the platform", ({
    expect,
  }) => {
    const index = new ConnectionIndex();

    index.upsert(a, { ...SESSION, connectedAt: 2 });
    index.upsert(b, { ...SESSION, connectedAt: 1 });

    expect(index.byUser("1")).toEqual([b, a]);
  });
});

describe("a socket that is deleted", () => {
  it("leaves no trace, and neither does its group or its user without others", ({ expect }) => {
    const index = new ConnectionIndex();
    index.upsert(a, CATCHING_UP);
    expect(index.userCount).toBe(1);

    expect(index.delete(a)).toBe(CATCHING_UP);

    expect(index.size).toBe(0);
    expect(groupsOf(index)).toHaveLength(0);
    expect(index.catchingUp.size).toBe(0);
    expect(index.userCount).toBe(0);
    expect(index.get(a)).toBeNull();
    expect(index.delete(a)).toBeNull();
  });

  it("leaves the others of its user and its group as they are", ({ expect }) => {
    const index = new ConnectionIndex();
    index.upsert(a, SESSION);
    index.upsert(b, SESSION);

    index.delete(a);

    const [group] = groupsOf(index);
    expect(index.byUser("1")).toEqual([b]);
    expect([...(group?.members ?? [])]).toEqual([b]);
    expect([...(group?.live ?? [])]).toEqual([b]);
  });
});
