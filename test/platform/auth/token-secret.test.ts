import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tokenSecret } from "../../../platform/auth/tokens.ts";
import { freshFolder } from "../../harness/fresh-folder.ts";

const folder = freshFolder();

test("a secret is generated once into the data folder, for its owner alone to read", () => {
  const DATA_DIR = join(folder, "fresh");
  const secret = tokenSecret({ DATA_DIR });
  expect(secret).toHaveLength(43);
  expect(tokenSecret({ DATA_DIR })).toBe(secret);
  const file = join(DATA_DIR, "auth-secret");
  expect(readFileSync(file, "utf8")).toBe(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(tokenSecret({ DATA_DIR: join(folder, "another") })).not.toBe(secret);
});

test("AUTH_SECRET comes before the file, and writes none", () => {
  const DATA_DIR = join(folder, "named");
  expect(tokenSecret({ DATA_DIR, AUTH_SECRET: "named" })).toBe("named");
  expect(() => statSync(DATA_DIR)).toThrow();
});

test("a file that was broken off in the writing never becomes an empty secret", () => {
  const DATA_DIR = join(folder, "broken-off");
  mkdirSync(DATA_DIR);
  writeFileSync(join(DATA_DIR, "auth-secret"), "");
  const secret = () => tokenSecret({ DATA_DIR });
  let given: string | undefined;
  try {
    given = secret();
  } catch {
    return;
  }
  expect(given.length).toBeGreaterThanOrEqual(32);
});
