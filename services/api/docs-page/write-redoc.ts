import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { REDOC_FILE, REDOC_LICENCES, REDOC_PACKAGE, REDOC_SHA256, REDOC_VERSION } from "./redoc.ts";

/**
 * Writes the script and the licences of the release of Redoc that redoc.ts names: `npm run redoc`. For a new release,
 * put its version and the package's hash there, run this, and put the hash of the script there that it asks for.
 */

/** Loaded from another host by the package; the page shows no image. */
const LOGO = '"https://cdn.redoc.ly/redoc/logo-mini.svg"';

const folder = mkdtempSync(join(tmpdir(), "redoc-"));
try {
  execFileSync("npm", ["pack", `redoc@${REDOC_VERSION}`, "--silent", "--pack-destination", folder]);
  const packed = join(folder, `redoc-${REDOC_VERSION}.tgz`);
  const hash = `sha512-${createHash("sha512").update(readFileSync(packed)).digest("base64")}`;
  if (hash !== REDOC_PACKAGE) throw new Error(`The package has another hash: ${hash}`);
  execFileSync("tar", ["-xzf", packed, "-C", folder]);
  const read = (file: string) => readFileSync(join(folder, "package", file), "utf8");

  const parts = read("bundles/redoc.standalone.js").split(LOGO);
  if (parts.length !== 2) throw new Error("The script does not load the logo once: look at it again.");
  const script = Buffer.from(parts.join('"data:,"').replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 };
  writeFileSync(REDOC_FILE, brotliCompressSync(script, { params }));
  writeFileSync(REDOC_LICENCES, `${read("LICENSE")}\n${read("bundles/redoc.standalone.js.LICENSE.txt")}`);

  const sha256 = createHash("sha256").update(script).digest("hex");
  if (sha256 !== REDOC_SHA256) throw new Error(`Written. Its REDOC_SHA256 is ${sha256}`);
} finally {
  rmSync(folder, { recursive: true });
}
