import { isUtf8 } from "node:buffer";
import type { SourceFile } from "../shared/source-file.ts";

const DECLARATION = /^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/;
/** Longer than any declaration. */
const HEAD = 400;
/** All of these are read as Windows-1252, byte by byte where UTF-8 fails. */
const COMMON = new Set(["utf-8", "windows-1252"]);

/**
 * The text of a file that may declare its encoding. A file in UTF-8 is read as that whatever it declares: many programs
 * change the encoding and not the declaration. Others, such as Windows-1251 or Shift_JIS, are read as declared.
 */
export function declaredText(file: SourceFile): string {
  if (isUtf8(file.bytes)) return file.text;
  const [, label = "utf-8"] = DECLARATION.exec(file.bytes.toString("latin1", 0, HEAD)) ?? [];
  const decoder = decoderFor(label);
  return !decoder || COMMON.has(decoder.encoding) ? file.text : decoder.decode(file.bytes);
}

function decoderFor(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}
