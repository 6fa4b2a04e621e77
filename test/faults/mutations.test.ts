import { readFileSync } from "node:fs";
import { GUARDS } from "./mutations.ts";

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test.each(
  GUARDS.map((guard) => [guard.name, guard] as const),
)("%s still stands, and so does its test", (_name, guard) => {
  for (const change of [guard, ...(guard.also ? [guard.also] : [])]) {
    expect(textOf(change.file).split(change.guard)).toHaveLength(2);
  }
  expect(textOf("docs/promises.md")).toContain(`\`${guard.name}\``);
});
