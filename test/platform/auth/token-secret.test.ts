import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tokenSecret } from "../../../platform/auth/tokens.ts";
import { freshFolder } from "../../harness/fresh-folder.ts";

const folder = freshFolder();

test("a secret is generated once in the data folder, and only its owner may read it", () => {
  const DATA_DIR = join(folder, "fresh");
  const secret = tokenSecret({ DATA_DIR });
  expect(secret).toHaveLength(43);
  expect(tokenSecret({ DATA_DIR })).toBe(secret);
  const file = join(DATA_DIR, "auth-secret");
  expect(readFileSync(file, "utf8")).toBe(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(tokenSecret({ DATA_DIR: join(folder, "another") })).not.toBe(secret);
});

test("AUTH_SECRET has priority over the file, and no file is written", () => {
  const DATA_DIR = join(folder, "named");
  expect(tokenSecret({ DATA_DIR, AUTH_SECRET: "named" })).toBe("named");
  expect(() => statSync(DATA_DIR)).toThrow();
});

test("an incomplete file never becomes an empty secret", () => {
  const DATA_DIR = join(folder, "incomplete");
  mkdirSync(DATA_DIR);
  writeFileSync(join(DATA_DIR, "auth-secret"), "");
  const secret = () => tokenSecret({ DATA_DIR });
  let read: string | undefined;
  try {
    read = secret();
  } catch {
    return;
  }
  expect(read.length).toBeGreaterThanOrEqual(32);
});
