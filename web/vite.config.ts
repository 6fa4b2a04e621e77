import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { licences } from "./build/licences.ts";
import { messages } from "./build/messages.ts";
import { pageAddresses } from "./build/page-addresses.ts";
import { PAGES } from "./build/pages.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Readable ones to work with; short ones in a build, because phones load them twice: in the styles and in the scripts. */
const CLASS_NAMES = { serve: "[name]_[local]_[hash:5]", build: "_[hash:base64:5]" };

/** What the player's first view needs and other pages need too: one file is smaller than the many that sharing would make. */
const BASE =
  /node_modules\/(@preact\/signals|preact)|web\/ui\/(button|field|logo|announcer|icon)\.|web\/text\/catalog|vite\/preload-helper|messageformat\/runtime|make-plural/;

/** Builds the pages into `web/dist`. `npm run web:dev` serves them with live reload, beside a node on port 3000. */
export default defineConfig(({ command, isSsrBuild }) => ({
  root: here("."),
  base: "/",
  plugins: [messages(), pageAddresses(), licences()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  css: { modules: { generateScopedName: CLASS_NAMES[command] } },
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    // Browsers of the last four years. `light-dark()` is newer than some of them: the build writes it in other words.
    target: ["es2022", "chrome109", "safari16.4", "firefox115"],
    // The content security policy has no `data:` for scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: Object.fromEntries(PAGES.map((page) => [page, here(`${page}/index.html`)])),
      output: isSsrBuild ? {} : { codeSplitting: { groups: [{ name: "base", test: BASE }] } },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/docs"].map((path) => [path, process.env.BASE_URL ?? "http://localhost:3000"]),
    ),
  },
}));
