import { globSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { readImage } from "./image.ts";
import { readText } from "./objects.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { copied } = readImage();

/** What each file of the image imports, types left out: they are stripped before it runs. */
const imports = copied
  .flatMap((name) =>
    statSync(join(ROOT, name)).isFile() ? [name] : globSync(`${name}/**/*.ts`, { cwd: ROOT }),
  )
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) => {
    const lines = readText(file).matchAll(
      /^(?:import|export) (?!type )(?:[^;]*? from )?"([^"]+)";|\bimport\("([^"]+)"\)/gm,
    );
    return [...lines].map(([, whole, lazy]) => ({ file, what: (whole ?? lazy)! }));
  });

test("what the image's code imports is in the image", () => {
  const { dependencies } = JSON.parse(readText("package.json")) as { dependencies: Record<string, string> };
  const absent = imports.filter(({ file, what }) => {
    if (what.startsWith(".")) return !copied.includes(normalize(join(dirname(file), what)).split("/")[0]!);
    const [scope = "", name] = what.split("/");
    return !isBuiltin(what) && !((scope.startsWith("@") ? `${scope}/${name}` : scope) in dependencies);
  });
  expect(imports.length).toBeGreaterThan(500);
  expect(absent).toEqual([]);
});

test("the image is made of production's dependencies alone, and nobody in it is root", () => {
  const dockerfile = readText("Dockerfile");
  expect(dockerfile.match(/^RUN npm .*/gm)).toEqual([expect.stringMatching(/^RUN npm ci --omit=dev\b/)]);
  expect(/^USER (\w+)$/m.exec(dockerfile.split(/^FROM /m).at(-1)!)?.[1]).toBe("node");
  expect(dockerfile.match(/^FROM /gm)).toHaveLength(2);
});
