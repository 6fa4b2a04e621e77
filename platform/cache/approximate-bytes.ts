/** Sizes of V8 on 64 bits, in bytes: the header of an object or a string, and a field or element. */
const OBJECT_BYTES = 24;
const ARRAY_BYTES = 48;
const STRING_BYTES = 16;
const FIELD_BYTES = 8;
/** A number that is no small integer is an object of its own. */
const DOUBLE_BYTES = 16;
const MAX_SMALL_INTEGER = 2 ** 31 - 1;

const TWO_BYTE_CHARACTER = /[\u0100-\uffff]/;

/**
 * About how much memory a value of JSON takes in V8, in bytes. Names of fields are left out, because objects of one
 * shape share them. It is within a half of what the heap takes (test/platform/cache/approximate-bytes.test.ts), and takes
 * some ms for the largest quiz.
 */
export function approximateBytes(value: unknown): number {
  if (typeof value === "string") return stringBytes(value);
  if (typeof value === "number") {
    return Number.isInteger(value) && Math.abs(value) <= MAX_SMALL_INTEGER ? 0 : DOUBLE_BYTES;
  }
  if (typeof value !== "object" || value === null) return 0;
  let bytes = 0;
  if (Array.isArray(value)) {
    bytes = ARRAY_BYTES + FIELD_BYTES * value.length;
    for (const element of value) bytes += approximateBytes(element);
    return bytes;
  }
  bytes = OBJECT_BYTES;
  for (const name in value) bytes += FIELD_BYTES + approximateBytes((value as Record<string, unknown>)[name]);
  return bytes;
}

/** One byte a character, or two if any character is not Latin-1. */
export function stringBytes(text: string): number {
  const bytes = TWO_BYTE_CHARACTER.test(text) ? 2 * text.length : text.length;
  return STRING_BYTES + FIELD_BYTES * Math.ceil(bytes / FIELD_BYTES);
}
