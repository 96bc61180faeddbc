// The guide's own clients over real sockets, unmodified except for the token and the port.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, it } from "vitest";
import { LiveServer, PROJECT } from "../support/live/live-server.ts";
import { Lines } from "../support/live/output-lines.ts";

const GUIDE = join(PROJECT, "../shared/guide");
const PYTHON = "/usr/bin/python3";
const hasGuide = existsSync(GUIDE);
const hasPython = spawnSync(PYTHON, ["-c", "import websockets"], { stdio: "ignore" }).status === 0;

const EXACT = '{"price":0.00670000,"n":12345678901234567890}';

let server: LiveServer;
let children: ChildProcess[] = [];

beforeAll(async () => {
  server = await LiveServer.start();
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
});
afterAll(() => server.dispose());

describe("a client", () => {
  it.skipIf(!hasGuide)(
    "from the guide's JavaScript example gets its signals",
    async ({ expect }) => {
      const folder = mkdtempSync(join(tmpdir(), "guide-"));
      // The example leaves two functions to its reader.
      const readers = ["handleNewSignal", "handleSignalUpdate"]
        .map((name) => `globalThis.${name} = (m) => console.log("${name}", JSON.stringify(m));\n`)
        .join("");
      writeFileSync(join(folder, "reader.mjs"), readers);
      writeFileSync(
        join(folder, "example.mjs"),
        await fromGuide("example.js", "your_access_token_here"),
      );
      const client = run(process.execPath, [
        "--import",
        join(folder, "reader.mjs"),
        join(folder, "example.mjs"),
      ]);

      await client.until("Successfully connected");
      await publishSignal(1);

      expect(await client.until("handleNewSignal")).toBe(
        'handleNewSignal {"type":"new_signal","signal_type":"funding_rate","data":{"id":1,"coin_name":"NB"}}',
      );
      expect(await client.until("handleSignalUpdate")).toContain('"signal_id":1');
    },
  );

  it("like wscat prints every frame to the letter", async ({ expect }) => {
    const wscat = join(PROJECT, "node_modules/wscat/bin/wscat");
    const url = server.socketUrl(await server.token());
    const client = run(process.execPath, [wscat, "--no-color", "-c", url]);

    const connected = await client.until("connected");
    await publishSignal(2);

    expect(connected).toContain(
      '{"type":"connected","message":"Connected to CryptoTracker real-time signals","user_id":123}',
    );
    expect(await client.until("new_signal")).toContain(
      '{"type":"new_signal","signal_type":"funding_rate","data":{"id":2,"coin_name":"NB"}}',
    );
    expect(await client.until("signal_update")).toContain(
      `{"type":"signal_update","signal_type":"funding_rate","signal_id":2,"data":${EXACT}}`,
    );
  });

  it.skipIf(!hasGuide || !hasPython)(
    "from the guide's Python example gets its signals",
    async ({ expect }) => {
      const file = join(mkdtempSync(join(tmpdir(), "guide-")), "client.py");
      writeFileSync(file, await fromGuide("client.py", "YOUR_TOKEN"));
      const client = run(PYTHON, ["-u", file]);

      await client.until("'type': 'connected'");
      await client.until("{'type': 'pong'}");
      await publishSignal(3);

      expect(await client.until("new_signal")).toBe(
        "Received: {'type': 'new_signal', 'signal_type': 'funding_rate', 'data': {'id': 3, 'coin_name': 'NB'}}",
      );
      expect(await client.until("signal_update")).toContain("'n': 12345678901234567890");
    },
  );

  it("like `signal-hub tail` in a pipe prints each frame unchanged", async ({ expect }) => {
    const client = run(process.execPath, [
      join(PROJECT, "src/cli/main.ts"),
      "tail",
      "--url",
      server.url(""),
    ]);

    await client.until('"type":"connected"');
    await publishSignal(4);

    expect(await client.until("new_signal")).toBe(
      '{"type":"new_signal","signal_type":"funding_rate","data":{"id":4,"coin_name":"NB"}}',
    );
    expect(await client.until("signal_update")).toContain(EXACT);
  });
});

/** A file of the guide with this server's port, and a token in place of the placeholder. */
async function fromGuide(file: string, placeholder: string): Promise<string> {
  return readFileSync(join(GUIDE, file), "utf8")
    .replaceAll(placeholder, await server.token())
    .replaceAll("localhost:8000", `localhost:${server.port}`);
}

function run(command: string, args: readonly string[]): Lines {
  // wscat ends with its input.
  const child = spawn(command, args, { cwd: PROJECT, stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  return new Lines(child);
}

async function publishSignal(id: number): Promise<void> {
  const envelope = '"signal_type":"funding_rate"';
  const response = await server.post(
    `[{"type":"new_signal",${envelope},"data":{"id":${id},"coin_name":"NB"}},` +
      `{"type":"signal_update",${envelope},"signal_id":${id},"data":${EXACT}}]`,
  );
  if (response.status !== 200) throw new Error(await response.text());
}
