// The socket door as a stranger meets it: one address each, so that no test spends another's budget.

import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { TestHub } from "./test-hub.ts";
import { TestSocket, upgrade, type Closed } from "./test-socket.ts";

export const UNAUTHORIZED: Closed = { code: 1008, reason: "Unauthorized" };
export const VIP_REQUIRED: Closed = { code: 1008, reason: "VIP subscription required" };

export interface UpgradeOptions {
  readonly token?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An IPv4 address that nobody has used. */
export function uniqueAddress(): string {
  return `10.${crypto.getRandomValues(new Uint8Array(3)).join(".")}`;
}

/** Opens a socket from an address of its own, whatever comes of it. */
export async function attemptUpgrade(
  hub: TestHub,
  options: UpgradeOptions = {},
): Promise<TestSocket> {
  const token = options.token === undefined ? "" : `token=${encodeURIComponent(options.token)}`;
  const headers = { "CF-Connecting-IP": uniqueAddress(), ...options.headers };
  return new TestSocket(await upgrade(hub, `${token}&${options.query ?? ""}`, headers));
}

/** What comes first: a frame, or the end of the socket. */
export function firstFrameOrClose(socket: TestSocket): Promise<string | Closed> {
  return Promise.race([socket.next(), socket.closed]);
}

/** What the door says first to this offer: a frame, or how it closed. */
export async function upgradeOutcome(
  hub: TestHub,
  options: UpgradeOptions,
): Promise<string | Closed> {
  return firstFrameOrClose(await attemptUpgrade(hub, options));
}

/** The frame that greets a user, with the id as it stands in JSON. */
export function connectedFrame(userId: string | number = 123, service = "CryptoTracker"): string {
  return JSON.stringify({
    type: "connected",
    message: `Connected to ${service} real-time signals`,
    user_id: userId,
  });
}

/** Whether the hub was ever constructed. */
export async function wasWoken(hub: TestHub): Promise<boolean> {
  const ids = await listDurableObjectIds(env.HUB);
  return ids.some((id) => id.equals(hub.stub.id));
}
