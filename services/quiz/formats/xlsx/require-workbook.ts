import { refused } from "../shared/refused.ts";
import type { ZipDirectory } from "./zip-directory.ts";

/** The files of a workbook may have so many MiB together when they are unpacked: pictures too. */
const MAX_UNPACKED_MIB = 32;

/**
 * What the directory of a zip shows before anything is unpacked. Other kinds of documents that are zips are known
 * before: see `foreignZip`.
 *
 * @throws ValidationError if a file cannot be a workbook (.xlsx), or is too large
 */
export function requireWorkbook({ state, entries }: ZipDirectory): void {
  if (state === "none") throw refused("is no workbook (.xlsx)");
  if (state === "broken") throw refused("is a damaged or incomplete workbook (.xlsx); send it again");
  if (state === "long") throw refused(`has more than ${entries.length} files in it, which no workbook needs`);
  if (entries.some(({ isEncrypted }) => isEncrypted)) {
    throw refused("is encrypted; save it without a password");
  }
  const unpacked = entries.reduce((sum, { size }) => sum + size, 0);
  if (unpacked > MAX_UNPACKED_MIB * 1024 * 1024) {
    throw refused(
      `takes more than ${MAX_UNPACKED_MIB} MiB when it is unpacked; remove its pictures and its other sheets`,
    );
  }
}
