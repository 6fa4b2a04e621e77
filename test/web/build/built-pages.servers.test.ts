import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { DIST } from "../../../web/build/source-hash.ts";

/** The start of the run has built the pages. These tests read what it wrote. */
const read = (path: string) => readFileSync(join(DIST, path), "utf8");
const assets = readdirSync(join(DIST, "assets"));
const sheets = assets.filter((name) => name.endsWith(".css")).map((name) => read(`assets/${name}`));
const languages = readdirSync(join(DIST, "player"))
  .filter((name) => /^(?!index)\w+\.html$/.test(name))
  .map((name) => name.replace(".html", ""));

/** In bytes, compressed with Brotli. */
const MAX_BEFORE_THE_FIRST_QUESTION = 40_000;

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
  dynamicImports?: string[];
}

/** What a player's browser loads before the first question, from the root of the build, without fonts. */
function loadedBy(language: string): string[] {
  const manifest: Record<string, Chunk> = JSON.parse(read("manifest.json"));
  const inPage = read("player/index.html");
  const seen = new Set<string>();
  const files = new Set([`player/${language}.html`]);
  const load = (key: string): void => {
    const isOtherLanguage = key.startsWith("text/") && !key.startsWith(`text/${language}/`);
    // Loaded while the first question is shown.
    if (seen.has(key) || isOtherLanguage || /later-views|player-later/.test(key)) return;
    seen.add(key);
    const { file, css = [], imports = [], dynamicImports = [] } = manifest[key]!;
    files.add(file);
    for (const sheet of css) if (!inPage.includes(sheet)) files.add(sheet);
    for (const next of [...imports, ...dynamicImports]) load(next);
  };
  load("player/index.html");
  return [...files];
}

test("all that a player loads before the first question is less than 40 KB, in each language", () => {
  expect(languages).toContain("en");
  for (const language of languages) {
    const sizes = loadedBy(language).map(
      (file) => [file, readFileSync(join(DIST, `${file}.br`)).length] as const,
    );
    expect(sizes.length).toBeGreaterThan(5);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    if (total >= MAX_BEFORE_THE_FIRST_QUESTION) throw new Error(`${language}: ${total} bytes, of ${sizes}`);
  }
});

test("the player's first paint waits for no other file", () => {
  for (const language of languages) {
    const html = read(`player/${language}.html`);
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).toMatch(/<style>[^<]{1000,}<\/style>/);
    expect(html).toMatch(/<form[\s\S]*name="code"[\s\S]*name="nickname"/);
    expect(html).not.toMatch(
      /rel="stylesheet"(?! disabled)|<script(?! type="module" crossorigin src="\/assets\/)/,
    );
  }
});

test("colours reach browsers without light-dark(), and follow a theme that was chosen", () => {
  const styles = [...sheets, read("player/en.html")];
  expect(styles.filter((one) => one.includes("light-dark("))).toEqual([]);
  for (const one of styles.filter((sheet) => sheet.includes("--ground:"))) {
    expect(one).toMatch(/:root\[data-theme=light\]\{--lightningcss-light:initial;--lightningcss-dark: ;/);
    expect(one).toMatch(/:root\[data-theme=dark\]\{--lightningcss-light: ;--lightningcss-dark:initial;/);
  }
});

test("no page has inline scripts, handlers, styles of elements, or files of other hosts", () => {
  for (const page of [
    "desk/index",
    "screen/index",
    "overlay/index",
    ...languages.map((one) => `player/${one}`),
  ]) {
    const html = read(`${page}.html`);
    expect(html).not.toMatch(/<script>|\son\w+=|\sstyle=|(src|href)="(?!\/)/);
    expect(html).toMatch(/<link rel="license" href="\/assets\/licences-[\w-]+\.txt">/);
  }
  expect(sheets.filter((sheet) => /url\(["']?(data:|https?:|\/\/)/.test(sheet))).toEqual([]);
});

test("the licences of all that is shipped are shipped too", () => {
  const licences = read(`assets/${assets.find((name) => /^licences-.*\.txt$/.test(name))}`);
  for (const name of [
    "preact",
    "@preact/signals",
    "@fontsource-variable/bricolage-grotesque",
    "wouter-preact",
  ])
    expect(licences).toMatch(new RegExp(`^${name} [\\d.]+ \\(`, "m"));
  expect(licences).toContain("SIL OPEN FONT LICENSE");
});
