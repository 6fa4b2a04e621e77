import { readFileSync } from "node:fs";
import { page } from "./page.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("docs/metrics.md lists every metric as the catalogue describes it", () => {
  const table = read("docs/metrics.md")
    .split("\n")
    .filter((line) => line.startsWith("|"));
  expect(table.join("\n")).toBe(page());
});
