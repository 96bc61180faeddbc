// How the two pages become static files in dist/board, which wrangler.toml serves.

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
    // An inlined asset would need `data:` in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [pathTo("index.html"), pathTo("operator.html")] },
  },
});
