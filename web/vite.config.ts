import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { messages } from "./build/messages.ts";
import { pageAddresses } from "./build/page-addresses.ts";
import { PAGES } from "./build/pages.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the pages into `web/dist`. `npm run web:dev` serves them with live reload, beside a node on port 3000. */
export default defineConfig({
  root: here("."),
  base: "/",
  plugins: [messages(), pageAddresses()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  css: { modules: { generateScopedName: "[name]_[local]_[hash:5]" } },
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    target: "es2022",
    // The content security policy has no `data:` for scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: Object.fromEntries(PAGES.map((page) => [page, here(`${page}/index.html`)])),
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/docs"].map((path) => [path, process.env.BASE_URL ?? "http://localhost:3000"]),
    ),
  },
});
