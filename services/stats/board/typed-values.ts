import { createHash } from "node:crypto";
import type { Tally } from "../../../platform/domain/question-kinds/question-kind.ts";
import { type Match, normalizeReadable, readableText } from "../../../platform/domain/text/normalize-text.ts";

/**
 * Typed answers become byte keys, from which their values can be read. Keys sort byte by byte as their values do
 * (numbers by size, texts by code point). Texts that differ only in letters that look the same have different keys:
 * `comparedKey` says whether they are the same value.
 */
export type TypedTally = Extract<Tally, "number" | "text">;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
const SPACE = 32;
const APOSTROPHE = 39;
const HYPHEN = 45;
const BACKTICK = 96;
const DELETE = 127;

/** @param typed the response as it is stored, in UTF-8 */
export function keyOfTyped(tally: TypedTally, typed: Uint8Array): Uint8Array {
  if (tally === "number") return numberKey(Number(decoder.decode(typed)));
  return asciiKey(typed) ?? shortened(encoder.encode(readableText(decoder.decode(typed))));
}

/** Longer than any text that a player may type; only characters that stand for whole phrases give a longer one. */
const MAX_KEY_BYTES = 2000;
const KEPT_BYTES = 1900;

/**
 * A key of bounded length, so that a board's memory grows with what players typed and not with what it stands for: U+FDFA
 * alone is a phrase of 33 bytes. The end of a longer key is replaced by its hash, so different texts stay different.
 */
function shortened(key: Uint8Array): Uint8Array {
  if (key.length <= MAX_KEY_BYTES) return key;
  let end = KEPT_BYTES;
  // Not within a character: its bytes after the first are 10xxxxxx.
  while ((key[end]! & 0xc0) === 0x80) end--;
  const hash = createHash("sha256").update(key).digest("hex");
  return Buffer.concat([key.subarray(0, end), encoder.encode(hash)]);
}

/** The same for all keys that are one value. It is a key itself, and its own compared key. */
export function comparedKey(tally: TypedTally, match: Match, key: Uint8Array): Uint8Array {
  if (tally === "number") return key;
  const text = decoder.decode(key);
  const compared = normalizeReadable(text, match);
  return compared === text ? key : encoder.encode(compared);
}

/** The value of a key: a number, or the readable text. */
export function valueOfKey(tally: TypedTally, key: Uint8Array): number | string {
  return tally === "number" ? numberOfKey(key) : decoder.decode(key);
}

/** The double's eight bytes, big-endian, with bits flipped so that they sort as numbers do, negative ones first. */
function numberKey(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value === 0 ? 0 : value);
  const bits = view.getBigUint64(0);
  view.setBigUint64(0, bits >> 63n ? ~bits : bits | (1n << 63n));
  return new Uint8Array(view.buffer);
}

function numberOfKey(key: Uint8Array): number {
  const view = new DataView(new ArrayBuffer(8));
  new Uint8Array(view.buffer).set(key);
  const bits = view.getBigUint64(0);
  view.setBigUint64(0, bits >> 63n ? bits & ~(1n << 63n) : ~bits);
  return view.getFloat64(0);
}

/**
 * The same as `readableText` for plain ASCII, without a conversion to a string; null if there is another character, or
 * two quotes or hyphens in a row. It is ten times as fast, and most typed answers are plain ASCII.
 */
function asciiKey(typed: Uint8Array): Uint8Array | null {
  const key = new Uint8Array(typed.length);
  let length = 0;
  let gap = false;
  for (let i = 0; i < typed.length; i++) {
    const byte = typed[i]!;
    if (byte > 127) return null;
    if (byte === SPACE || (byte >= 9 && byte <= 13) || (byte >= 28 && byte <= 31)) {
      gap = length > 0;
      continue;
    }
    if (byte < SPACE || byte === DELETE) continue;
    if (gap) key[length++] = SPACE;
    gap = false;
    const folded = byte >= 65 && byte <= 90 ? byte + 32 : byte === BACKTICK ? APOSTROPHE : byte;
    if ((folded === APOSTROPHE || folded === HYPHEN) && key[length - 1] === folded) return null;
    key[length++] = folded;
  }
  return key.subarray(0, length);
}
