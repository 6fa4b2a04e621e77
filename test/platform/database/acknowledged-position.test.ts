import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AcknowledgedPosition,
  acknowledgedPath,
  readAcknowledged,
  verifyEnd,
  verifyLog,
} from "../../../platform/database/acknowledged-position.ts";
import { AcknowledgedChangesMissing, DatabaseFolderError } from "../../../platform/database/folder-errors.ts";
import { freshFolder } from "../../harness/fresh-folder.ts";

const folder = join(freshFolder(), "database");
const segment = "00000001000000020000000A";
const position = { segment, end: 100, tail: "0102ff" };

beforeAll(() => mkdirSync(join(folder, "pg_wal"), { recursive: true }));

test("what was acknowledged is one line that is written in place", async () => {
  expect(await readAcknowledged(folder)).toBeUndefined();
  const acknowledged = new AcknowledgedPosition(folder);
  expect(await readAcknowledged(folder)).toBeUndefined();
  acknowledged.write({ ...position, end: 16_000_000, tail: "ab".repeat(32) });
  const { size } = statSync(acknowledgedPath(folder));
  acknowledged.write(position);
  expect(statSync(acknowledgedPath(folder)).size).toBe(size);
  expect(await readAcknowledged(folder)).toEqual({ ...position, at: expect.stringMatching(/^\d{4}-.*Z$/) });
  // A power cut can leave a new file without its content.
  writeFileSync(acknowledgedPath(folder), Buffer.alloc(240));
  expect(await readAcknowledged(folder)).toBeUndefined();
  writeFileSync(acknowledgedPath(folder), "{");
  await expect(readAcknowledged(folder)).rejects.toThrow(DatabaseFolderError);
  rmSync(acknowledgedPath(folder));
});

test("the log must have the same bytes at the end of what was acknowledged", () => {
  const entry = { ...position, at: "2031-04-01T12:00:00.000Z" };
  const verify = () => verifyLog(folder, entry);
  // Postgres has reused the file, or the database is older: its end decides.
  expect(verify).not.toThrow();
  const log = Buffer.alloc(200);
  log.set([1, 2, 255], 97);
  const file = join(folder, "pg_wal", segment);
  writeFileSync(file, log);
  expect(verify).not.toThrow();
  log[98] = 3;
  writeFileSync(file, log);
  expect(verify).toThrow(AcknowledgedChangesMissing);
  writeFileSync(file, log.subarray(0, 99));
  expect(verify).toThrow(AcknowledgedChangesMissing);
});

test("the database must not end before what was acknowledged", () => {
  const verify = (end: string) => () => verifyEnd(folder, { ...position, at: "" }, end);
  expect(verify("2/A000064")).not.toThrow();
  expect(verify("2/A000063")).toThrow(AcknowledgedChangesMissing);
  expect(verify("3/0")).not.toThrow();
  expect(verify("1/FFFFFFFF")).toThrow(AcknowledgedChangesMissing);
});
