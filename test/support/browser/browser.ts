// Chromium for the tests, and a server for their own pages.

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

/** The path of Chromium. Without it the browser tests are skipped. */
export const CHROMIUM = CHROMIUM_PATHS.find((path) => path !== undefined && existsSync(path));

/** Whether to skip the browser tests. CI installs Chromium and fails without it. */
export const skipBrowser = CHROMIUM === undefined && process.env["CI"] !== "true";

/** Chromium runs as root, and makes no network requests of its own. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a headless Chromium. */
export function launchBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("Chromium is missing: apt-get install chromium");
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

/** A Vite server for the pages in test/e2e/browser/pages. */
export class PageServer {
  readonly #vite: ViteDevServer;

  private constructor(vite: ViteDevServer) {
    this.#vite = vite;
  }

  /** `sources` are modules without a file, by name. */
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

  /** The URL of a page, by the name of its file. The page reads `query`. */
  url(name: string, query: Readonly<Record<string, string>> = {}): string {
    const [base = ""] = this.#vite.resolvedUrls?.local ?? [];
    return `${base}${name}.html?${new URLSearchParams(query).toString()}`;
  }

  /** Stops the server. */
  stop(): Promise<void> {
    return this.#vite.close();
  }
}

/** The page's console messages and uncaught errors, from now on. */
export function recordConsole(page: Page): readonly string[] {
  const messages: string[] = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(String(error)));
  return messages;
}
