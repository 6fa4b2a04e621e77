import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What the pages are made of, from the root of the repository. */
const SOURCES = ["client/src", "package-lock.json", "web"];

/** The folder that the build writes and the gateway reads. */
export const DIST = join(ROOT, "web/dist");
/** In `DIST`: the hash of the sources of this build. */
const HASH_FILE = "sources.sha256";

/** A hash of all that the pages are made of: other contents or names, another hash. Takes some ten milliseconds. */
export function sourceHash(): string {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap((path) => filesOf(path))) {
    const contents = readFileSync(join(ROOT, file));
    hash.update(`${file}\n${contents.length}\n`).update(contents);
  }
  return hash.digest("hex");
}

/** The hash of the sources that a build was made of; undefined if there is no build. */
export function builtHash(): string | undefined {
  const file = join(DIST, HASH_FILE);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** The file in which a build keeps its hash. @param folder of the build */
export const hashFile = (folder: string): string => join(folder, HASH_FILE);

/** All files below a path, sorted. What a build writes, also one that is under way, is left out. */
function filesOf(path: string): string[] {
  if (statSync(join(ROOT, path)).isFile()) return [path];
  return readdirSync(join(ROOT, path))
    .filter((name) => name !== "dist" && !name.startsWith("."))
    .toSorted()
    .flatMap((name) => filesOf(`${path}/${name}`));
}
