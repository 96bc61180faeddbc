// Every kind of credential at every endpoint. Each opens the endpoints of its own kind and no other.

import { describe, it } from "vitest";
import { ENDPOINTS, type CallerKind } from "../../../src/api-docs/endpoints.ts";
import { nowSeconds, vipToken } from "../../support/auth/access-tokens.ts";
import { uniqueAddress } from "../../support/hub/upgrade.ts";
import { sign } from "../../support/auth/signed-requests.ts";
import { freshHub, newSignal } from "../../support/hub/test-hub.ts";
import { JWT_SECRET, OPERATOR_KEY, PRODUCER_KEY } from "../../support/test-settings.ts";

type Kind = "vip" | "producer" | "operator" | "nobody";

interface Credential {
  readonly name: string;
  readonly kind: Kind;
  /** Headers and query with the credential, for a request with this body. */
  readonly carry: (body: string) => Promise<{
    readonly headers?: Readonly<Record<string, string>>;
    readonly query?: string;
  }>;
}

const bearer = (key: string): Credential["carry"] => {
  return async () => ({ headers: { Authorization: `Bearer ${key}` } });
};

const CREDENTIALS: readonly Credential[] = [
  { name: "nothing", kind: "nobody", carry: async () => ({}) },
  {
    name: "a VIP's token",
    kind: "vip",
    carry: async (body) => bearer(await vipToken())(body),
  },
  {
    name: "a VIP's token in the query",
    kind: "vip",
    carry: async () => ({ query: `token=${await vipToken()}` }),
  },
  {
    name: "a VIP's token that claims to be an operator's",
    kind: "vip",
    carry: async (body) => bearer(await vipToken({ role: "operator", scope: "internal:*" }))(body),
  },
  {
    name: "a token without VIP",
    kind: "nobody",
    carry: async (body) => bearer(await vipToken({ vip: false }))(body),
  },
  {
    name: "a token that is over",
    kind: "nobody",
    carry: async (body) => bearer(await vipToken({ exp: nowSeconds() - 60 }))(body),
  },
  { name: "a producer's key", kind: "producer", carry: bearer(PRODUCER_KEY) },
  {
    name: "a producer's signature",
    kind: "producer",
    carry: async (body) => ({ headers: { ...sign(PRODUCER_KEY, body) } }),
  },
  { name: "an operator's key", kind: "operator", carry: bearer(OPERATOR_KEY) },
  {
    name: "an operator's key as a signature",
    kind: "nobody",
    carry: async (body) => ({ headers: { ...sign(OPERATOR_KEY, body) } }),
  },
  {
    name: "an operator's key in the query",
    kind: "nobody",
    carry: async () => ({ query: `token=${OPERATOR_KEY}&key=${OPERATOR_KEY}` }),
  },
  {
    name: "an operator's key as Basic",
    kind: "nobody",
    carry: async () => ({ headers: { Authorization: `Basic ${btoa(`night:${OPERATOR_KEY}`)}` } }),
  },
  { name: "the tokens' own secret", kind: "nobody", carry: bearer(JWT_SECRET) },
];

const BODIES: Readonly<Record<string, string>> = {
  publish: newSignal(),
  setSourceInterval: '{"expected_every_s":60}',
  grantMember: '{"vip_until":null}',
  disconnectMember: "{}",
  drainSockets: "{}",
};

const QUERIES: Readonly<Record<string, string>> = { readLog: "since=a:0" };

describe.for(Object.entries(ENDPOINTS).filter(([, { callerKind }]) => callerKind !== "anyone"))(
  "%s",
  ([route, { id, callerKind }]) => {
    const [method = "", path = ""] = route.split(" ");
    const body = BODIES[id] ?? "";

    it.for(CREDENTIALS)("accepts $name only if it is for that", async (credential, { expect }) => {
      const hub = freshHub();
      const { headers, query = "" } = await credential.carry(body);

      const response = await hub.fetch(
        `${path.replace(":name", "scanner").replace(":user_id", "1")}?${QUERIES[id] ?? ""}&${query}`,
        {
          method,
          headers: {
            ...(id === "connect" && { Upgrade: "websocket", "CF-Connecting-IP": uniqueAddress() }),
            ...(body !== "" && { "Content-Type": "application/json" }),
            ...headers,
          },
          ...(body !== "" && { body }),
        },
      );

      expect(await isAccepted(response)).toBe(isFor(callerKind, credential.kind));
    });
  },
);

function isFor(callerKind: CallerKind, kind: Kind): boolean {
  return callerKind.split(" or ").includes(kind);
}

/** Whether the request was accepted. A socket accepted only to be closed was not. */
async function isAccepted(response: Response): Promise<boolean> {
  const { webSocket } = response;
  if (webSocket === null) {
    await response.body?.cancel();
    return response.status === 200;
  }
  return new Promise((resolve) => {
    webSocket.addEventListener("message", () => resolve(true));
    webSocket.addEventListener("close", () => resolve(false));
    webSocket.accept();
  });
}
