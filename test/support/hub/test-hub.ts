// A hub of a test's own, reached through the Worker's front door.

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
  /** Throws where the answer isn't one that the contract has. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** A hub nobody has used, under settings that differ from the tests' own where given. */
export function freshHub(settings: Partial<Bindings> = {}): TestHub {
  const bindings: Bindings = { ...env, HUB_NAME: crypto.randomUUID(), ...settings };
  return {
    stub: env.HUB.getByName(bindings.HUB_NAME ?? ""),
    fetch: async (path, init) => {
      const request = new Request(`http://localhost:8000${path}`, init);
      const answer = await app.fetch(request, bindings, createExecutionContext());
      await checkResponse(request, answer);
      return answer;
    },
  };
}

/** Posts a body as it stands, as the tests' producer; what was taken is pushed when this resolves. */
export async function post(
  hub: TestHub,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const response = await postWithoutFlush(hub, body, headers);
  // A signal that comes while the last push drains gathers for a moment.
  if (response.status !== 200) return response;
  while ((await hub.stub.stats()).queued_messages > 0) {
    // The hub shares this thread: without a pause its own timer would never come up.
    await scheduler.wait(1);
  }
  return response;
}

/** Posts a body as it stands, and doesn't look at what becomes of it. */
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

/** Posts messages that must be taken, and returns the answer. */
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

/** A `new_signal` like the guide's; `data` members given as JSON text replace or join the guide's. */
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
