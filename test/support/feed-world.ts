// One hub, its model and the clients that have been there: a life of the feed that checks itself.

import type { ExpectStatic } from "vitest";
import type { Dialect } from "../../src/protocol/dialect.ts";
import type { WireFilter } from "../../src/protocol/filter.ts";
import { vipToken } from "./access-tokens.ts";
import { setClock, stopClock } from "./clock.ts";
import { FeedClient, settle } from "./feed-client.ts";
import { deliveryOf, FeedModel, textOf, type Post } from "./feed-model.ts";
import { VIP_REQUIRED } from "./front-door.ts";
import { freshHub, post, type TestHub } from "./test-hub.ts";

export const USERS = ["1", "2", "3"] as const;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** What a producer is about to post; what it comes to depends on the book. */
export interface Plan {
  readonly kind: "new" | "update" | "again";
  readonly pick: number;
  readonly data: Readonly<Record<string, string | null>>;
  readonly lives: number | null;
}

/** A client, and the message after which what it holds begins. */
export interface Listener {
  readonly client: FeedClient;
  readonly user: string;
  from: number;
}

/** One hub, its model, and the clients that have been there. */
export class World {
  hub: TestHub;
  readonly model = new FeedModel();
  readonly listeners: Listener[] = [];
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

  static async begin(expect: ExpectStatic): Promise<World> {
    // Ahead of the runtime's clock, so that no alarm rings but those that a command rings.
    const seconds = stopClock(HOUR);
    const exp = seconds + 10 * 365 * 24 * 3_600;
    const tokens = new Map<string, string>();
    for (const sub of USERS) tokens.set(sub, await vipToken({ sub, exp }));
    const hub = freshHub();
    const { epoch } = await hub.stub.stats();
    return new World(expect, hub, epoch, tokens, seconds * SECOND);
  }

  pass(ms: number): void {
    this.now += ms;
    setClock(this.now);
  }

  online(): readonly Listener[] {
    return this.listeners.filter(({ client }) => client.online);
  }

  offline(): readonly Listener[] {
    return this.listeners.filter(({ client }) => !client.online);
  }

  /** Every client has its whole feed, in order, once, and nothing else. */
  async check(): Promise<void> {
    const { expect } = this;
    await settle(this.hub);
    for (const { client, from } of this.online()) {
      await client.sync();
      expect(client.closed).toBeNull();
      expect(client.others).toEqual([]);
      expect(client.messages).toEqual(this.model.after(from, client.filter, client.dialect));
    }
  }

  /** The posts that a command's plans come to now. */
  postsFor(plans: readonly Plan[]): readonly Post[] {
    const opened = this.model.open(this.now).flatMap(({ opened }) => opened?.post ?? []);
    return plans.map(({ kind, pick, data, lives }) => {
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
        expiresAt: isNew && lives !== null ? this.now + lives : null,
      };
    });
  }

  /** A client that is yet to connect. */
  admit(user: string, dialect: Dialect, filter: WireFilter, since?: string): Listener {
    const token = this.#tokens.get(user) ?? "";
    const client = new FeedClient(this.hub, { dialect, token }, filter);
    client.position = since ?? null;
    const listener = { client, user, from: Number(since?.split(":")[1] ?? 0) };
    this.listeners.push(listener);
    return listener;
  }

  join(user: string, dialect: Dialect, filter: WireFilter, since?: string): Promise<void> {
    return this.connect(this.admit(user, dialect, filter, since));
  }

  /** Connects a client and holds its first frames to the model. */
  async connect(listener: Listener): Promise<void> {
    const { expect } = this;
    const { client, user } = listener;
    const { position } = client;
    await client.connect();
    await settle(this.hub);
    await client.sync();
    if (this.model.revoked.has(user)) {
      await client.ended();
      expect(client.closed).toEqual(VIP_REQUIRED);
      expect(client.others).toEqual([]);
      return;
    }
    this.greeted(listener, position, this.model.newest);
  }

  /** `connected`, then all that was missed or the state, then `live`: as the log was at `newest`. */
  greeted(listener: Listener, position: string | null, newest: number): void {
    const { expect } = this;
    const { client } = listener;
    const [connected, live, ...more] = client.others.splice(0);
    expect(more).toEqual([]);
    expect(connected).toMatchObject({ type: "connected", user_id: Number(listener.user) });
    if (client.dialect === "signals.v1") {
      expect(live).toBeUndefined();
      listener.from = newest;
      return;
    }
    const [epoch, seq] = position?.split(":") ?? [this.epoch, "0"];
    const reason = this.model.refusalOf(epoch === this.epoch, Number(seq));
    const recovered = position !== null && reason === null;
    expect(live).toEqual({ type: "live", seq: newest });
    expect(connected).toMatchObject({ epoch: this.epoch, recovered });
    expect(connected?.["reason"]).toBe(position === null ? undefined : (reason ?? undefined));
    expect(connected?.["seq"]).toBe(recovered ? Number(seq) : newest);
    if (recovered) return;
    expect(client.snapshot).toEqual({
      seq: newest,
      signals: this.model.state(client.filter, this.now),
    });
    listener.from = newest;
  }

  /** The hub's answer to a post, as the model has it. */
  async publish(posts: readonly Post[]): Promise<void> {
    const { expect } = this;
    const audience = this.online();
    const body = posts.map(textOf);
    const answer = await post(this.hub, body.length === 1 ? (body[0] ?? "") : `[${body.join()}]`);
    const taken = this.model.publish(posts, this.now);

    if (taken === null) {
      expect(answer.status).toBe(409);
      return;
    }
    expect(await answer.json()).toEqual({
      epoch: this.epoch,
      seq: this.model.newest,
      results: taken.map(({ seq, duplicate }) => ({
        seq,
        duplicate,
        recipients: duplicate ? 0 : this.#recipientsOf(seq, audience),
      })),
    });
  }

  #recipientsOf(seq: number, audience: readonly Listener[]): number {
    const message = this.model.messages[seq - 1];
    if (message === undefined) return 0;
    return audience.filter(
      ({ client }) => deliveryOf(message, client.filter, client.dialect) !== null,
    ).length;
  }

  /** The sockets are gone: each client comes back with what it has. */
  async comeBack(lost: readonly Listener[]): Promise<void> {
    for (const { client } of lost) await client.ended();
    for (const listener of lost) await this.connect(listener);
  }
}

/** An update's signal: mostly one of the last that were opened, sometimes one that nobody opened. */
function idNear(pick: number, newest: number): string {
  if (pick % 10 === 9) return `"x-${pick % 4}"`;
  return String(Math.max(1, newest - (pick % 7)));
}
