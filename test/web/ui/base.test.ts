import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

test("the base styles stand in a layer: a page's own rules win in whatever order the build puts them", () => {
  const css = readFileSync(new URL("../../../web/ui/base.css", import.meta.url), "utf8");
  const outside = css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^@layer base \{\n[\s\S]*?\n\}$/m, "")
    .trim();
  expect(outside).toBe('@import "./tokens.css" layer(base);');
});
