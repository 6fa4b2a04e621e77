import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";
import { compressFiles } from "./compress.ts";
import { asInNewTab } from "./new-tab.ts";
import { PAGES } from "./pages.ts";
import { playerHtml } from "./player-html.ts";
import { builtHash, DIST, hashFile, sourceHash } from "./source-hash.ts";

const WEB = fileURLToPath(new URL("../", import.meta.url));
const configFile = join(WEB, "vite.config.ts");

/** What Vite says of one file of the build. */
interface Built {
  file: string;
}

/**
 * Builds the pages into `web/dist`. All is written into a temporary folder first, so that two builds at once do not
 * disturb each other and a failed one leaves the pages as they were.
 *
 * @throws what Vite throws, with what is wrong and where
 */
export async function buildPages(): Promise<void> {
  // Vite asks it: a run of the tests, which has another, builds the same pages.
  process.env.NODE_ENV = "production";
  const hash = sourceHash();
  const folder = await mkdtemp(join(WEB, ".building-"));
  try {
    const outDir = join(folder, "dist");
    await build({ configFile, logLevel: "warn", build: { outDir, manifest: "manifest.json" } });
    await linkLicences(outDir);
    await writePlayerPages(outDir, await prerenderedPlayer(join(folder, "server")));
    const files = readdirSync(outDir, { recursive: true, withFileTypes: true });
    await compressFiles(
      files
        // Nobody is sent the manifest.
        .filter((file) => file.isFile() && file.name !== "manifest.json")
        .map(({ parentPath, name }) => join(parentPath, name)),
    );
    await writeFile(hashFile(outDir), hash);
    await putInPlace(outDir, join(folder, "before"), hash);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each page names the licences of what it is made of. */
async function linkLicences(outDir: string): Promise<void> {
  const name = readdirSync(join(outDir, "assets")).find((one) => one.startsWith("licences-"));
  const link = `<link rel="license" href="/assets/${name}">\n</head>`;
  for (const page of PAGES) {
    const file = join(outDir, page, "index.html");
    await writeFile(file, (await readFile(file, "utf8")).replace("</head>", link));
  }
}

type Prerender = (language: string) => Promise<string>;

/** Builds the first view of the player's page for Node. */
async function prerenderedPlayer(outDir: string): Promise<Prerender> {
  await build({
    configFile,
    logLevel: "warn",
    build: { outDir, ssr: join(WEB, "player/prerender.tsx"), manifest: false },
  });
  const { prerender } = await import(pathToFileURL(join(outDir, "prerender.js")).href);
  return prerender;
}

/** Writes `player/<language>.html` for each language that has a catalog. */
async function writePlayerPages(outDir: string, prerender: Prerender): Promise<void> {
  const read = (path: string) => readFile(join(outDir, path), "utf8");
  const html = await read("player/index.html");
  const manifest: Record<string, Built> = JSON.parse(await read("manifest.json"));
  for (const language of playerLanguages()) {
    const variant = playerHtml({
      html,
      language,
      // One at a time: the texts of a page are in one language.
      content: await asInNewTab(() => prerender(language)),
      catalog: `/${manifest[`text/${language}/player.json`]!.file}`,
      readStyles: (address) => readFileSync(join(outDir, address), "utf8").trim(),
    });
    await writeFile(join(outDir, `player/${language}.html`), variant);
  }
}

function playerLanguages(): string[] {
  const entries = readdirSync(join(WEB, "text"), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(entry.parentPath, entry.name, "player.json")))
    .map(({ name }) => name);
}

/** Puts a build into its place, unless another build of the same sources is there by now. */
async function putInPlace(outDir: string, before: string, hash: string): Promise<void> {
  if (builtHash() === hash) return;
  await rename(DIST, before).catch(ignoreAbsent);
  await rename(outDir, DIST).catch((error) => {
    // Another build was quicker, in this very moment.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
}

function ignoreAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

if (import.meta.main) await buildPages();
