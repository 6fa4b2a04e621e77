import { quoted } from "../shared/quoted.ts";
import type { Draft } from "./draft.ts";
import type { RightReading, RowOptions } from "./right-options.ts";

/** What all rows of a table together show of its right answers. */
export interface TableKey {
  /**
   * Whether right answers are named by their texts, not by numbers or letters: some cells can only be read as texts, and
   * none only as numbers.
   */
  namesTexts: boolean;
  /** Whether nobody can tell from what their numbers count: one is 0, and none is that of the last option. */
  mayCountFrom0: boolean;
}

/** The right options of a draft by their numbers, or the reason why they are not known. */
export function rightOptions(
  draft: Draft,
  { namesTexts, mayCountFrom0 }: TableKey,
): { numbers: Set<number>; note?: string } | string {
  const { marked, options, readings, rights } = draft;
  if (marked !== undefined && rights.length === 0) return { numbers: new Set(marked) };
  const numbers = new Set<number>();
  let note: string | undefined;
  for (const [index, reading] of readings.entries()) {
    const text = rights[index]!;
    const chosen = chosenOf(reading, options, namesTexts);
    if (mayCountFrom0 && (!chosen || chosen === reading.places) && isNumber(text, reading)) return FROM_0;
    if (!chosen) return reasonOf(text, reading, options);
    for (const number of chosen) numbers.add(number);
    if (isAmbiguous(reading, options)) {
      const [read, other] =
        chosen === reading.places
          ? [named(chosen), `the text of ${named(reading.texts!)}`]
          : [`the text of ${named(chosen)}`, named(reading.places!)];
      note = `the right answer ${quoted(text)} is read as ${read}, not as ${other}`;
    }
  }
  return note === undefined ? { numbers } : { numbers, note };
}

const FROM_0 =
  "the right answers may count from 0, as one of them is 0; count from 1, or write the letters or the texts of options";

/** What the rows of a table show together. @param drafts those of which the right answer is one of the options */
export function keyOf(drafts: readonly Draft[]): TableKey {
  const seen = { text: false, place: false, zero: false, last: false };
  for (const { readings, options, rights } of drafts) {
    const last = Math.max(...options.keys());
    for (const [index, reading] of readings.entries()) {
      const { places, texts } = reading;
      const isPlace = arePlaces(places, options);
      if (isPlace && !texts) seen.place = true;
      if (!isPlace && texts) seen.text = true;
      if (texts || !isNumber(rights[index]!, reading)) continue;
      seen.zero ||= places!.includes(0);
      seen.last ||= places!.includes(last);
    }
  }
  return { namesTexts: seen.text && !seen.place, mayCountFrom0: seen.zero && !seen.last };
}

/** Whether a cell may be a list of numbers, not of letters. */
function isNumber(text: string, { places }: RightReading): boolean {
  return places !== undefined && /\d/.test(text);
}

function chosenOf({ places, texts }: RightReading, options: RowOptions, prefersTexts: boolean) {
  if (texts && (prefersTexts || !arePlaces(places, options))) return texts;
  return arePlaces(places, options) ? places : undefined;
}

function isAmbiguous({ places, texts }: RightReading, options: RowOptions): boolean {
  return arePlaces(places, options) && texts !== undefined && list(places) !== list(texts);
}

function arePlaces(places: number[] | undefined, options: RowOptions): places is number[] {
  return places?.every((place) => options.has(place)) ?? false;
}

function reasonOf(text: string, reading: RightReading, options: RowOptions): string {
  const subject = `the right answer ${quoted(text)}`;
  const missing = reading.places?.find((place) => !options.has(place));
  if (missing !== undefined && missing > 0 && missing < Math.max(...options.keys())) {
    return `${subject} names option ${missing}, which is blank`;
  }
  if (missing !== undefined && (isNumber(text, reading) || reading.places?.length === 1)) {
    return `${subject} names option ${missing}, but there is no such option`;
  }
  const hint = DATE.test(text) ? "; a spreadsheet program may have made a date of it" : "";
  return `${subject} is none of the options${hint}`;
}

/** What German programs make of "1.3", for example. */
const DATE = /^\d{4}-\d\d-\d\d$/;

function named(numbers: readonly number[]): string {
  return `option${numbers.length === 1 ? "" : "s"} ${list(numbers)}`;
}

function list(numbers: readonly number[]): string {
  return [...numbers].sort((one, other) => one - other).join(", ");
}
