// A real Chromium, and pages for it that Vite serves from source.

import { existsSync } from "node:fs";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { chromium, type Browser, type Page } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { PROJECT } from "../live/live-server.ts";

const CHROMIUM_PATHS = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Where Chromium is; `undefined` on a machine without it, where these tests are skipped. */
export const CHROMIUM = CHROMIUM_PATHS.find((path) => path !== undefined && existsSync(path));

/** CI installs it: there, missing is failing. */
export const skipBrowser = CHROMIUM === undefined && process.env["CI"] !== "true";

/** Chromium as root and without the network calls of its own that a closed network would refuse. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launchBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("Chromium is missing: apt-get install chromium");
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

/** Serves the pages of test/e2e/browser/pages; `sources` are modules that have no file, by name. */
export class PageServer {
  readonly #vite: ViteDevServer;

  private constructor(vite: ViteDevServer) {
    this.#vite = vite;
  }

  static async start(sources: Readonly<Record<string, string>> = {}): Promise<PageServer> {
    const vite = await createServer({
      root: join(PROJECT, "test/e2e/browser/pages"),
      configFile: false,
      logLevel: "error",
      cacheDir: join(PROJECT, "node_modules/.vite/browser-tests"),
      server: { port: 0, host: "127.0.0.1", hmr: false, fs: { allow: [PROJECT] } },
      resolve: {
        alias: {
          "signal-hub/client": join(PROJECT, "src/client/index.ts"),
          "signal-hub/react": join(PROJECT, "src/client/react/index.ts"),
        },
      },
      optimizeDeps: {
        include: ["eventsource-parser", "react", "react-dom/client", "react/jsx-dev-runtime"],
      },
      plugins: [
        react(),
        {
          name: "sources-without-files",
          enforce: "pre",
          resolveId: (id) => (id in sources ? `\0${id}` : undefined),
          load: (id) => sources[id.slice(1)],
        },
      ],
    });
    await vite.listen();
    return new PageServer(vite);
  }

  /** The address of a page, by the name of its file; `query` is what the page is told. */
  url(name: string, query: Readonly<Record<string, string>> = {}): string {
    const [base = ""] = this.#vite.resolvedUrls?.local ?? [];
    return `${base}${name}.html?${new URLSearchParams(query).toString()}`;
  }

  stop(): Promise<void> {
    return this.#vite.close();
  }
}

/** What the page said on its console and what it threw, for a test that fails. */
export function recordConsole(page: Page): readonly string[] {
  const messages: string[] = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(String(error)));
  return messages;
}
