import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshFolder } from "../../../harness/fresh-folder.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

const folder = freshFolder();

test("docs/openapi.json and the client's types are what `npm run openapi` writes", () => {
  execFileSync(process.execPath, [join(ROOT, "services/api/write-openapi.ts"), folder], { stdio: "ignore" });
  for (const file of ["docs/openapi.json", "client/src/api-types.ts"]) {
    const written = readFileSync(join(folder, file), "utf8");
    expect({ file, isUpToDate: written === readFileSync(join(ROOT, file), "utf8") }).toEqual({
      file,
      isUpToDate: true,
    });
  }
});
