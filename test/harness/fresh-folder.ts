import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder for a test file, deleted after its last test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stampede-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
