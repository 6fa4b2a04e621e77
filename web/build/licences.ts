import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const PACKAGE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENCES = "licences.txt";
const LICENCE_FILE = /^(licen[cs]e|copying|ofl)(\.(md|txt))?$/i;

/** Ships the licences of all packages whose code or fonts are in the pages, as `assets/licences-<hash>.txt`. */
export function licences(): Plugin {
  return {
    name: "licences",
    apply: "build",
    generateBundle(_options, bundle) {
      if (this.environment.name !== "client") return;
      const files = Object.values(bundle).flatMap((output) =>
        output.type === "chunk" ? output.moduleIds : output.originalFileNames,
      );
      const folders = files.flatMap((file) => {
        const [, folder] = PACKAGE.exec(absolute(this.environment.config.root, file)) ?? [];
        return folder ? [folder] : [];
      });
      const source = [...new Set(folders)]
        .toSorted()
        .map(licenceOf)
        .join(`\n${"=".repeat(80)}\n\n`);
      if (source) this.emitFile({ type: "asset", name: LICENCES, source });
    },
  };
}

/** Modules have absolute ids, assets are named from the root of the pages. */
const absolute = (root: string, file: string) => (file.startsWith("/") ? file : join(root, file));

/** @throws Error if a package has no licence file, and is not in the public domain: it cannot be shipped */
function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => LICENCE_FILE.test(one));
  const title = `${name} ${version} (${license})\n`;
  if (file) return `${title}\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  // The public domain asks for no notice.
  if (license === "Unlicense") return title;
  throw new Error(`The package ${name} has no licence file, so the pages cannot ship it.`);
}
