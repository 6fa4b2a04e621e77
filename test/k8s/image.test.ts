import { globSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { readImage } from "./image.ts";
import { readText } from "./objects.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { copied } = readImage();

/** What each file of the image imports, without types, which do not exist at run time. */
const imports = copied
  .flatMap((name) =>
    statSync(join(ROOT, name)).isFile() ? [name] : globSync(`${name}/**/*.ts`, { cwd: ROOT }),
  )
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) => {
    const lines = readText(file).matchAll(
      /^(?:import|export) (?!type )(?:[^;]*? from )?"([^"]+)";|\bimport\("([^"]+)"\)/gm,
    );
    return [...lines].map(([, from, dynamic]) => ({ file, specifier: (from ?? dynamic)! }));
  });

test("everything that the code of the image imports is in the image", () => {
  const { dependencies } = JSON.parse(readText("package.json")) as { dependencies: Record<string, string> };
  const missing = imports.filter(({ file, specifier }) => {
    if (specifier.startsWith("."))
      return !copied.includes(normalize(join(dirname(file), specifier)).split("/")[0]!);
    const [scope = "", name] = specifier.split("/");
    return !isBuiltin(specifier) && !((scope.startsWith("@") ? `${scope}/${name}` : scope) in dependencies);
  });
  expect(imports.length).toBeGreaterThan(500);
  expect(missing).toEqual([]);
});

test("the image has only production dependencies, and its user is not root", () => {
  const dockerfile = readText("Dockerfile");
  const stages = dockerfile.split(/^FROM /m).slice(1);
  const [modules, pages, last] = stages as [string, string, string];
  expect(modules.match(/^RUN npm .*/gm)).toEqual([expect.stringMatching(/^RUN npm ci --omit=dev\b/)]);
  expect(last).not.toMatch(/\bnpm\b/);
  // Of the stage with the development tools, only what they wrote.
  expect(pages).toMatch(/ AS pages$/m);
  expect(dockerfile.match(/^COPY --from=pages .*/gm)).toEqual(["COPY --from=pages /app/web/dist ./web/dist"]);
  expect([...last.matchAll(/^USER (\w+)$/gm)].at(-1)?.[1]).toBe("node");
  expect(stages).toHaveLength(3);
});
