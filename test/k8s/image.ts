import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readText } from "./objects.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What the Dockerfile's last stage says of the image, as far as containers depend on it. */
export interface Image {
  entrypoint: string[];
  /** Arguments where a container names none. */
  cmd: string[];
  ports: string[];
  /** What is copied into it from the repository. */
  copied: string[];
}

export function readImage(): Image {
  const stage = readText("Dockerfile")
    .split(/^FROM /m)
    .at(-1)!;
  const words = (instruction: string) => new RegExp(`^${instruction} (.*)$`, "m").exec(stage)?.[1] ?? "";
  const copies = [...stage.matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  return {
    entrypoint: JSON.parse(words("ENTRYPOINT")),
    cmd: JSON.parse(words("CMD")),
    ports: words("EXPOSE").split(" "),
    copied: copies.flatMap(([, files]) => files!.split(" ")),
  };
}

/** Lays out the image's `/app` in a folder: what the Dockerfile copies and nothing else, beside the modules. */
export function layOut({ copied }: Image, folder: string): void {
  for (const name of copied) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
}
