import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkJsonFile, writeJsonFile } from "../../rehearsal/json-file.ts";
import { UsageError } from "../../rehearsal/options.ts";
import { freshFolder } from "../harness/fresh-folder.ts";

const folder = freshFolder();

test.each([
  ["a folder that is not there", join(folder, "none", "figures.json"), /cannot be written.*ENOENT/],
  ["a folder", folder, /it is a folder/],
  ["no name", "", /it is a folder/],
])("%s is refused before the rehearsal", async (_what, file, message) => {
  const refused = checkJsonFile(file);
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(message);
});

test("the check leaves what is there; the figures replace it", async () => {
  const file = join(folder, "figures.json");
  await checkJsonFile(file);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(file, "older");
  await checkJsonFile(file);
  expect(readFileSync(file, "utf8")).toBe("older");
  await writeJsonFile(file, { joined: 3 });
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ joined: 3 });
});

test("a failure afterwards is told, and is no wrong option", async () => {
  const failed = writeJsonFile(join(folder, "none", "figures.json"), {});
  await expect(failed).rejects.toThrow(/cannot be written.*ENOENT/);
  await expect(failed).rejects.not.toBeInstanceOf(UsageError);
});
