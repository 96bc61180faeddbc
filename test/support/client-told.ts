// What a client was told, in order, and the wait for it.

import type {
  Connection,
  Gap,
  SignalClient,
  SignalMessage,
  Trouble,
} from "../../src/client/index.ts";

export class ClientTold {
  readonly client: SignalClient;
  readonly messages: SignalMessage[] = [];
  readonly connections: Connection[] = [];
  readonly gaps: Gap[] = [];
  readonly troubles: Trouble[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(client: SignalClient) {
    this.client = client;
    const keep =
      <Value>(list: Value[]) =>
      (value: Value) => {
        list.push(value);
        for (const check of this.#waiting) check();
      };
    client.on("message", keep<SignalMessage>(this.messages));
    client.on("connection", keep<Connection>(this.connections));
    client.on("gap", keep<Gap>(this.gaps));
    client.on("trouble", keep<Trouble>(this.troubles));
  }

  /** Resolves once `what` holds; it is looked at after each thing told. */
  until(what: (told: ClientTold) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!what(this)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Resolves once the client is connected in this way. */
  at(at: Connection["at"]): Promise<void> {
    return this.until(({ client }) => client.connection.at === at);
  }

  count(messages: number): Promise<void> {
    return this.until((told) => told.messages.length >= messages);
  }
}
