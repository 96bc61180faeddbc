// Publish requests, signed by the npm package of Standard Webhooks.

import { Webhook } from "standardwebhooks";
import { nowSeconds } from "./access-tokens.ts";
import type { TestHub } from "../hub/test-hub.ts";

export interface Signed {
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
}

/** A key as the standard writes it, another one for each letter. */
export function webhookKey(character: string): string {
  return `whsec_${btoa(character.repeat(32))}`;
}

/** A key without the prefix is its own characters, as in the library's raw format. */
export function signerOf(key: string): Webhook {
  return key.startsWith("whsec_") ? new Webhook(key) : new Webhook(key, { format: "raw" });
}

/** The headers of a request, signed now or at another time (Unix seconds) by each of the keys. */
export function sign(
  keys: string | readonly string[],
  body: string,
  {
    id = "msg_1",
    at: timestamp = nowSeconds(),
  }: { readonly id?: string; readonly at?: number } = {},
): Signed {
  const signatures = [keys]
    .flat()
    .map((key) => signerOf(key).sign(id, new Date(timestamp * 1_000), body));
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}

/** Publishes a body with these headers and its media type only. */
export function publishSigned(
  hub: TestHub,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> | Signed,
): Promise<Response> {
  return hub.fetch("/internal/signals", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  });
}
