// Announces a source's new state by a `status` frame to every v2 socket and a log event to the operator.

import { errorName, logEvent } from "../../log.ts";
import type { ConnectionRegistry } from "../../sockets/connections/connections.ts";
import { sendStatus } from "../../sockets/delivery/control.ts";
import type { Alarm } from "../../sockets/ports/host.ts";
import type { SourceStore } from "../storage/source-store.ts";

interface NotifierDeps {
  readonly connections: ConnectionRegistry;
  readonly sources: SourceStore;
  readonly alarm: Alarm;
}

/** Keeps the clients' list of sources up to date. */
export class SourceStatusNotifier {
  readonly #deps: NotifierDeps;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  /** Sets a source's interval in seconds, or removes the source with `null`. Announces the sources either way. */
  setInterval(name: string, everySeconds: number | null, now: number): void {
    this.#deps.sources.setInterval(name, everySeconds, now);
    this.#evaluate(now);
    this.#announce(now);
  }

  /**
   * Evaluates every source, announces changes, and schedules the next evaluation. It never throws, because it runs after a
   * stored and sent publish.
   */
  evaluate(now: number): void {
    try {
      if (this.#evaluate(now)) this.#announce(now);
      else this.#deps.alarm.scheduleBy(this.#deps.sources.nextChangeAt(now));
    } catch (error) {
      logEvent("storage.failed", { error: errorName(error) });
    }
  }

  #evaluate(now: number): boolean {
    const changed = this.#deps.sources.evaluate(now);
    for (const [source, state] of changed) logEvent("source.changed", { source, state });
    return changed.length > 0;
  }

  #announce(now: number): void {
    const { connections, sources, alarm } = this.#deps;
    sendStatus(connections, sources.statuses() ?? {});
    alarm.scheduleBy(sources.nextChangeAt(now));
  }
}
