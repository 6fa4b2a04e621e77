import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { START_TIMEOUT_MS } from "../../harness/fresh-database.ts";
import { freshFolder } from "../../harness/fresh-folder.ts";

const folder = freshFolder();
const script = fileURLToPath(new URL("./runs-out-of-descriptors.ts", import.meta.url));

test(
  "without file descriptors inserts fail as unavailable, the database says why, and heals by itself",
  async () => {
    const { stdout } = await promisify(execFile)("sh", [
      "-c",
      'ulimit -n 120 && exec "$0" --no-warnings "$1" "$2"',
      process.execPath,
      script,
      join(folder, "database"),
    ]);
    const { acknowledged, errors, problem, rows } = JSON.parse(stdout);
    expect(errors).toEqual(["DatabaseUnavailable"]);
    expect(problem).toBe("no file descriptors are left (ulimit -n)");
    expect(acknowledged).toBeLessThan(30);
    expect(rows).toBeGreaterThanOrEqual(acknowledged);
  },
  START_TIMEOUT_MS,
);
