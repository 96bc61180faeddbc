// `signal-hub tail` on a real server, killed and started again while messages go on.

import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, it } from "vitest";
import { LiveServer, PROJECT } from "../support/live/live-server.ts";
import { Network } from "../support/live/network.ts";
import { Lines } from "../support/live/output-lines.ts";

let server: LiveServer;
let network: Network;
let child: ChildProcess | undefined;

beforeAll(async () => {
  server = await LiveServer.start();
  network = await Network.to(server.port);
});
afterEach(() => child?.kill("SIGKILL"));
afterAll(async () => {
  await network.stop();
  await server.dispose();
});

function signal(id: number): string {
  return `{"type":"new_signal","signal_type":"mexc_dex","data":{"id":${id},"spread":0.50}}`;
}

async function publishSignal(id: number): Promise<void> {
  const response = await server.post(signal(id));
  if (response.status !== 200) throw new Error(await response.text());
}

describe("`signal-hub tail`", () => {
  // The service starts twice, and the back-off may reach 20 s meanwhile.
  const patience = { timeout: 120_000 };

  it(
    "prints every message once and in order when the service is killed",
    patience,
    async ({ expect }) => {
      child = spawn(
        process.execPath,
        [join(PROJECT, "src/cli/main.ts"), "tail", "--url", `http://127.0.0.1:${network.port}`],
        { cwd: PROJECT, stdio: ["ignore", "pipe", "pipe"] },
      );
      const output = new Lines(child);
      const notices: string[] = [];
      child.stderr?.on("data", (bytes: Buffer) => notices.push(bytes.toString()));

      await output.until('"type":"connected"');
      await publishSignal(1);
      await output.until('"id":1,');
      await server.kill();
      // No connection reaches the new service before it has more messages.
      network.cut();
      await server.start();
      for (const id of [2, 3, 4]) await publishSignal(id);
      network.restore();
      await output.until('"id":4,');
      await publishSignal(5);
      await output.until('"id":5,');

      const printed = output.seen.filter((line) => !line.includes('"type":"connected"'));
      expect(printed).toEqual([1, 2, 3, 4, 5].map(signal));
      expect(notices.join("")).toMatch(
        /^Connected\.\n(?:(?:Connection lost|Can't connect to \S+)\. Reconnecting in \d+\.\d s\.\n)+Connected\.\n$/,
      );
    },
  );
});
