import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Contents } from "./static-file.ts";

/** What `npm run web` writes: all that the gateway serves of it, by name. */
export interface BuiltPages {
  /** By page, then by language; a page in no language of its own has only `index`. */
  readonly html: ReadonlyMap<string, ReadonlyMap<string, Contents>>;
  readonly assets: ReadonlyMap<string, Contents>;
}

/** The files of pages, which no compression makes smaller. */
const PACKED = new Set([".woff2", ".png", ".jpg", ".webp", ".avif"]);

/**
 * Reads all pages into memory, with what the build compressed: a build that follows changes nothing for a node that
 * runs, and no request reads the disk.
 *
 * @param folder what the build wrote
 * @param names the folders of the pages
 * @returns undefined if there is no build, or only a part of one
 */
export function readBuiltPages(folder: string, names: readonly string[]): BuiltPages | undefined {
  try {
    const html = new Map(
      names.map((name) => {
        const files = readFolder(join(folder, name));
        return [name, new Map([...files].map(([file, contents]) => [file.replace(".html", ""), contents]))];
      }),
    );
    return { html, assets: readFolder(join(folder, "assets")) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function readFolder(folder: string): Map<string, Contents> {
  const names = readdirSync(folder);
  const compressed = (name: string) => (names.includes(name) ? readFileSync(join(folder, name)) : undefined);
  return new Map(
    names
      .filter((name) => ![".br", ".gz"].includes(extname(name)))
      .map((name) => {
        const contents: Contents = {
          identity: readFileSync(join(folder, name)),
          br: compressed(`${name}.br`),
          gzip: compressed(`${name}.gz`),
          isPacked: PACKED.has(extname(name)),
        };
        return [name, contents];
      }),
  );
}
