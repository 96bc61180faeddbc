// A new hub for each test, reached through the Worker's endpoints.

import { env } from "cloudflare:workers";
import { createExecutionContext } from "cloudflare:test";
import { app } from "../../../src/app.ts";
import type { Bindings } from "../../../src/config/settings.ts";
import type { SignalHub } from "../../../src/hub/signal-hub.ts";
import { checkResponse } from "../checks/api-docs-check.ts";
import { OPERATOR_KEY, PRODUCER_KEY } from "../test-settings.ts";

declare global {
  namespace Cloudflare {
    interface Env extends Bindings {}
  }
}

export interface TestHub {
  readonly stub: DurableObjectStub<SignalHub>;
  /** Throws on a response outside of OpenAPI. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** A new hub, under the tests' settings except for the given ones. */
export function freshHub(settings: Partial<Bindings> = {}): TestHub {
  const bindings: Bindings = { ...env, HUB_NAME: crypto.randomUUID(), ...settings };
  return {
    stub: env.HUB.getByName(bindings.HUB_NAME ?? ""),
    fetch: async (path, init) => {
      const request = new Request(`http://localhost:8000${path}`, init);
      const response = await app.fetch(request, bindings, createExecutionContext());
      await checkResponse(request, response);
      return response;
    },
  };
}

/** Publishes a raw body as the tests' producer. Accepted messages are flushed when this resolves. */
export async function post(
  hub: TestHub,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const response = await postWithoutFlush(hub, body, headers);
  // A signal during the last flush is queued for a moment.
  if (response.status !== 200) return response;
  while ((await hub.stub.stats()).queued_messages > 0) {
    // The hub shares this thread. Without a pause its own timer would never fire.
    await scheduler.wait(1);
  }
  return response;
}

/** Publishes a raw body, and doesn't wait for the flush. */
export function postWithoutFlush(
  hub: TestHub,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return hub.fetch("/internal/signals", {
    method: "POST",
    headers: {
      Authorization: `Bearer ${PRODUCER_KEY}`,
      "Content-Type": "application/json",
      ...headers,
    },
    body,
  });
}

/** Publishes messages, and throws unless the response is 200. */
export async function publish(hub: TestHub, ...messages: readonly string[]): Promise<unknown> {
  const response = await post(
    hub,
    messages.length === 1 ? (messages[0] ?? "") : `[${messages.join()}]`,
  );
  if (response.status !== 200)
    throw new Error(`refused: ${response.status} ${await response.text()}`);
  return response.json();
}

export function operate(
  hub: TestHub,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return hub.fetch(`/internal${path}`, {
    method,
    headers: { Authorization: `Bearer ${OPERATOR_KEY}`, "Content-Type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** A `new_signal` like the guide's. `data` members given as JSON text replace or join the guide's. */
export function newSignal(data: Readonly<Record<string, string>> = {}): string {
  const fields = {
    id: "1",
    coin_name: '"NB"',
    position: '"SHORT"',
    spread: "8.84",
    created_at: '"2025-12-14T12:00:00Z"',
    ...data,
  };
  const text = Object.entries(fields).map(([key, value]) => `"${key}":${value}`);
  return `{"type":"new_signal","signal_type":"mexc_spot_futures","data":{${text.join()}}}`;
}

export function signalUpdate(id: string, data: string): string {
  return `{"type":"signal_update","signal_type":"mexc_spot_futures","signal_id":${id},"data":${data}}`;
}
