import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { licences } from "./build/licences.ts";
import { messages } from "./build/messages.ts";
import { pageAddresses } from "./build/page-addresses.ts";
import { PAGES } from "./build/pages.ts";
import { sharedHead } from "./build/shared-head.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Readable ones to work with; short ones in a build, because phones load them twice: in the styles and in the scripts. */
const CLASS_NAMES = { serve: "[name]_[local]_[hash:5]", build: "_[hash:base64:5]" };

/**
 * What goes into one file: few larger files are smaller, compressed, than the many that pages would share. `base` is what
 * each page needs, `first` a player's first view, `question` what a player needs from the lobby to the first answer.
 */
const FILES = [
  {
    name: "base",
    test: /node_modules\/(@preact\/signals|preact|@messageformat|make-plural)|web\/ui\/(button|field|logo|announcer)\.|web\/(text\/catalog|game\/(countdown|text)\.)|vite\/preload-helper|client\/src\/(?!host|sign-in|index|pages)/,
  },
  {
    name: "first",
    test: /web\/player\/((playing-soon|page-part|loading|player-page|game|view|text|rank-loader|address|kept-games|tab-storage|seen-questions)\.|entry\/|playing\/playing-view\.module)/,
  },
  {
    name: "question",
    test: /web\/(game\/(answer-form|choice-form|typed-forms|option|question-card|read-number|server-time)|player\/(playing\/(?!playing-view.module|identity|result|later|verdict|standing|places)|answer-words))/,
  },
];

/** Builds the pages into `web/dist`. `npm run web:dev` serves them with live reload, beside a node on port 3000. */
export default defineConfig(({ command, isSsrBuild }) => ({
  root: here("."),
  base: "/",
  plugins: [messages(), pageAddresses(), sharedHead(), licences()],
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
      output: isSsrBuild ? {} : { codeSplitting: { groups: FILES } },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/docs"].map((path) => [path, process.env.BASE_URL ?? "http://localhost:3000"]),
    ),
  },
}));
