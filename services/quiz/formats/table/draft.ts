import { explanationOf } from "../shared/explanation.ts";
import { imageOf, pointsOf, timeLimitOf } from "./extra-fields.ts";
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
  /** Whether the table has a column with right answers. */
  hasRights: boolean;
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
    hasRights: header.rights.length > 0,
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
  const explanation = explanationOf(cells.text("explanation"));
  return {
    fields: {
      text: cells.text("question"),
      ...(time.value !== undefined && { timeLimitMs: time.value }),
      ...(points.value !== undefined && { points: points.value }),
      ...explanation.field,
      ...(image.value !== undefined && { image: image.value }),
    },
    notes: [
      ...cells.setAside(),
      ...[time, points, image].flatMap(({ note }) => note ?? []),
      ...explanation.notes,
    ],
  };
}
