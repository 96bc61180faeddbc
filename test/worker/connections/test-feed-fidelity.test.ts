// `TestFeed`, the in-memory feed of the package, sends the same frames as the hub for each scenario.

import { describe, it } from "vitest";
import { TestFeed } from "../../../src/client/testing/index.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import {
  freshHub,
  newSignal,
  publish,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

/** A service that runs a scenario, and the frames its client gets. */
interface Service {
  /** Replaces the connection with a new one. */
  connect(query: string): Promise<void>;
  send(text: string): Promise<void>;
  publish(...messages: readonly string[]): Promise<void>;
  /** The frames since the last call. */
  frames(): Promise<readonly string[]>;
  token(): Promise<string>;
}

class Hub implements Service {
  readonly #hub: TestHub = freshHub();
  #socket: TestSocket | undefined;

  async connect(query: string): Promise<void> {
    this.#socket = await TestSocket.openV2(this.#hub, query);
  }
  send(text: string): Promise<void> {
    this.#socket?.send(text);
    return Promise.resolve();
  }
  async publish(...messages: readonly string[]): Promise<void> {
    await publish(this.#hub, ...messages);
  }
  frames(): Promise<readonly string[]> {
    return this.#socket?.drain() ?? Promise.resolve([]);
  }
  token(): Promise<string> {
    return vipToken();
  }
}

class InMemoryFeed implements Service {
  readonly #feed = new TestFeed();
  #frames: string[] = [];
  #send: (text: string) => void = () => undefined;

  async connect(query: string): Promise<void> {
    const { WebSocket } = this.#feed.platform;
    if (WebSocket === undefined) throw new Error("a feed in memory has sockets");
    const offer = ["signals.v2", `bearer.${this.#feed.token()}`];
    const socket = new WebSocket(`${this.#feed.url}?${query}`, offer);
    const frames: string[] = [];
    this.#frames = frames;
    socket.addEventListener("message", ({ data }) => frames.push(String(data)));
    this.#send = (text) => socket.send(text);
    await this.#feed.advance(1);
  }
  async send(text: string): Promise<void> {
    this.#send(text);
    await this.#feed.advance(1);
  }
  async publish(...messages: readonly string[]): Promise<void> {
    this.#feed.publish(...messages);
    await this.#feed.advance(1);
  }
  async frames(): Promise<readonly string[]> {
    await this.#feed.advance(1);
    return this.#frames.splice(0);
  }
  token(): Promise<string> {
    return Promise.resolve(this.#feed.token());
  }
}

/** Fields that may differ between the two services. */
const VARYING_FIELDS = new Set([
  "connection_id",
  "message",
  "user_id",
  "epoch",
  "ts",
  "server_time",
  "expires_at",
]);

function comparable(frames: readonly string[]): unknown {
  return frames.map((frame): unknown =>
    JSON.parse(frame, (key, value: unknown) => (VARYING_FIELDS.has(key) ? key : value)),
  );
}

type Scenario = (service: Service, cursor: (seq: number) => string) => Promise<void>;

const opened = newSignal({ id: "1", spread: "8.84" });
const entering = signalUpdate("1", `{"spread":12.50}`);
const leaving = signalUpdate("1", `{"spread":0.1}`);

const SCENARIOS: readonly (readonly [string, Scenario])[] = [
  ["a first connection", (service) => service.connect("")],
  [
    "messages, alone and together",
    async (service) => {
      await service.connect("");
      await service.publish(opened);
      await service.publish(newSignal({ id: "2" }), entering);
      await service.publish(signalUpdate("99", `{"spread":1}`));
    },
  ],
  [
    "a snapshot",
    async (service) => {
      await service.publish(opened, newSignal({ id: "2" }), newSignal({ id: "3" }), entering);
      await service.connect("");
    },
  ],
  [
    "a filter that a signal enters and leaves",
    async (service) => {
      await service.connect("min_spread=10");
      await service.publish(opened);
      await service.publish(entering);
      await service.publish(leaving);
      await service.publish(signalUpdate("1", `{"x":1}`));
    },
  ],
  [
    "a resume, with a filter",
    async (service, cursor) => {
      await service.publish(opened);
      await service.publish(newSignal({ id: "2" }), entering);
      await service.publish(leaving);
      await service.connect(`min_spread=10&since=${cursor(1)}`);
    },
  ],
  [
    "a cursor ahead of the log",
    async (service, cursor) => {
      await service.publish(opened);
      await service.connect(`since=${cursor(7)}`);
    },
  ],
  [
    "a cursor of another epoch",
    async (service) => {
      await service.publish(opened);
      await service.connect("since=other:1");
    },
  ],
  [
    "another filter",
    async (service) => {
      await service.connect("");
      await service.publish(opened, newSignal({ id: "2", coin_name: '"WIF"' }));
      await service.send('{"type":"subscribe","filter":{"coin_name":["WIF","NB","NB"]}}');
      await service.send('{"type":"subscribe","filter":{"coin_name":["WIF"]}}');
      await service.send('{"type":"subscribe","filter":{"coin":["WIF"]}}');
    },
  ],
  [
    "good and bad tokens, and unknown frames",
    async (service) => {
      await service.connect("");
      await service.send(JSON.stringify({ type: "auth", token: await service.token() }));
      await service.send('{"type":"auth","token":"no.such.token"}');
      await service.send('{"type":"pong"}');
      await service.send('{"type":"hello"}');
      await service.send("hello");
    },
  ],
];

describe("the feed in memory", () => {
  it.for(SCENARIOS)("sends %s as the hub does", async ([, scenario], { expect }) => {
    const outputs = [];
    for (const service of [new Hub(), new InMemoryFeed()]) {
      // The first frame of any connection has the epoch.
      await service.connect("");
      const [first = "{}"] = await service.frames();
      const { epoch } = JSON.parse(first) as { readonly epoch: string };
      await scenario(service, (seq) => `${epoch}:${seq}`);
      outputs.push(comparable(await service.frames()));
    }

    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[0]).not.toEqual([]);
  });
});
