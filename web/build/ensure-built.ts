import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { builtHash, DIST, sourceHash } from "./source-hash.ts";

/** The development tools that a build needs, and a production install lacks. */
const VITE = new URL("../../node_modules/vite/package.json", import.meta.url);

/**
 * Builds the pages if there are none, or if their sources have changed since. It never stops a node from starting:
 * without Vite, or if the build fails, it says so and leaves the pages as they are.
 *
 * @param say writes a line for the person who starts a node
 */
export async function ensureBuilt(say: (line: string) => void): Promise<void> {
  if (builtHash() === sourceHash()) return;
  const left = existsSync(DIST) ? "The older pages are served." : "The API works, the pages do not.";
  if (!existsSync(fileURLToPath(VITE))) {
    say(`The pages cannot be built: Vite is not installed (npm ci installs it). ${left}`);
    return;
  }
  try {
    const { buildPages } = await import("./build.ts");
    await buildPages();
  } catch (error) {
    say(`The pages could not be built. ${left}\n${error instanceof Error ? error.message : error}`);
  }
}

if (import.meta.main) await ensureBuilt((line) => console.error(line));
