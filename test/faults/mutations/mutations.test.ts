import { readFileSync } from "node:fs";
import { MUTATIONS } from "./mutations.ts";

const textOf = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

test.each(
  MUTATIONS.map((mutation) => [mutation.name, mutation] as const),
)("%s: its code exists once, and docs/promises.md names it", (_name, mutation) => {
  for (const change of [mutation, ...(mutation.also ? [mutation.also] : [])]) {
    expect(textOf(change.file).split(change.code)).toHaveLength(2);
  }
  expect(textOf("docs/promises.md")).toContain(`\`${mutation.name}\``);
});
