// The socket endpoint for an unknown client. Each has a new address, so no test uses up another's rate limit.

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

/** An IPv4 address that no other test uses. */
export function uniqueAddress(): string {
  return `10.${crypto.getRandomValues(new Uint8Array(3)).join(".")}`;
}

/** Opens a socket from a new address, accepted or not. */
export async function attemptUpgrade(
  hub: TestHub,
  options: UpgradeOptions = {},
): Promise<TestSocket> {
  const token = options.token === undefined ? "" : `token=${encodeURIComponent(options.token)}`;
  const headers = { "CF-Connecting-IP": uniqueAddress(), ...options.headers };
  return new TestSocket(await upgrade(hub, `${token}&${options.query ?? ""}`, headers));
}

/** The first frame or the end of the socket. */
export function firstFrameOrClose(socket: TestSocket): Promise<string | Closed> {
  return Promise.race([socket.next(), socket.closed]);
}

/** The first frame of an upgrade with these options, or its close. */
export async function upgradeOutcome(
  hub: TestHub,
  options: UpgradeOptions,
): Promise<string | Closed> {
  return firstFrameOrClose(await attemptUpgrade(hub, options));
}

/** The `connected` frame of a user, with the id as it stands in JSON. */
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
