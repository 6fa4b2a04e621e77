import { isUtf8 } from "node:buffer";

/** The characters 0x80 to 0x9f of Windows-1252. All other characters are the same as in Latin-1. */
const WINDOWS_1252_EXTRA = new TextDecoder("windows-1252").decode(
  Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i),
);

/** A valid UTF-8 sequence of two to four bytes (RFC 3629, section 4), or a byte that is not part of one. */
const UTF8_SEQUENCE_OR_BYTE =
  /(?:[\xc2-\xdf]|\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f]|\xf0[\x90-\xbf][\x80-\xbf]|[\xf1-\xf3][\x80-\xbf]{2}|\xf4[\x80-\x8f][\x80-\xbf])[\x80-\xbf]|[\x80-\xff]/g;

/**
 * Decodes a file. If it is not valid UTF-8, each valid sequence is decoded as UTF-8 and every other byte as
 * Windows-1252, where every byte is a character, so no text is lost. A byte order mark is removed.
 */
export function decode(bytes: Buffer): string {
  const text = isUtf8(bytes) ? bytes.toString() : decodeMixed(bytes);
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function decodeMixed(bytes: Buffer): string {
  // In Latin-1 each character is one byte.
  return bytes
    .toString("latin1")
    .replace(UTF8_SEQUENCE_OR_BYTE, (match) =>
      match.length > 1 ? Buffer.from(match, "latin1").toString() : fromWindows1252(match),
    );
}

function fromWindows1252(character: string): string {
  const byte = character.charCodeAt(0);
  return byte < 0xa0 ? WINDOWS_1252_EXTRA[byte - 0x80]! : character;
}
