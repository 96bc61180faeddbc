// The outbox: what each socket is owed live, and the rules that it asserts about it.

import { describe, it } from "vitest";
import { InvariantError } from "../../../src/invariant.ts";
import { ConnectionRegistry } from "../../../src/sockets/connections/connections.ts";
import type { Session } from "../../../src/sockets/connections/session.ts";
import { Outbox } from "../../../src/sockets/delivery/outbox.ts";
import { entryOf, FakeSocket, SESSION } from "../../support/hub/sessions.ts";

const NARROW: Session["filter"] = { coinNames: ["XX"] };
const CATCHING_UP: Session["catchUp"] = { after: 5, sendLive: true };

interface World {
  readonly connections: ConnectionRegistry;
  readonly outbox: Outbox;
  readonly connect: (more?: Partial<Session>) => WebSocket;
}

/** An outbox that has flushed up to message 5. */
function world(): World {
  const connections = new ConnectionRegistry({
    ctx: {
      acceptWebSocket: () => undefined,
      getWebSockets: () => [],
      getWebSocketAutoResponseTimestamp: () => null,
    },
    telemetry: { disconnected: () => undefined },
  });
  const outbox = new Outbox(connections, 5);
  return {
    connections,
    outbox,
    connect(more = {}) {
      const { socket } = new FakeSocket();
      connections.add(socket, { ...SESSION, ...more });
      return socket;
    },
  };
}

function enqueue(outbox: Outbox, ...seqs: readonly number[]): readonly number[] {
  const routed = outbox.route(seqs.map((seq) => entryOf(seq)));
  outbox.enqueue(routed);
  return routed.recipients;
}

function take(outbox: Outbox, limit = 100): (readonly [WebSocket, readonly number[]])[] {
  return [...outbox.take(limit)].map(([socket, frames]) => [
    socket,
    frames.map(({ lastSeq }) => lastSeq),
  ]);
}

describe("a flush", () => {
  it("owes every live socket the queue, and a limited number is taken at a time", ({ expect }) => {
    const { outbox, connect } = world();
    const [a, b] = [connect(), connect()];

    expect(enqueue(outbox, 6, 7)).toEqual([2, 2]);
    expect([outbox.queuedMessages, outbox.pendingMessages]).toEqual([2, 2]);
    outbox.beginFlush();

    expect([outbox.previousSeq, outbox.flushedSeq]).toEqual([5, 7]);
    expect([outbox.queuedMessages, outbox.pendingMessages]).toEqual([0, 2]);
    expect(take(outbox, 1)).toEqual([[a, [7]]]);
    expect(outbox.isDrained).toBe(false);
    expect(take(outbox, 1)).toEqual([[b, [7]]]);
    expect(outbox.isDrained).toBe(true);
    expect(outbox.pendingMessages).toBe(0);
  });

  it("moves the flushed sequence on where nobody wants the messages", ({ expect }) => {
    const { outbox, connect } = world();
    connect({ filter: NARROW });

    expect(enqueue(outbox, 6)).toEqual([0]);
    outbox.beginFlush();

    expect(outbox.flushedSeq).toBe(6);
    expect(take(outbox)).toEqual([]);
  });

  it("owes nothing to a socket in the backlog, which counts as a recipient", ({ expect }) => {
    const { outbox, connect } = world();
    connect({ catchUp: CATCHING_UP });

    expect(enqueue(outbox, 6)).toEqual([1]);
    outbox.beginFlush();

    expect(take(outbox)).toEqual([]);
  });

  it("owes nothing to a socket that was paused, resubscribed or removed meanwhile", ({
    expect,
  }) => {
    const { connections, outbox, connect } = world();
    const [paused, resubscribed, removed, live] = [connect(), connect(), connect(), connect()];
    enqueue(outbox, 6);
    outbox.beginFlush();

    outbox.pause(paused, { after: 5, sendLive: false });
    outbox.resubscribe(resubscribed, NARROW, { after: 6, sendLive: false });
    connections.closeWith(removed, "unauthorized");

    expect(take(outbox)).toEqual([[live, [6]]]);
    expect(connections.index.get(resubscribed)?.filter).toEqual(NARROW);
  });

  it("has the whole queue for a filter group that began during it", ({ expect }) => {
    const { outbox, connect } = world();
    connect({ filter: NARROW });
    enqueue(outbox, 6);
    const late = connect();
    enqueue(outbox, 7);
    outbox.beginFlush();

    expect(take(outbox)).toEqual([[late, [7]]]);
    expect(outbox.flushedSeq).toBe(7);
  });

  it("is resumed into by a socket that reached the flushed sequence", ({ expect }) => {
    const { connections, outbox, connect } = world();
    const socket = connect({ catchUp: CATCHING_UP });
    enqueue(outbox, 6);
    outbox.beginFlush();

    outbox.resume(socket, 6);

    expect(connections.index.get(socket)?.catchUp).toBeNull();
    enqueue(outbox, 7);
    outbox.beginFlush();
    expect(take(outbox)).toEqual([[socket, [7]]]);
  });
});

describe("a broken rule throws", () => {
  it("where the queue would have a hole, or a message twice", ({ expect }) => {
    const { outbox } = world();
    expect(() => enqueue(outbox, 7)).toThrow(InvariantError);
    expect(() => enqueue(outbox, 5)).toThrow("the queue continues the log");
    enqueue(outbox, 6);
    expect(() => enqueue(outbox, 6)).toThrow(InvariantError);
  });

  it("where a flush begins before the one before is drained", ({ expect }) => {
    const { outbox, connect } = world();
    connect();
    enqueue(outbox, 6);
    outbox.beginFlush();

    expect(() => outbox.beginFlush()).toThrow("the one before is drained");
  });

  it("where somebody moves a socket to the backlog past the outbox", ({ expect }) => {
    const { connections, outbox, connect } = world();
    const socket = connect();
    enqueue(outbox, 6);
    outbox.beginFlush();

    connections.setSubscription(socket, { catchUp: CATCHING_UP });

    expect(() => take(outbox)).toThrow("a socket in the backlog is owed nothing live");
  });

  it("where a socket goes live before or after the flushed sequence", ({ expect }) => {
    const { outbox, connect } = world();
    const socket = connect({ catchUp: CATCHING_UP });

    expect(() => outbox.resume(socket, 4)).toThrow("at the flushed sequence");
    expect(() => outbox.resume(socket, 6)).toThrow("at the flushed sequence");
  });

  it("where a socket that is owed frames goes live again", ({ expect }) => {
    const { connections, outbox, connect } = world();
    const socket = connect();
    enqueue(outbox, 6);
    outbox.beginFlush();
    connections.setSubscription(socket, { catchUp: CATCHING_UP });

    expect(() => outbox.resume(socket, 6)).toThrow("is owed nothing live");
  });
});
