// Records a client's events in order, and waits for them.

import type {
  Connection,
  Gap,
  SignalClient,
  SignalMessage,
  ClientError,
} from "../../../src/client/index.ts";

export class EventRecorder {
  readonly client: SignalClient;
  readonly messages: SignalMessage[] = [];
  readonly connections: Connection[] = [];
  readonly gaps: Gap[] = [];
  readonly errors: ClientError[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(client: SignalClient) {
    this.client = client;
    const record =
      <Value>(list: Value[]) =>
      (value: Value) => {
        list.push(value);
        for (const check of this.#waiting) check();
      };
    client.on("message", record<SignalMessage>(this.messages));
    client.on("connection", record<Connection>(this.connections));
    client.on("gap", record<Gap>(this.gaps));
    client.on("error", record<ClientError>(this.errors));
  }

  /** Resolves once `what` holds; it is checked after each event. */
  until(condition: (recorder: EventRecorder) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition(this)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Resolves once the client is connected in this way. */
  untilStatus(status: Connection["status"]): Promise<void> {
    return this.until(({ client }) => client.connection.status === status);
  }

  untilMessages(messages: number): Promise<void> {
    return this.until((recorder) => recorder.messages.length >= messages);
  }
}
