import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeApi } from "./openapi/openapi.ts";
import { routes } from "./routes/routes.ts";

/**
 * Writes the API's description to a file of the repository, and the client's types from it: `npm run openapi`. With a
 * folder as argument it writes the same files there: a test compares them.
 */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const target = process.argv[2] ?? ROOT;
const description = join(target, "docs/openapi.json");
const types = join(target, "client/src/api-types.ts");

for (const file of [description, types]) mkdirSync(dirname(file), { recursive: true });
writeFileSync(description, `${JSON.stringify(describeApi(routes), null, 2)}\n`);
execFileSync(
  process.execPath,
  [
    join(ROOT, "client/node_modules/openapi-typescript/bin/cli.js"),
    description,
    "--output",
    types,
    // What has a default may be left out of a body.
    "--default-non-nullable=false",
  ],
  { stdio: "inherit" },
);
