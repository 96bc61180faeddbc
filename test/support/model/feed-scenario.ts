// One hub, its model and its clients. A scenario of the feed that checks itself.

import type { ExpectStatic } from "vitest";
import type { Subprotocol } from "../../../src/protocol/subprotocol.ts";
import type { WireFilter } from "../../../src/protocol/filter.ts";
import { vipToken } from "../auth/access-tokens.ts";
import { setClock, stopClock } from "../hub/clock.ts";
import { FeedClient, untilFlushed } from "./feed-client.ts";
import { deliveryOf, FeedModel, textOf, type ModelMessage } from "./feed-model.ts";
import { VIP_REQUIRED } from "../hub/upgrade.ts";
import { freshHub, post, type TestHub } from "../hub/test-hub.ts";

export const USERS = ["1", "2", "3"] as const;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** A plan of one message. Its result depends on the open signals. */
export interface Plan {
  readonly kind: "new" | "update" | "again";
  readonly pick: number;
  readonly data: Readonly<Record<string, string | null>>;
  readonly ttlMs: number | null;
}

/** A client, and the message before its first one. */
export interface Subscriber {
  readonly client: FeedClient;
  readonly user: string;
  from: number;
}

/** One hub, its model, and its clients. */
export class FeedScenario {
  hub: TestHub;
  readonly model = new FeedModel();
  readonly subscribers: Subscriber[] = [];
  readonly epoch: string;
  readonly expect: ExpectStatic;
  readonly #tokens: ReadonlyMap<string, string>;
  now: number;
  #ids = 0;

  private constructor(
    expect: ExpectStatic,
    hub: TestHub,
    epoch: string,
    tokens: Map<string, string>,
    now: number,
  ) {
    this.expect = expect;
    this.hub = hub;
    this.epoch = epoch;
    this.#tokens = tokens;
    this.now = now;
  }

  static async start(expect: ExpectStatic): Promise<FeedScenario> {
    // The clock is ahead of the runtime's, so only the steps fire alarms.
    const seconds = stopClock(HOUR);
    const exp = seconds + 10 * 365 * 24 * 3_600;
    const tokens = new Map<string, string>();
    for (const sub of USERS) tokens.set(sub, await vipToken({ sub, exp }));
    const hub = freshHub();
    const { epoch } = await hub.stub.stats();
    return new FeedScenario(expect, hub, epoch, tokens, seconds * SECOND);
  }

  advance(ms: number): void {
    this.now += ms;
    setClock(this.now);
  }

  online(): readonly Subscriber[] {
    return this.subscribers.filter(({ client }) => client.online);
  }

  offline(): readonly Subscriber[] {
    return this.subscribers.filter(({ client }) => !client.online);
  }

  /** Checks that every client has its whole feed, in order, once, and nothing else. */
  async check(): Promise<void> {
    const { expect } = this;
    await untilFlushed(this.hub);
    for (const { client, from } of this.online()) {
      await client.sync();
      expect(client.closed).toBeNull();
      expect(client.others).toEqual([]);
      expect(client.messages).toEqual(this.model.after(from, client.filter, client.subprotocol));
    }
  }

  /** The messages of a step's plans at this time. */
  messagesFor(plans: readonly Plan[]): readonly ModelMessage[] {
    const opened = this.model.open(this.now).flatMap(({ opened }) => opened?.message ?? []);
    return plans.map(({ kind, pick, data, ttlMs }) => {
      const again = opened[pick % Math.max(1, opened.length)];
      if (kind === "again" && again) return again;
      const signalType = pick % 3 === 0 ? "funding_rate" : "mexc_dex";
      const isNew = kind === "new" || kind === "again";
      const id = isNew ? String((this.#ids += 1)) : idNear(pick, this.#ids);
      const texts = Object.entries(data).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      );
      return {
        type: isNew ? "new_signal" : "signal_update",
        signalType,
        id,
        data: new Map([...(isNew ? [["id", id] as const] : []), ...texts]),
        expiresAt: isNew && ttlMs !== null ? this.now + ttlMs : null,
      };
    });
  }

  /** A client before its first connect. */
  addClient(
    user: string,
    subprotocol: Subprotocol,
    filter: WireFilter,
    since?: string,
  ): Subscriber {
    const token = this.#tokens.get(user) ?? "";
    const client = new FeedClient(this.hub, { subprotocol, token }, filter);
    client.cursor = since ?? null;
    const subscriber = { client, user, from: Number(since?.split(":")[1] ?? 0) };
    this.subscribers.push(subscriber);
    return subscriber;
  }

  connectNew(
    user: string,
    subprotocol: Subprotocol,
    filter: WireFilter,
    since?: string,
  ): Promise<void> {
    return this.connect(this.addClient(user, subprotocol, filter, since));
  }

  /** Connects a client and compares its first frames with the model. */
  async connect(subscriber: Subscriber): Promise<void> {
    const { expect } = this;
    const { client, user } = subscriber;
    const { cursor } = client;
    await client.connect();
    await untilFlushed(this.hub);
    await client.sync();
    if (this.model.revoked.has(user)) {
      await client.ended();
      expect(client.closed).toEqual(VIP_REQUIRED);
      expect(client.others).toEqual([]);
      return;
    }
    this.checkHandshake(subscriber, cursor, this.model.newest);
  }

  /** Checks `connected`, the replay or the snapshot, and `live`, with the log as of `newest`. */
  checkHandshake(subscriber: Subscriber, cursor: string | null, newest: number): void {
    const { expect } = this;
    const { client } = subscriber;
    const [connected, live, ...more] = client.others.splice(0);
    expect(more).toEqual([]);
    expect(connected).toMatchObject({ type: "connected", user_id: Number(subscriber.user) });
    if (client.subprotocol === "signals.v1") {
      expect(live).toBeUndefined();
      subscriber.from = newest;
      return;
    }
    const [epoch, seq] = cursor?.split(":") ?? [this.epoch, "0"];
    const reason = this.model.resumeFailure(epoch === this.epoch, Number(seq));
    const recovered = cursor !== null && reason === null;
    expect(live).toEqual({ type: "live", seq: newest });
    expect(connected).toMatchObject({ epoch: this.epoch, recovered });
    expect(connected?.["reason"]).toBe(cursor === null ? undefined : (reason ?? undefined));
    expect(connected?.["seq"]).toBe(recovered ? Number(seq) : newest);
    if (recovered) return;
    expect(client.snapshot).toEqual({
      seq: newest,
      signals: this.model.snapshot(client.filter, this.now),
    });
    subscriber.from = newest;
  }

  /** Publishes, and compares the response with the model's. */
  async publish(messages: readonly ModelMessage[]): Promise<void> {
    const { expect } = this;
    const connected = this.online();
    const body = messages.map(textOf);
    const response = await post(this.hub, body.length === 1 ? (body[0] ?? "") : `[${body.join()}]`);
    const expected = this.model.publish(messages, this.now);

    if (expected === null) {
      expect(response.status).toBe(409);
      return;
    }
    expect(await response.json()).toEqual({
      epoch: this.epoch,
      seq: this.model.newest,
      results: expected.map(({ seq, duplicate }) => ({
        seq,
        duplicate,
        recipients: duplicate ? 0 : this.#recipientsOf(seq, connected),
      })),
    });
  }

  #recipientsOf(seq: number, connected: readonly Subscriber[]): number {
    const message = this.model.messages[seq - 1];
    if (message === undefined) return 0;
    return connected.filter(
      ({ client }) => deliveryOf(message, client.filter, client.subprotocol) !== null,
    ).length;
  }

  /** Reconnects clients whose sockets are gone, each with its cursor. */
  async reconnect(lost: readonly Subscriber[]): Promise<void> {
    for (const { client } of lost) await client.ended();
    for (const subscriber of lost) await this.connect(subscriber);
  }
}

/** The id for an update. Mostly one of the last opened signals, sometimes an unknown one. */
function idNear(pick: number, newest: number): string {
  if (pick % 10 === 9) return `"x-${pick % 4}"`;
  return String(Math.max(1, newest - (pick % 7)));
}
