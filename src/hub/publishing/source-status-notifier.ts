// Announces a source's new state by a `status` frame to every v2 socket and a log event to the operator.

import { logEvent } from "../../log.ts";
import type { ConnectionRegistry } from "../../sockets/connections/connections.ts";
import { sendStatus } from "../../sockets/delivery/control.ts";
import type { Alarm } from "../../sockets/ports/host.ts";
import type { SourceStore } from "../storage/source-store.ts";
import { evaluateSource, nextChangeAt } from "./source-status.ts";

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
   * Evaluates every source, announces changes, and schedules the next evaluation. Throws where storage fails. The state
   * is then evaluated again by the next call.
   */
  evaluate(now: number): void {
    if (this.#evaluate(now)) this.#announce(now);
    else this.#scheduleNext(now);
  }

  /** Bound: the number of sources. Writes one row for each change. */
  #evaluate(now: number): boolean {
    const { sources } = this.#deps;
    let changed = false;
    for (const [source, tracked] of sources.all()) {
      const state = evaluateSource(tracked, now);
      if (state === tracked.announcedState) continue;
      sources.setAnnounced(source, state);
      logEvent("source.changed", { source, state });
      changed = true;
    }
    return changed;
  }

  #announce(now: number): void {
    const { connections, sources } = this.#deps;
    sendStatus(connections, sources.statuses() ?? {});
    this.#scheduleNext(now);
  }

  /** Schedules the alarm for the first silent source to change its state. */
  #scheduleNext(now: number): void {
    let next = Infinity;
    for (const source of this.#deps.sources.all().values()) {
      next = Math.min(next, nextChangeAt(source, now) ?? Infinity);
    }
    if (next < Infinity) this.#deps.alarm.scheduleBy(next);
  }
}
