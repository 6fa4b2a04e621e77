import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EnvironmentError, readEnvironment } from "../../../platform/environment.ts";
import { createDataFolder } from "../../../platform/node/data-folder.ts";
import { freshFolder } from "../../harness/fresh-folder.ts";

const folder = freshFolder();
const create = (DATA_DIR: string, more = {}) => createDataFolder(readEnvironment({ DATA_DIR, ...more }));

test("the data folder is created with its parents, for its user alone", () => {
  const data = join(folder, "not", "existing", "yet");
  create(data);
  expect(statSync(data).mode & 0o777).toBe(0o700);
  create(data);
});

test("a data folder that cannot be created is an EnvironmentError, not an endless loop", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const paths = [join(file, "below"), ...(existsSync("/proc") ? ["/proc/below"] : [])];
  for (const path of paths) {
    expect(() => create(path)).toThrow(EnvironmentError);
    expect(() => create(path)).toThrow(/DATA_DIR: cannot create or write this directory/);
  }
});

test("a node that stores nothing itself needs none", () => {
  const data = join(folder, "unneeded");
  create(data, { DATABASE_URL: "postgres://db/quiz", AUTH_SECRET: "0123456789abcdef0123456789abcdef" });
  expect(existsSync(data)).toBe(false);
});
