// A service, a way to it and a browser for the tests of one file: there before the first, gone after the last.

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

export class BrowserFixture {
  #resources: BrowserResources | undefined;
  #sockets: LiveSocket[] = [];
  #ids = 0;

  /** Registers the file's hooks; `prepare` is done once, before the first test. Without a browser nothing is started. */
  static forThisFile(prepare?: (fixture: BrowserFixture) => Promise<void>): BrowserFixture {
    const stage = new BrowserFixture();
    beforeAll(async () => {
      if (skipBrowser) return;
      await stage.#start();
      await prepare?.(stage);
    });
    afterEach(() => stage.#clear());
    afterAll(() => stage.#stop());
    return stage;
  }

  get server(): LiveServer {
    return this.#started.server;
  }

  /** To the service through a proxy that can be cut; whole again with each test. */
  get network(): Network {
    return this.#started.network;
  }

  get browser(): Browser {
    return this.#started.browser;
  }

  get #started(): BrowserResources {
    if (this.#resources === undefined)
      throw new Error("the stage is there in tests and in `prepare`");
    return this.#resources;
  }

  /** The id that was given out last. */
  get lastId(): number {
    return this.#ids;
  }

  /** An id that no signal of this file has used. */
  freshId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  /** Posts messages that must be taken; answers the position of the last. */
  async publish(...messages: readonly string[]): Promise<number> {
    const response = await this.server.post(`[${messages.join()}]`);
    if (response.status !== 200)
      throw new Error(`refused: ${response.status} ${await response.text()}`);
    const { seq } = await response.json<{ readonly seq: number }>();
    return seq;
  }

  /** A user's socket that was welcomed, or refused; closed after the test. */
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
