import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describeApi } from "./openapi/openapi.ts";
import { routes } from "./routes/routes.ts";

/** Writes the API's description to a file of the repository, and the client's types from it: `npm run openapi`. */

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const description = pathOf("docs/openapi.json");

writeFileSync(description, `${JSON.stringify(describeApi(routes), null, 2)}\n`);
execFileSync(
  process.execPath,
  [
    pathOf("client/node_modules/openapi-typescript/bin/cli.js"),
    description,
    "--output",
    pathOf("client/src/api-types.ts"),
  ],
  { stdio: "inherit" },
);
