// What is told of the sources: a change of state, to every v2 client and to the operator.

import { errorName, logEvent } from "../../log.ts";
import { statusFrame } from "../../protocol/server-messages.ts";
import type { ConnectionRegistry } from "../../sockets/connections/connections.ts";
import type { SourceStore } from "../storage/source-store.ts";
import { broadcast } from "../../sockets/sessions/session-timers.ts";
import type { AlarmScheduler } from "../alarm/alarm.ts";

export class SourceStatusNotifier {
  readonly #connections: ConnectionRegistry;
  readonly #sources: SourceStore;
  readonly #alarm: AlarmScheduler;

  constructor(connections: ConnectionRegistry, sources: SourceStore, alarm: AlarmScheduler) {
    this.#connections = connections;
    this.#sources = sources;
    this.#alarm = alarm;
  }

  /** The source says how often it posts, seconds; `null` takes that back. Either is told. */
  setInterval(name: string, everySeconds: number | null, now: number): void {
    this.#sources.setInterval(name, everySeconds, now);
    this.#evaluate(now);
    this.#announce(now);
  }

  /**
   * Judges every source; a change is told, and the next one waited for. Throws nothing: it comes after posts
   * that are stored and sent.
   */
  evaluate(now: number): void {
    try {
      if (this.#evaluate(now)) this.#announce(now);
      else this.#alarm.scheduleBy(this.#sources.nextChangeAt(now));
    } catch (error) {
      logEvent("storage.failed", { error: errorName(error) });
    }
  }

  #evaluate(now: number): boolean {
    const changed = this.#sources.evaluate(now);
    for (const [source, state] of changed) logEvent("source.changed", { source, state });
    return changed.length > 0;
  }

  #announce(now: number): void {
    broadcast(this.#connections, statusFrame(this.#sources.statuses() ?? {}));
    this.#alarm.scheduleBy(this.#sources.nextChangeAt(now));
  }
}
