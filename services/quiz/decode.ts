import { isUtf8 } from "node:buffer";

/** What Windows-1252 has in place of latin1's 0x80 to 0x9f; all else is the same in both. */
const WINDOWS_ONLY = new TextDecoder("windows-1252").decode(
  Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i),
);

/** A well-formed sequence of two to four bytes (RFC 3629, section 4), or a byte that begins none. */
const SEQUENCE_OR_STRAY =
  /(?:[\xc2-\xdf]|\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f]|\xf0[\x90-\xbf][\x80-\xbf]|[\xf1-\xf3][\x80-\xbf]{2}|\xf4[\x80-\x8f][\x80-\xbf])[\x80-\xbf]|[\x80-\xff]/g;

/**
 * The text of a file as people wrote it. Where the whole is not UTF-8, each well-formed sequence is read as
 * UTF-8 and every stray byte as Windows-1252, in which each byte stands for something, so that no text is lost.
 * A byte order mark is dropped.
 */
export function decode(bytes: Buffer): string {
  const text = isUtf8(bytes) ? bytes.toString() : mixed(bytes);
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function mixed(bytes: Buffer): string {
  // In latin1 each character is one byte.
  return bytes
    .toString("latin1")
    .replace(SEQUENCE_OR_STRAY, (found) =>
      found.length > 1 ? Buffer.from(found, "latin1").toString() : fromWindows(found),
    );
}

function fromWindows(stray: string): string {
  const byte = stray.charCodeAt(0);
  return byte < 0xa0 ? WINDOWS_ONLY[byte - 0x80]! : stray;
}
