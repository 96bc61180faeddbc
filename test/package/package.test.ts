// What others install: packed, put into empty projects, and used as the README says.

import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { publint } from "publint";
import { afterAll, beforeAll, describe, it } from "vitest";
import { FakeFeed } from "../support/cli/fake-feed.ts";
import { LiveServer, PROJECT } from "../support/live/live-server.ts";
import { Lines } from "../support/live/output-lines.ts";

/** What a page loads before it is connected, compressed as a CDN does, bytes. */
const LARGEST = 7_168;

const folder = mkdtempSync(join(tmpdir(), "signal-hub-package-"));
const tarball = join(folder, "signal-hub-0.1.0.tgz");
const unpacked = join(folder, "package");

const manifest = readFileSync(join(PROJECT, "package.json"), "utf8");

beforeAll(() => {
  execFileSync("npm", ["pack", "--pack-destination", folder], { cwd: PROJECT, stdio: "ignore" });
  execFileSync("tar", ["-xzf", tarball, "-C", folder]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An empty project that has the package, and besides it what the repository has under these names. */
function project(
  name: string,
  files: Readonly<Record<string, string>>,
  has: readonly string[] = [],
) {
  const root = join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const modules = join(root, "node_modules");
  mkdirSync(join(modules, "@types"), { recursive: true });
  cpSync(unpacked, join(modules, "signal-hub"), { recursive: true });
  for (const other of has) symlinkSync(join(PROJECT, "node_modules", other), join(modules, other));
  return root;
}

/** A code block of a page, the first of this language that has `part` in it. */
function blockOf(page: string, language: string, part: string): string {
  const text = readFileSync(join(PROJECT, page), "utf8");
  const blocks = [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)];
  const found = blocks.find(([, lang, code]) => lang === language && code?.includes(part));
  if (found?.[2] === undefined) throw new Error(`${page} has no ${language} with ${part}`);
  return found[2];
}

describe("the package", () => {
  it("has nothing that publint finds", async ({ expect }) => {
    const { messages } = await publint({ pkgDir: unpacked, strict: true, pack: false });

    expect(messages).toEqual([]);
  });

  it("has types that every resolver of modules finds", ({ expect }) => {
    // It is a package of modules: CommonJS reads it by `import()`, and Node 10 not at all.
    const attw = join(PROJECT, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const args = [attw, tarball, "--profile", "esm-only", "--format", "json"];

    const report = execFileSync(process.execPath, args, { encoding: "utf8" });

    const { problems } = JSON.parse(report) as {
      readonly problems: Readonly<Record<string, unknown>>;
    };
    expect(Object.keys(problems).toSorted()).toEqual(["CJSResolvesToESM", "NoResolution"]);
  });

  it("leaves the repository as it was when it is packed", ({ expect }) => {
    expect(readFileSync(join(PROJECT, "package.json"), "utf8")).toBe(manifest);
  });

  it("brings no other package and no source", ({ expect }) => {
    const { dependencies, optionalDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(unpacked, "package.json"), "utf8"),
    ) as Readonly<Record<string, unknown>>;
    const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");

    expect([dependencies, optionalDependencies]).toEqual([undefined, undefined]);
    expect(peerDependenciesMeta).toEqual({ react: { optional: true } });
    expect(
      files.filter((file) => !/^package\/(dist\/|package.json|README.md|LICENSE)/.test(file)),
    ).toEqual([]);
  });

  it("carries the licence of the parser that it contains", ({ expect }) => {
    const licence = readFileSync(join(PROJECT, "node_modules/eventsource-parser/LICENSE"), "utf8");
    const reader = readFileSync(join(unpacked, "dist/client/transport/sse-reader.js"), "utf8");

    expect(reader).toContain(licence);
    expect(reader).not.toMatch(/^import|from "eventsource-parser"/m);
  });

  it(`is at most ${LARGEST} bytes in a page, without tabs and React`, async ({ expect }) => {
    const root = project("size", { "in.js": 'export { SignalClient } from "signal-hub/client";' });

    const { outputFiles, metafile } = await build({
      absWorkingDir: root,
      entryPoints: ["in.js"],
      outdir: "out",
      bundle: true,
      minify: true,
      splitting: true,
      format: "esm",
      target: "es2022",
      metafile: true,
      write: false,
    });
    const entry = Object.entries(metafile.outputs).find(
      ([, { entryPoint }]) => entryPoint === "in.js",
    );
    const first = [
      entry?.[0],
      ...(entry?.[1].imports ?? [])
        .filter(({ kind }) => kind === "import-statement")
        .map(({ path }) => path),
    ];
    const code = outputFiles.filter(({ path }) => first.some((one) => path.endsWith(one ?? "?")));
    const text = code.map((file) => file.text).join("");
    const bytes = brotliCompressSync(text).length;

    const others = `${gzipSync(text).length} by gzip, ${text.length} minified`;
    expect(bytes, others).toBeLessThanOrEqual(LARGEST);
    expect(text).not.toMatch(/BroadcastChannel|useSyncExternalStore|Idempotency/);
    expect(bytes).toBeGreaterThan(1_000);
  });

  it("checks types in a project of its own, with a signal type added", ({ expect }) => {
    const root = project("types", {
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          strict: true,
          module: "nodenext",
          target: "es2024",
          lib: ["es2024", "dom"],
          types: [],
          noEmit: true,
          skipLibCheck: false,
        },
        include: ["*.ts"],
      }),
      "package.json": '{"type":"module"}',
      "use.ts": `import { SignalClient } from "signal-hub/client";
import { TestFeed } from "signal-hub/testing";
declare module "signal-hub/client" {
  interface SignalTypes { liquidation: { readonly id: number; readonly size: number } }
}
const client = new SignalClient(new TestFeed().options);
client.on("new_signal", (message) => {
  if (message.signal_type === "liquidation") {
    const size: number = message.data.size;
    const text: string = message.raw.size;
    console.log(size, text);
  }
});
`,
    });
    const tsc = join(PROJECT, "node_modules/typescript/bin/tsc");

    expect(() =>
      execFileSync(process.execPath, [tsc, "-p", root], { encoding: "utf8" }),
    ).not.toThrow();
  });

  it("builds in an empty Vite, React and TypeScript project with the README's lines", ({
    expect,
  }) => {
    const root = project(
      "vite",
      {
        "index.html": '<div id="root"></div><script type="module" src="./main.tsx"></script>',
        "main.tsx": blockOf("README.md", "tsx", "SignalProvider"),
        "package.json": '{"type":"module"}',
        "tsconfig.json": JSON.stringify({
          compilerOptions: {
            strict: true,
            module: "esnext",
            moduleResolution: "bundler",
            jsx: "react-jsx",
            target: "es2022",
            lib: ["es2024", "dom"],
            types: [],
            noEmit: true,
            skipLibCheck: true,
          },
          include: ["*.tsx"],
        }),
      },
      ["react", "react-dom", "vite", "@types/react", "@types/react-dom"],
    );
    const run = (bin: string, ...args: string[]) =>
      execFileSync(process.execPath, [join(PROJECT, "node_modules", bin), ...args], {
        cwd: root,
        encoding: "utf8",
      });

    expect(() => run("typescript/bin/tsc", "-p", root)).not.toThrow();
    expect(run("vite/bin/vite.js", "build")).toContain("built in");
  });

  it("runs the example of a test in an empty Node project", ({ expect }) => {
    const lines = blockOf("docs/clients.md", "ts", "new TestFeed");
    const root = project("testing", { "package.json": '{"type":"module"}', "main.js": lines });

    expect(execFileSync(process.execPath, ["main.js"], { cwd: root, encoding: "utf8" })).toBe(
      "1 live\n",
    );
  });

  it("prints a signal by its command on a Node without a WebSocket of its own", async ({
    expect,
    onTestFinished,
  }) => {
    const signal = '{"type":"new_signal","signal_type":"mexc_dex","data":{"id":1,"spread":0.50}}';
    const feed = await FakeFeed.playing({
      frames: [
        '{"type":"connected","epoch":"e","seq":0,"ping_interval_ms":30000,"server_time":0}',
        '{"type":"live","seq":0}',
        `${signal.slice(0, -1)},"seq":1,"ts":0}`,
      ],
    });
    onTestFinished(() => feed.close());
    const command = join(unpacked, "dist/cli/main.js");
    const child = spawn(
      process.execPath,
      // Node 20 has none.
      ["--no-experimental-websocket", command, "tail", "--url", feed.url, "--token", "a.b.c"],
      { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
    );
    onTestFinished(() => void child.kill());

    expect(await new Lines(child).until("new_signal")).toBe(signal);
  });

  it("prints a signal in an empty Node project with the README's ten lines", async ({
    expect,
    onTestFinished,
  }) => {
    const server = await LiveServer.start();
    onTestFinished(() => server.dispose());
    const lines = blockOf("README.md", "js", "new SignalClient")
      .replace("wss://signals.example.com", server.url(""))
      .replace(/token: .*/, `token: "${await server.token()}",`);
    const root = project("node", { "package.json": '{"type":"module"}', "main.js": lines });
    const child = spawn(process.execPath, ["main.js"], {
      cwd: root,
      stdio: ["pipe", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill());
    const printed = new Lines(child);

    await printed.until("live");
    await server.post(
      '{"type":"new_signal","signal_type":"funding_rate","data":{"id":1,"coin_name":"NB","spread":0.50}}',
    );

    expect(await printed.until("NB")).toContain("0.50");
  });
});
