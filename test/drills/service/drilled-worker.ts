// The deployed service inside a worker with fault commands. Runs in workerd.

import unsafe from "workerd:unsafe";
import app, { SignalHub as Hub } from "../../../src/index.ts";
import {
  COMMANDS_PATH,
  type FaultCounts,
  type ErrorMark,
  type FaultCommand,
} from "./fault-commands.ts";

export { TokenVerifier } from "../../../src/index.ts";

/** The active injections. They belong to the isolate, so they outlive a hub instance. */
const injected = {
  starts: 0,
  sends: 0,
  alarms: 0,
  abortAfterSends: 0,
  abortBeforeCommit: false,
  failingWrites: 0,
  swallowedSends: 0,
  failingAlarms: 0,
  failingCalls: 0,
  mark: "overloaded" as ErrorMark,
  failingUser: null as string | null,
  removedMethods: new Set<string>(),
  withUnknownField: false,
};

let hub: DurableObjectState | undefined;

const CONNECT_REQUEST_HEADER = "x-signal-hub-connect";
const EVICTION_MS = 1_000;
const WRITE = /^\s*(INSERT|UPDATE|DELETE)/i;

class DrilledHub extends Hub {
  constructor(ctx: DurableObjectState, env: ConstructorParameters<typeof Hub>[1]) {
    drillWrites(ctx.storage.sql);
    super(ctx, env);
    hub = ctx;
    injected.starts += 1;
  }

  override fetch(request: Request): Response {
    failIfInjected();
    return super.fetch(injected.withUnknownField ? withUnknownField(request) : request);
  }

  override publish(
    messages: Parameters<Hub["publish"]>[0],
    request: Parameters<Hub["publish"]>[1],
  ): ReturnType<Hub["publish"]> {
    failIfInjected();
    const extended = injected.withUnknownField ? { ...request, ...UNKNOWN_FIELD } : request;
    const published = super.publish(messages, extended);
    if (injected.abortBeforeCommit) {
      injected.abortBeforeCommit = false;
      this.ctx.abort("drill: before the commit");
    }
    return published;
  }

  override readLog(...args: Parameters<Hub["readLog"]>): ReturnType<Hub["readLog"]> {
    if (injected.removedMethods.has("readLog"))
      throw new TypeError("the object has no such method");
    return super.readLog(...args);
  }

  /** Sets the version of each attachment to 1, as older code left it. */
  ageAttachments(): void {
    for (const socket of this.ctx.getWebSockets()) {
      socket.serializeAttachment({ ...Object(socket.deserializeAttachment()), v: 1 });
    }
  }

  override alarm(): void {
    injected.alarms += 1;
    if (injected.failingAlarms > 0) {
      injected.failingAlarms -= 1;
      throw new Error("drill: the alarm fails");
    }
    super.alarm();
  }
}

const UNKNOWN_FIELD = { nextVersion: { field: ["unknown"] } };

/** A connect request as a Worker of a newer version would write it. */
function withUnknownField(request: Request): Request {
  const connectRequest: unknown = JSON.parse(request.headers.get(CONNECT_REQUEST_HEADER) ?? "{}");
  const headers = new Headers(request.headers);
  headers.set(
    CONNECT_REQUEST_HEADER,
    JSON.stringify({ ...Object(connectRequest), ...UNKNOWN_FIELD }),
  );
  return new Request(request.url, { headers });
}

/** Fails a call as the platform does. The property crosses to the caller. */
function failIfInjected(): void {
  if (injected.failingCalls === 0) return;
  injected.failingCalls -= 1;
  throw Object.assign(new Error("drill: the object can't be had"), { [injected.mark]: true });
}

function drillWrites(sql: SqlStorage): void {
  const exec = sql.exec.bind(sql);
  const drilled = (query: string, ...bindings: unknown[]): ReturnType<typeof exec> => {
    if (injected.failingWrites > 0 && WRITE.test(query)) {
      injected.failingWrites -= 1;
      throw new Error("database or disk is full: SQLITE_FULL");
    }
    return exec(query, ...bindings);
  };
  Object.defineProperty(sql, "exec", { value: drilled });
}

// oxlint-disable-next-line typescript/unbound-method -- it is called with its socket below.
const send: (this: WebSocket, message: string) => void = WebSocket.prototype.send;

function drilledSend(this: WebSocket, message: string): void {
  injected.sends += 1;
  if (injected.failingUser !== null && userOf(this) === injected.failingUser) {
    throw new Error("drill: the send fails");
  }
  if (injected.swallowedSends > 0) {
    injected.swallowedSends -= 1;
    return;
  }
  if (injected.abortAfterSends > 0) {
    injected.abortAfterSends -= 1;
    if (injected.abortAfterSends === 0) hub?.abort("drill: in the middle of a fan-out");
  }
  send.call(this, message);
}

Object.defineProperty(WebSocket.prototype, "send", { value: drilledSend });

function userOf(socket: WebSocket): string | null {
  // SAFETY: an attachment is the hub's session, or there is none.
  const attachment = socket.deserializeAttachment() as { readonly userId: string } | null;
  return attachment?.userId ?? null;
}

interface Env {
  readonly HUB: DurableObjectNamespace<DrilledHub>;
}

async function execute(command: FaultCommand, env: Env): Promise<void> {
  switch (command.do) {
    case "count":
      return;
    case "evict": {
      const webSockets = command.sockets === "keep" ? "hibernate" : "close";
      try {
        const evicted = unsafe.evict(env.HUB.getByName("global"), { webSockets });
        // An eviction waits for running calls, and after a reset for up to 30 s. The drill goes on after 1 s.
        await Promise.race([evicted, scheduler.wait(EVICTION_MS)]);
      } catch {
        // The hub is not in memory.
      }
      return;
    }
    case "abort-after-sends":
      injected.abortAfterSends = command.sends;
      return;
    case "abort-before-commit":
      injected.abortBeforeCommit = true;
      return;
    case "fail-writes":
      injected.failingWrites = command.times;
      return;
    case "fail-sends":
      injected.failingUser = command.user;
      return;
    case "swallow-sends":
      injected.swallowedSends = command.times;
      return;
    case "fail-alarms":
      injected.failingAlarms = command.times;
      return;
    case "fail-calls":
      injected.failingCalls = command.times;
      injected.mark = command.mark;
      return;
    case "age-attachments":
      return env.HUB.getByName("global").ageAttachments();
    case "remove-method":
      injected.removedMethods.add(command.method);
      return;
    case "add-unknown-field":
      injected.withUnknownField = true;
      return;
  }
}

function count(): FaultCounts {
  const { starts, sends, alarms, failingWrites, failingAlarms, failingCalls } = injected;
  const aborts = Number(injected.abortAfterSends > 0) + Number(injected.abortBeforeCommit);
  const pending = failingWrites + failingAlarms + failingCalls + aborts;
  return { starts, sends, alarms, pending };
}

export { DrilledHub as SignalHub };
export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname !== COMMANDS_PATH) return app.fetch(request, env, ctx);
    await execute(await request.json<FaultCommand>(), env);
    return Response.json(count() satisfies FaultCounts);
  },
};
