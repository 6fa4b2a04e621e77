import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The arguments with which `npm start` starts Node: all services in one process. Paths are below `ROOT`. */
export function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const [, ...args] = scripts.start.match(/"[^"]*"|\S+/g) as string[];
  return args.map((word) => word.replaceAll('"', ""));
}
