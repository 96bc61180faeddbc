// Bundles the two pages into dist/board. wrangler.toml serves that folder as static assets.

import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const pathTo = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: pathTo("."),
  plugins: [react()],
  build: {
    outDir: pathTo("../../dist/board"),
    emptyOutDir: true,
    // An inlined asset needs `data:` in the Content-Security-Policy, and public/_headers forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [pathTo("index.html"), pathTo("operator.html")] },
  },
});
