import type { ImportFormat } from "../../../platform/domain/quiz-formats.ts";
import { isZip, zipDirectory } from "../formats/xlsx/zip-directory.ts";
import { binaryData, wideText } from "./foreign/byte-order.ts";
import type { ForeignKind } from "./foreign/foreign-kind.ts";
import { foreignText, likelyText, possibleText } from "./foreign/foreign-text.ts";
import { foreignXml } from "./foreign/foreign-xml.ts";
import { foreignZip } from "./foreign/foreign-zip.ts";
import { foreignBytes } from "./foreign/magic-bytes.ts";
import { responseSheet } from "./foreign/response-sheets.ts";

/** What a file is for sure, if it is no text and cannot be imported. A workbook (.xlsx) can. */
export async function foreignFile(bytes: Buffer): Promise<ForeignKind | null> {
  if (isZip(bytes)) return foreignZip(await zipDirectory(bytes), bytes);
  return foreignBytes(bytes) ?? wideText(bytes) ?? binaryData(bytes);
}

/** What a text is for sure, if it is of a known kind that cannot be imported. */
export function foreignTextFile(text: string): ForeignKind | null {
  return foreignXml(text) ?? foreignText(text);
}

/**
 * What a text is likely to be, if it is of a known kind that cannot be imported: for texts without the clear signs of
 * a format. A format that the host names is tried all the same.
 *
 * @param similar the format that it is similar to, if any; the names of the columns of `csv` are a clear sign
 */
export function likelyForeign(text: string, similar: ImportFormat | undefined): ForeignKind | null {
  if (similar === "csv") return null;
  const likely = likelyText(text) ?? responseSheet(text);
  return likely ?? (similar ? null : possibleText(text));
}
