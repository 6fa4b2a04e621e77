import type { Entry, ZipFile } from "yauzl";

/** So many entries are listed. A workbook with a few sheets has about 15. */
export const MAX_ENTRIES = 200;

/** A file in a zip, as the zip's directory says: the real size may be another one. */
export interface ZipEntry {
  /** Its path, with forward slashes. It may be any text, such as "../x" or an empty one. */
  name: string;
  /** Its size in bytes when it is unpacked. */
  size: number;
  isEncrypted: boolean;
}

/**
 * - `none`: the bytes are no zip
 * - `broken`: they begin like a zip, but the directory cannot be read; the entries before the error are listed
 * - `long`: there are more than `MAX_ENTRIES` entries; the first ones are listed
 * - `whole`: all entries are listed
 */
export interface ZipDirectory {
  state: "none" | "broken" | "long" | "whole";
  entries: readonly ZipEntry[];
}

/**
 * What is in a zip, from the directory at its end (APPNOTE.TXT of PKWARE, 4.3.12). Nothing is unpacked. It takes any
 * bytes, never fails, and takes less than a millisecond for most files.
 */
export async function zipDirectory(bytes: Buffer): Promise<ZipDirectory> {
  if (!isZip(bytes)) return { state: "none", entries: [] };
  const entries: ZipEntry[] = [];
  try {
    const zip = await openZip(bytes);
    for await (const entry of zip.eachEntry()) {
      if (entries.length === MAX_ENTRIES) return { state: "long", entries };
      entries.push({
        name: nameOf(entry),
        size: entry.uncompressedSize,
        isEncrypted: entry.isEncrypted(),
      });
    }
    return { state: "whole", entries };
  } catch {
    return { state: "broken", entries };
  }
}

/** Whether bytes begin like a zip: with its first file, or with the directory if it has no file. */
export function isZip(bytes: Buffer): boolean {
  const signature = bytes.subarray(0, 4).toString("latin1");
  return signature === "PK\x03\x04" || signature === "PK\x05\x06";
}

/** @throws Error of yauzl if the end of the directory cannot be found */
export async function openZip(bytes: Buffer): Promise<ZipFile> {
  const { default: yauzl } = await import("yauzl");
  // With `decodeStrings` an entry with an odd name would be an error.
  return yauzl.fromBufferPromise(bytes, { decodeStrings: false });
}

/** The path of an entry of `openZip`. If it is not in UTF-8, only its ASCII characters are sure. */
export function nameOf({ generalPurposeBitFlag, fileNameRaw }: Entry): string {
  const isUtf8 = (generalPurposeBitFlag & 0x800) !== 0;
  return fileNameRaw.toString(isUtf8 ? "utf8" : "latin1").replaceAll("\\", "/");
}
