import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readText } from "./objects.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The parts of the Dockerfile's last stage that containers depend on. */
export interface Image {
  entrypoint: string[];
  /** The arguments of a container that has none itself. */
  cmd: string[];
  ports: string[];
  /** The files and folders copied from the repository. */
  copied: string[];
  env: Record<string, string>;
  /** The command with which the build, as the user of the containers, compiles the code. */
  compile: string[];
}

export function readImage(): Image {
  const stage = readText("Dockerfile")
    .split(/^FROM /m)
    .at(-1)!;
  const argumentsOf = (instruction: string) =>
    new RegExp(`^${instruction} (.*)$`, "m").exec(stage)?.[1] ?? "";
  const copies = [...stage.matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  return {
    entrypoint: JSON.parse(argumentsOf("ENTRYPOINT")),
    cmd: JSON.parse(argumentsOf("CMD")),
    ports: argumentsOf("EXPOSE").split(" "),
    copied: copies.flatMap(([, files]) => files!.split(" ")),
    env: Object.fromEntries(
      argumentsOf("ENV")
        .split(" ")
        .map((setting) => setting.split("=")),
    ),
    compile: (/^USER node$.*?\|\| (node [^\n]*)$/ms.exec(stage)?.[1] ?? "").split(" "),
  };
}

/** Creates the `/app` of the image in a folder: only what the Dockerfile copies, and a link to `node_modules`. */
export function copyImageFiles({ copied }: Image, folder: string): void {
  for (const name of copied) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
}
