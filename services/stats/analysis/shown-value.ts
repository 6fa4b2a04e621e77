/** How much of a typed text is shown, in characters as people count them (graphemes). */
const MAX_GRAPHEMES = 100;
/** The most bytes that a shown text takes as JSON: 20 of them leave room in an event of 16 KiB. */
export const MAX_SHOWN_BYTES = 512;
const ELLIPSIS = "…";
/** A text of this length needs no cut, whatever it is: a UTF-16 code unit takes 6 bytes as JSON at most. */
const ALWAYS_SHORT = Math.floor(MAX_SHOWN_BYTES / 6);

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * What a screen shows of a typed value: numbers and usual texts as they are; of a long text the beginning, with `…`.
 * A character that is itself too long, by hundreds of marks, is cut too.
 */
export function shownValue<Value extends string | number>(value: Value): Value | string {
  if (typeof value === "number" || value.length <= ALWAYS_SHORT) return value;
  let left = MAX_SHOWN_BYTES - Buffer.byteLength(ELLIPSIS);
  let count = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(value)) {
    if (count === MAX_GRAPHEMES) break;
    left -= jsonBytes(segment);
    if (left < 0) {
      if (index === 0) end = fittingLength(segment, left + jsonBytes(segment));
      break;
    }
    count++;
    end = index + segment.length;
  }
  return end === value.length ? value : value.slice(0, end) + ELLIPSIS;
}

/** The length of the code points at the start of a text that fit into `bytes` of JSON. */
function fittingLength(text: string, bytes: number): number {
  let left = bytes;
  let length = 0;
  for (const character of text) {
    left -= jsonBytes(character);
    if (left < 0) break;
    length += character.length;
  }
  return length;
}

/** Without the quotes. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
