// A live server, a network in front of it and a browser, shared by the tests of one file.

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { launchBrowser, skipBrowser } from "./browser.ts";
import { LiveServer } from "../live/live-server.ts";
import { LiveSocket } from "../live/live-socket.ts";
import { Network } from "../live/network.ts";

interface BrowserResources {
  readonly server: LiveServer;
  readonly network: Network;
  readonly browser: Browser;
}

/** Starts before the first test of a file and stops after the last. */
export class BrowserFixture {
  #resources: BrowserResources | undefined;
  #sockets: LiveSocket[] = [];
  #ids = 0;

  /** Registers the file's hooks. `prepare` runs once, before the first test. Nothing starts without a browser. */
  static forThisFile(prepare?: (fixture: BrowserFixture) => Promise<void>): BrowserFixture {
    const fixture = new BrowserFixture();
    beforeAll(async () => {
      if (skipBrowser) return;
      await fixture.#start();
      await prepare?.(fixture);
    });
    afterEach(() => fixture.#clear());
    afterAll(() => fixture.#stop());
    return fixture;
  }

  get server(): LiveServer {
    return this.#started.server;
  }

  /** A proxy to the service. A test can cut it, and each test starts with it restored. */
  get network(): Network {
    return this.#started.network;
  }

  get browser(): Browser {
    return this.#started.browser;
  }

  get #started(): BrowserResources {
    if (this.#resources === undefined)
      throw new Error("the fixture has started only in tests and in `prepare`");
    return this.#resources;
  }

  /** The last id from `freshId`. */
  get lastId(): number {
    return this.#ids;
  }

  /** An id without a signal so far. */
  freshId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  /** Publishes messages in one request. Returns the sequence number of the last. Throws if the service rejects them. */
  async publish(...messages: readonly string[]): Promise<number> {
    const response = await this.server.post(`[${messages.join()}]`);
    if (response.status !== 200)
      throw new Error(`rejected: ${response.status} ${await response.text()}`);
    const { seq } = await response.json<{ readonly seq: number }>();
    return seq;
  }

  /** A user's socket after its first frame or its close. It closes after the test. */
  async connectSocket(sub: string, subprotocols: readonly string[] = []): Promise<LiveSocket> {
    const socket = new LiveSocket(
      this.server.socketUrl(await this.server.token({ sub })),
      subprotocols,
    );
    this.#sockets.push(socket);
    await Promise.race([socket.count(1), socket.ended]);
    return socket;
  }

  async #start(): Promise<void> {
    const [server, browser] = await Promise.all([LiveServer.start(), launchBrowser()]);
    this.#resources = { server, browser, network: await Network.to(server.port) };
  }

  async #clear(): Promise<void> {
    for (const socket of this.#sockets.splice(0)) socket.close(1000);
    this.#resources?.network.restore();
    for (const context of this.#resources?.browser.contexts() ?? []) await context.close();
  }

  async #stop(): Promise<void> {
    await this.#resources?.browser.close();
    await this.#resources?.network.stop();
    await this.#resources?.server.dispose();
  }
}
