// The service as deployed, inside a worker that makes it suffer on order. Runs in workerd.

import unsafe from "workerd:unsafe";
import app, { SignalHub as Hub } from "../../../src/index.ts";
import { ORDERS_PATH, type Count, type ErrorMark, type Order } from "./orders.ts";

export { TokenDoor } from "../../../src/index.ts";

/** The orders that are in force; of the isolate, so that they outlive a hub. */
const inForce = {
  constructions: 0,
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
  unlearned: new Set<string>(),
  enriched: false,
};

let hub: DurableObjectState | undefined;

const HANDOFF = "x-signal-hub-handoff";
const EVICTION_MS = 1_000;
const WRITE = /^\s*(INSERT|UPDATE|DELETE)/i;

class DrilledHub extends Hub {
  constructor(ctx: DurableObjectState, env: ConstructorParameters<typeof Hub>[1]) {
    drillWrites(ctx.storage.sql);
    super(ctx, env);
    hub = ctx;
    inForce.constructions += 1;
  }

  override fetch(request: Request): Response {
    failWhereDue();
    return super.fetch(inForce.enriched ? enriched(request) : request);
  }

  override publish(
    messages: Parameters<Hub["publish"]>[0],
    post: Parameters<Hub["publish"]>[1],
  ): ReturnType<Hub["publish"]> {
    failWhereDue();
    const given = inForce.enriched ? { ...post, ...OF_THE_FUTURE } : post;
    const published = super.publish(messages, given);
    if (inForce.abortBeforeCommit) {
      inForce.abortBeforeCommit = false;
      this.ctx.abort("drill: before the commit");
    }
    return published;
  }

  override readLog(...asked: Parameters<Hub["readLog"]>): ReturnType<Hub["readLog"]> {
    if (inForce.unlearned.has("readLog")) throw new TypeError("the object has no such method");
    return super.readLog(...asked);
  }

  /** Attachments as another version of the code left them. */
  ageAttachments(): void {
    for (const socket of this.ctx.getWebSockets()) {
      socket.serializeAttachment({ ...Object(socket.deserializeAttachment()), v: 1 });
    }
  }

  override alarm(): void {
    inForce.alarms += 1;
    if (inForce.failingAlarms > 0) {
      inForce.failingAlarms -= 1;
      throw new Error("drill: the alarm fails");
    }
    super.alarm();
  }
}

const OF_THE_FUTURE = { nextVersion: { knows: ["more"] } };

/** A handoff as a Worker of the next version would write it. */
function enriched(request: Request): Request {
  const handoff: unknown = JSON.parse(request.headers.get(HANDOFF) ?? "{}");
  const headers = new Headers(request.headers);
  headers.set(HANDOFF, JSON.stringify({ ...Object(handoff), ...OF_THE_FUTURE }));
  return new Request(request.url, { headers });
}

/** As the platform fails a call: the mark crosses to whoever called. */
function failWhereDue(): void {
  if (inForce.failingCalls === 0) return;
  inForce.failingCalls -= 1;
  throw Object.assign(new Error("drill: the object can't be had"), { [inForce.mark]: true });
}

function drillWrites(sql: SqlStorage): void {
  const exec = sql.exec.bind(sql);
  const drilled = (query: string, ...bindings: unknown[]): ReturnType<typeof exec> => {
    if (inForce.failingWrites > 0 && WRITE.test(query)) {
      inForce.failingWrites -= 1;
      throw new Error("database or disk is full: SQLITE_FULL");
    }
    return exec(query, ...bindings);
  };
  Object.defineProperty(sql, "exec", { value: drilled });
}

// oxlint-disable-next-line typescript/unbound-method -- it is called with its socket below.
const send: (this: WebSocket, message: string) => void = WebSocket.prototype.send;

function drilledSend(this: WebSocket, message: string): void {
  inForce.sends += 1;
  if (inForce.failingUser !== null && userOf(this) === inForce.failingUser) {
    throw new Error("drill: the send fails");
  }
  if (inForce.swallowedSends > 0) {
    inForce.swallowedSends -= 1;
    return;
  }
  if (inForce.abortAfterSends > 0) {
    inForce.abortAfterSends -= 1;
    if (inForce.abortAfterSends === 0) hub?.abort("drill: in the middle of a fan-out");
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

async function obey(order: Order, env: Env): Promise<void> {
  switch (order.do) {
    case "count":
      return;
    case "evict": {
      const webSockets = order.sockets === "keep" ? "hibernate" : "close";
      try {
        const evicted = unsafe.evict(env.HUB.getByName("global"), { webSockets });
        // It waits for what is under way, and at times for 30 s for what a reset has ended: we don't.
        await Promise.race([evicted, scheduler.wait(EVICTION_MS)]);
      } catch {
        // It isn't in memory: there is nothing to evict.
      }
      return;
    }
    case "abort-after-sends":
      inForce.abortAfterSends = order.sends;
      return;
    case "abort-before-commit":
      inForce.abortBeforeCommit = true;
      return;
    case "fail-writes":
      inForce.failingWrites = order.times;
      return;
    case "fail-sends":
      inForce.failingUser = order.user;
      return;
    case "swallow-sends":
      inForce.swallowedSends = order.times;
      return;
    case "fail-alarms":
      inForce.failingAlarms = order.times;
      return;
    case "fail-calls":
      inForce.failingCalls = order.times;
      inForce.mark = order.mark;
      return;
    case "age-attachments":
      return env.HUB.getByName("global").ageAttachments();
    case "unlearn":
      inForce.unlearned.add(order.method);
      return;
    case "enrich-handoffs":
      inForce.enriched = true;
      return;
  }
}

function count(): Count {
  const { constructions, sends, alarms, failingWrites, failingAlarms, failingCalls } = inForce;
  const aborts = Number(inForce.abortAfterSends > 0) + Number(inForce.abortBeforeCommit);
  const due = failingWrites + failingAlarms + failingCalls + aborts;
  return { constructions, sends, alarms, due };
}

export { DrilledHub as SignalHub };
export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname !== ORDERS_PATH) return app.fetch(request, env, ctx);
    await obey(await request.json<Order>(), env);
    return Response.json(count() satisfies Count);
  },
};
