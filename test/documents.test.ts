import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const DOCUMENTS = [
  "README.md",
  "bench/README.md",
  "client/README.md",
  "CONTRIBUTING.md",
  ...globSync("docs/*.md", { cwd: ROOT }),
];
const textOf = (path: string) => readFileSync(join(ROOT, path), "utf8");
const scripts = ["package.json", "client/package.json"].flatMap((path) =>
  Object.keys(JSON.parse(textOf(path)).scripts),
);

describe.each(DOCUMENTS)("%s", (document) => {
  const text = textOf(document);

  test("names only scripts that exist", () => {
    const named = [...text.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => !scripts.includes(name!))).toEqual([]);
  });

  test("never runs our TypeScript with the Node of the system", () => {
    expect(text).not.toMatch(/(?:^|`|\$ )\s*node \S+\.ts\b/m);
  });

  test("links only to files that exist", () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(([, path]) => path!);
    expect(links.filter((path) => !existsSync(join(ROOT, dirname(document), path)))).toEqual([]);
  });
});
