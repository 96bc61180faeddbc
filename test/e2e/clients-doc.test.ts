// The clients of docs/clients.md without a package. They run as printed, except for the port and the token.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { LiveServer, PROJECT } from "../support/live/live-server.ts";
import { Lines } from "../support/live/output-lines.ts";

const PYTHON = "/usr/bin/python3";
const hasPython = spawnSync(PYTHON, ["-c", "import websockets"], { stdio: "ignore" }).status === 0;

const folder = mkdtempSync(join(tmpdir(), "clients-"));
let server: LiveServer;

beforeAll(async () => {
  server = await LiveServer.start();
});
afterAll(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function example(language: string): Promise<string> {
  const page = readFileSync(join(PROJECT, "docs/clients.md"), "utf8");
  const code = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (code === undefined) throw new Error(`docs/clients.md has no ${language}`);
  return code
    .replace("your_access_token_here", await server.token())
    .replace("localhost:8000", `localhost:${server.port}`);
}

async function publish(id: number): Promise<void> {
  const data = `{"id":${id},"spread":0.00670000}`;
  const body = `{"type":"new_signal","signal_type":"funding_rate","data":${data}}`;
  for (;;) {
    const response = await server.post(body).catch(() => undefined);
    if (response?.ok) return;
  }
}

describe("an example of docs/clients.md", () => {
  it.for([
    ["js", process.execPath, "client.mjs", [1, 2, 3], '"id":3,"spread":0.0067'] as const,
    ["python", PYTHON, "client.py", [4, 5, 6], "'id': 6, 'spread': Decimal('0.00670000')"] as const,
  ])("resumes after a crash of the service: %s", async (row, { expect, skip, onTestFinished }) => {
    const [language, command, file, [before, missed, last], prints] = row;
    skip(language === "python" && !hasPython, "python3-websockets is not here");
    writeFileSync(join(folder, file), await example(language));
    const child = spawn(command, [join(folder, file)], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const printed = new Lines(child);

    // The first of these messages may precede the connection, so publish until one arrives.
    const first = printed.until("new_signal");
    let id = before * 1_000;
    const stdinClosed = new AbortController();
    void first.then(() => stdinClosed.abort());
    while (!stdinClosed.signal.aborted) await publish((id += 1));
    await server.kill();
    await server.start();
    await publish(missed);
    await publish(last);

    expect(await printed.until(prints)).toContain("new_signal");
    expect(printed.seen.filter((line) => line.includes(idText(language, missed)))).toHaveLength(1);
  });
});

/** An id as the example prints it. */
function idText(language: string, id: number): string {
  return language === "js" ? `"id":${id},` : `'id': ${id},`;
}
