// Secrets, tokens and payloads searched for in the output of the real processes and in their files on the disk.

import { afterAll, beforeAll, describe, it } from "vitest";
import { LiveServer } from "../support/live/live-server.ts";
import { LiveSocket } from "../support/live/live-socket.ts";

const CLAIM = "canary-of-a-claim";
const QUERY = "canary-of-a-query";
const HEADER = "canary-of-a-header";
const REJECTED_BODY = "canary-of-a-refused-body";
const SIGNAL = "canary-of-a-signal";
const USER = "canary-of-a-user";

const BANNER_END = "Ctrl-C stops everything.";

let server: LiveServer;
let tokens: readonly string[] = [];
/** The output after the banner. The banner shows a token and the local keys, so its lines can be pasted. */
let printed = "";

beforeAll(async () => {
  server = await LiveServer.start();
  await runScenario();
  // All of it is on the disk and the last line is printed once the server has stopped.
  await server.stop();
  printed = server.output.slice(server.output.indexOf(BANNER_END));
});
afterAll(() => server.dispose());

/** Opens sockets, publishes and reads, with valid and invalid credentials and a canary in each part. */
async function runScenario(): Promise<void> {
  const good = await server.token({ sub: USER, note: CLAIM });
  const bad = `${good.slice(0, -2)}AA`;
  tokens = [good, bad];
  const v1 = new LiveSocket(`${server.socketUrl(good)}&note=${QUERY}`);
  const v2 = new LiveSocket(server.socketUrl("").replace("token=", `note=${QUERY}`), [
    "signals.v2",
    `bearer.${good}`,
  ]);
  await Promise.all([v1.count(1), v2.count(3)]);
  await Promise.all(
    [
      new LiveSocket(server.socketUrl(bad)),
      new LiveSocket(server.socketUrl(""), ["signals.v2", `bearer.${bad}`]),
    ].map((socket) => socket.ended),
  );

  const message = `{"type":"new_signal","signal_type":"mexc_dex","data":{"id":1,"text":"${SIGNAL}"}}`;
  await server.post(message);
  await server.post(message.replace("mexc_dex", REJECTED_BODY));
  await server.post(`{"${REJECTED_BODY}":`);
  for (const token of tokens) {
    for (const path of ["/signals", "/signals/log?since=a:0", "/internal/stats", `/${QUERY}`]) {
      const url = server.url(`${path}${path.includes("?") ? "&" : "?"}note=${QUERY}`);
      const headers = { Authorization: `Bearer ${token}`, "X-Note": HEADER, "User-Agent": HEADER };
      await (await fetch(url, { headers })).text();
      await (await fetch(`${url}&token=${token}`)).text();
    }
  }
  await server.operate("GET", `/${QUERY}`);
  await server.operate("PUT", `/members/${USER}`, { [REJECTED_BODY]: 1 });
  await server.operate("DELETE", `/members/${USER}`);
  await Promise.all([v1.ended, v2.ended]);
}

function secrets(): readonly string[] {
  const segments = tokens.flatMap((token) => token.split(".").slice(1));
  return [...server.secrets, ...segments, CLAIM, HEADER, REJECTED_BODY];
}

describe("after a scenario over every endpoint", () => {
  it("the processes have printed none of the secrets", ({ expect }) => {
    const events = printed.split("\n").filter((line) => line.includes('"event":'));

    expect(printed).toContain('"event":"signals.published"');
    for (const secret of [...secrets(), SIGNAL]) expect(printed).not.toContain(secret);
    // The development server prints the path of each request, and the canaries in it.
    for (const secret of [USER, QUERY]) expect(events.join("\n")).not.toContain(secret);
  });

  it("the files hold the signal and the user, and no secret, token or rejected body", ({
    expect,
  }) => {
    const filesContaining = (secret: string): readonly string[] =>
      [...server.stored()].filter(([, bytes]) => bytes.includes(secret)).map(([path]) => path);

    expect(filesContaining(SIGNAL)).not.toEqual([]);
    expect(filesContaining(USER)).not.toEqual([]);
    for (const secret of [...secrets(), QUERY]) expect(filesContaining(secret), secret).toEqual([]);
  });
});
