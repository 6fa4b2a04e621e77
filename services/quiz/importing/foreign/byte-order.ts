import type { ForeignKind } from "./foreign-kind.ts";

/** So many bytes show what kind of file it is. */
const SAMPLE = 4096;
/** The share of NUL bytes at every second place from which on a file is text in UTF-16. */
const MOSTLY = 0.6;
/** Fewer control characters than this may be in a text by accident. */
const MANY_NULS = 0.1;
const MANY_CONTROLS = 0.05;
const LONG_ENOUGH = 512;

const UTF_16: ForeignKind = {
  name: "text in UTF-16",
  advice: 'save it as UTF-8 ("Unicode (UTF-8)" or "CSV UTF-8") and send that',
};

/** Text in UTF-16 or UTF-32, with or without a byte order mark. */
export function wideText(bytes: Buffer): ForeignKind | null {
  const [first, second, third, fourth] = bytes;
  const isUtf32 =
    (first === 0xff && second === 0xfe && third === 0 && fourth === 0) ||
    (first === 0 && second === 0 && third === 0xfe && fourth === 0xff);
  if (isUtf32) return { ...UTF_16, name: "text in UTF-32" };
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return hasMark || hasNulsAtEverySecondPlace(bytes) ? UTF_16 : null;
}

/** What has many bytes that no text has. */
export function binaryData(bytes: Buffer): ForeignKind | null {
  const sample = bytes.subarray(0, SAMPLE);
  const nuls = count(sample, (byte) => byte === 0);
  // Tab, line feed, form feed, carriage return and escape are in texts.
  const controls = count(sample, (byte) => byte < 0x20 && ![9, 10, 12, 13, 27].includes(byte));
  const isBinary =
    (nuls > 1 && nuls > sample.length * MANY_NULS) ||
    (sample.length >= LONG_ENOUGH && controls > sample.length * MANY_CONTROLS);
  return isBinary ? { name: "binary data, not text" } : null;
}

/** Latin text in UTF-16 has a NUL in each pair of bytes, at the same place. */
function hasNulsAtEverySecondPlace(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  const pairs = Math.floor(sample.length / 2);
  if (pairs < 4) return false;
  const odd = count(sample, (byte, index) => byte === 0 && index % 2 === 1);
  const even = count(sample, (byte, index) => byte === 0 && index % 2 === 0);
  return Math.max(odd, even) > pairs * MOSTLY && Math.min(odd, even) < pairs * (1 - MOSTLY);
}

function count(bytes: Buffer, isCounted: (byte: number, index: number) => boolean): number {
  let counted = 0;
  for (const [index, byte] of bytes.entries()) if (isCounted(byte, index)) counted++;
  return counted;
}
