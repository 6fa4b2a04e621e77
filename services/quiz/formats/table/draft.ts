import { imageOf, pointsOf, quoted, timeLimitOf } from "./extra-fields.ts";
import type { Header } from "./find-header.ts";
import { kindNamed, type RowKind } from "./kind-words.ts";
import { type RightReading, type RowOptions, readRight } from "./right-options.ts";
import type { RowCells } from "./row-cells.ts";
import { answerOf } from "./truth-words.ts";

/** A row before it is known how the table names its right answers. */
export interface Draft {
  line: number;
  kind: RowKind | undefined;
  fields: { text: string };
  options: RowOptions;
  /** The texts of the cells with right answers. */
  rights: string[];
  /** One for each of them. */
  readings: RightReading[];
  wrongs: string[];
  /** The options that the row marks; undefined if the table has no such columns. */
  marked: number[] | undefined;
  tolerance: string;
  match: string;
  notes: string[];
}

/** A row as a draft, or the reason why it is none; null if it is empty. */
export function draftOf(line: number, cells: RowCells, header: Header): Draft | string | null {
  if (cells.isEmpty()) return null;
  const unreadable = cells.unreadable();
  if (unreadable !== undefined) return unreadable;
  const kindText = cells.text("kind");
  const kind = kindText === "" ? undefined : kindNamed(kindText);
  if (typeof kind === "object") return kind.reason;
  const { fields, notes } = fieldsOf(cells);
  const isPair = header.answer !== undefined;
  const options = cells.options();
  const rights = isPair ? [cells.answer()].filter((text) => text !== "") : cells.rights();
  return {
    line,
    kind: kind ?? (isPair ? "text" : undefined),
    fields,
    options,
    rights,
    readings: rights.map((text) => readRight(text, options)),
    wrongs: cells.wrongs(),
    marked: header.marks.size > 0 ? markedOf(cells.marks()) : undefined,
    tolerance: cells.text("tolerance"),
    match: cells.text("match"),
    notes,
  };
}

function markedOf(marks: Map<number, string>): number[] {
  return [...marks].flatMap(([number, mark]) => (answerOf(mark) ? [number] : []));
}

function fieldsOf(cells: RowCells): { fields: { text: string }; notes: string[] } {
  const time = timeLimitOf(cells.text("time").trim(), cells.name("time"));
  const points = pointsOf(cells.text("points").trim());
  const image = imageOf(cells.text("image").trim());
  const explanation = cells.text("explanation");
  return {
    fields: {
      text: cells.text("question"),
      ...(time.value !== undefined && { timeLimitMs: time.value }),
      ...(points.value !== undefined && { points: points.value }),
      ...(explanation !== "" && { explanation }),
      ...(image.value !== undefined && { image: image.value }),
    },
    notes: [...cells.setAside(), ...[time, points, image].flatMap(({ note }) => note ?? [])],
  };
}

/** The right options of a draft by their numbers, or the reason why they are not known. */
export function rightOptions(
  draft: Draft,
  namesTexts: boolean,
): { numbers: Set<number>; note?: string } | string {
  const { marked, options, readings, rights } = draft;
  if (marked !== undefined && rights.length === 0) return { numbers: new Set(marked) };
  const numbers = new Set<number>();
  let note: string | undefined;
  for (const [index, reading] of readings.entries()) {
    const text = rights[index]!;
    const chosen = chosenOf(reading, options, namesTexts);
    if (!chosen) return reasonOf(text, reading);
    for (const number of chosen) numbers.add(number);
    if (isAmbiguous(reading, options)) {
      const other = chosen === reading.places ? reading.texts! : reading.places!;
      note = `the right answer ${quoted(text)} is read as option ${list(chosen)}, not as option ${list(other)}`;
    }
  }
  return note === undefined ? { numbers } : { numbers, note };
}

/**
 * Whether a table names right answers by their texts, not by numbers or letters: some cells can only be read as texts, and
 * none only as numbers.
 */
export function namesTexts(drafts: readonly Draft[]): boolean {
  let hasText = false;
  for (const { readings, options } of drafts) {
    for (const { places, texts } of readings) {
      const isPlace = arePlaces(places, options);
      if (isPlace && !texts) return false;
      if (!isPlace && texts) hasText = true;
    }
  }
  return hasText;
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

function reasonOf(text: string, { places }: RightReading): string {
  return places?.length === 1
    ? `the right answer ${quoted(text)} names option ${places[0]}, which is blank`
    : `the right answer ${quoted(text)} is none of the options`;
}

function list(numbers: readonly number[]): string {
  return [...numbers].sort((one, other) => one - other).join(", ");
}
