// A scenario over every endpoint in every way, with a canary in every part of each request.

import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { vipToken } from "../auth/access-tokens.ts";
import { attemptUpgrade } from "../hub/upgrade.ts";
import { publishSigned, sign } from "../auth/signed-requests.ts";
import { freshHub, newSignal, signalUpdate, type TestHub } from "../hub/test-hub.ts";
import { TestSocket } from "../hub/test-socket.ts";

export const CANARIES = {
  tokenSecret: "canary-of-the-token-secret-0123456789abcdef",
  producerKey: "canary-of-the-producer-key-0123456789abcdef",
  operatorKey: "canary-of-the-operator-key-0123456789abcdef",
  claim: "canary-of-a-claim",
  user: "canary-of-a-user",
  idempotencyKey: "canary-of-a-post",
  requestBody: "canary-of-a-rejected-body",
  signal: "canary-of-a-signal",
  signalId: "canary-of-an-id",
  header: "canary-of-a-header",
  query: "canary-of-a-query",
  path: "canary-of-a-path",
  frame: "canary-of-a-frame",
  filter: "canary-of-a-filter",
  origin: "https://canary-of-an-origin.example",
} as const;

export type Canary = keyof typeof CANARIES;

export interface CanaryScenario {
  readonly hub: TestHub;
  /** The tokens of the scenario. None of their segments may be found either. */
  readonly tokens: readonly string[];
  /** The responses and closes of rejected callers. */
  readonly rejections: readonly string[];
}

/** Calls every endpoint in every way, with a canary in every part. */
export async function runCanaryScenario(): Promise<CanaryScenario> {
  const { tokenSecret, producerKey, operatorKey, user, header, query, path } = CANARIES;
  const hub = freshHub({
    JWT_SECRET: tokenSecret,
    PRODUCER_KEYS: `scanner:${producerKey}`,
    OPERATOR_KEYS: `night:${operatorKey}`,
    ALLOWED_ORIGINS: "https://app.example",
  });
  const claims = { sub: user, note: CANARIES.claim };
  const good = await vipToken(claims, tokenSecret);
  const forged = await vipToken(claims, "x".repeat(32));
  const tokens = [good, forged];
  const rejections: string[] = [];
  const noiseHeaders = { "X-Note": header, Cookie: header, "User-Agent": header, Referer: header };
  const request = async (target: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...noiseHeaders, ...(init.headers as Record<string, string> | undefined) };
    const response = await hub.fetch(target, { ...init, headers });
    if (!response.ok)
      rejections.push(JSON.stringify([...response.headers]) + (await response.text()));
    return response;
  };
  const as = (key: string): Record<string, string> => ({
    Authorization: `Bearer ${key}`,
    "Content-Type": "application/json",
  });

  // Two sockets stay open, the others are rejected.
  const v1 = new TestSocket(
    await request("/ws/signals", { headers: { Upgrade: "websocket", ...as(good) } }),
  );
  const v2 = await TestSocket.openV2(hub, `note=${query}&coin_name=${CANARIES.filter}`, good);
  await v2.readTo("live");
  for (const offer of [
    { token: forged, query: `note=${query}` },
    { token: good, headers: { Origin: CANARIES.origin } },
    { token: good, query: `min_spread=${query}` },
    { headers: { "Sec-WebSocket-Protocol": `signals.v2, bearer.${forged}` } },
  ]) {
    rejections.push(JSON.stringify(await (await attemptUpgrade(hub, offer)).closed));
  }

  // Publish requests of each kind. Accepted, duplicate, signed, and rejected for each reason.
  const id = `"${CANARIES.signalId}"`;
  const opening = newSignal({ id, text: `"${CANARIES.signal}"` });
  const named = { ...as(producerKey), "Idempotency-Key": CANARIES.idempotencyKey };
  const bad = newSignal({ text: `"${CANARIES.requestBody}"` });
  for (const [headers, body] of [
    [named, opening],
    [named, opening],
    [named, bad],
    [as(producerKey), signalUpdate(id, `{"text":"${CANARIES.signal}","spread":9}`)],
    [as(producerKey), opening.replace("8.84", "1")],
    [as(producerKey), bad.replace("mexc_spot_futures", CANARIES.requestBody)],
    [as(producerKey), `{"${CANARIES.requestBody}":`],
    [as(producerKey), `{"${CANARIES.requestBody}":1,"${CANARIES.requestBody}":2}`],
    [as(`${producerKey}x`), bad],
    [{ ...as(producerKey), "Content-Type": header }, bad],
    [{ ...as(producerKey), "Idempotency-Key": header.repeat(20) }, bad],
  ] as const) {
    await request("/internal/signals", { method: "POST", headers, body });
  }
  await publishSigned(hub, signalUpdate(id, "{}"), sign(producerKey, signalUpdate(id, "{}")));
  rejections.push(await (await publishSigned(hub, bad, sign(header.repeat(2), bad))).text());

  // Operators and readers, with right and wrong keys.
  for (const key of [operatorKey, `${operatorKey}x`]) {
    await request(`/internal/members/${user}`, {
      method: "PUT",
      headers: as(key),
      body: `{"vip_until":null}`,
    });
    await request(`/internal/members/1`, {
      method: "PUT",
      headers: as(key),
      body: `{"${CANARIES.requestBody}":1}`,
    });
    await request(`/internal/sources/${path}`, {
      method: "PUT",
      headers: as(key),
      body: '{"expected_every_s":60}',
    });
    await request("/internal/stats", { headers: as(key) });
    await request("/metrics", { headers: as(key) });
  }
  for (const token of [good, forged]) {
    for (const target of [
      "/signals",
      `/signals?min_spread=${query}`,
      `/signals/log?since=${query}`,
    ]) {
      await request(target, { headers: as(token) });
    }
    const stream = await request(`/sse/signals?note=${query}`, { headers: as(token) });
    await stream.body?.cancel().catch(() => undefined);
  }
  await request(`/${path}?${query}`, { method: "PATCH", body: CANARIES.requestBody });

  // Frames, sleep, an alarm and the ends of both sockets.
  v2.send(JSON.stringify({ type: "auth", token: good, note: CANARIES.frame }));
  v2.send(JSON.stringify({ type: "auth", token: forged }));
  v2.send(JSON.stringify({ type: CANARIES.frame }));
  v2.send(CANARIES.frame);
  await v2.drain();
  await evictDurableObject(hub.stub);
  await runDurableObjectAlarm(hub.stub);
  v1.close(3_000, CANARIES.frame);
  await v1.closed;
  await request(`/internal/members/${user}`, { method: "DELETE", headers: as(operatorKey) });
  rejections.push(JSON.stringify(await v2.closed));
  await request("/internal/drain", { method: "POST", headers: as(operatorKey) });
  return { hub, tokens, rejections };
}

/** The canaries, and each segment of the tokens. */
function forbiddenStrings({
  tokens,
}: CanaryScenario): readonly (readonly [name: string, secret: string])[] {
  return [
    ...Object.entries(CANARIES),
    ...tokens.flatMap((token) =>
      token.split(".").map((segment, index) => [`segment ${index} of a token`, segment] as const),
    ),
  ];
}

/** The names of the canaries in a text. */
export function namesFoundIn(text: string, scenario: CanaryScenario): readonly string[] {
  return forbiddenStrings(scenario)
    .filter(([, forbidden]) => text.includes(forbidden))
    .map(([name]) => name);
}
