import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EnvironmentFaults, readEnvironment } from "../../../platform/environment.ts";
import { provideDataFolder } from "../../../platform/node/data-folder.ts";
import { freshFolder } from "../../harness/fresh-folder.ts";

const folder = freshFolder();
const provide = (DATA_DIR: string, more = {}) => provideDataFolder(readEnvironment({ DATA_DIR, ...more }));

test("the data folder is made, with all above it", () => {
  const data = join(folder, "not", "there", "yet");
  provide(data);
  expect(existsSync(data)).toBe(true);
  provide(data);
});

test("one that cannot be made is a fault of the environment, and no endless try", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const places = [join(file, "below"), ...(existsSync("/proc") ? ["/proc/below"] : [])];
  for (const place of places) {
    expect(() => provide(place)).toThrow(EnvironmentFaults);
    expect(() => provide(place)).toThrow(/DATA_DIR: is no folder/);
  }
});

test("a node that keeps nothing of its own needs none", () => {
  const data = join(folder, "unneeded");
  provide(data, { DATABASE_URL: "postgres://db/quiz", AUTH_SECRET: "0123456789abcdef0123456789abcdef" });
  expect(existsSync(data)).toBe(false);
});
