/** The cells of a worksheet as SpreadsheetML (ECMA-376, part 1, 18.3). */

/** A text is always a text cell and never a formula. Null, undefined and an empty text make no cell. */
export type Cell = string | number | boolean | Date | null | undefined;

/** The styles of `stylesXml` in parts.ts, by their position there. */
export const STYLE = { plain: 0, heading: 1, time: 2 } as const;

/** The longest text that a cell may have, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 32_767;

/** What XML cannot hold, or would change: `[^\t\n -\ufffd]` are control characters and the last two of the plane. */
const ESCAPED = /[&<>]|[^\t\n -\ufffd]|_(?=x[\dA-Fa-f]{4}_)/;
const ALL_ESCAPED = new RegExp(ESCAPED, "g");
const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * A text between XML tags. Lines end with a line feed, as in spreadsheets. A character that XML cannot hold is written
 * as `_xHHHH_`, and so is a _ that would be read as the begin of one (ST_Xstring, 22.9.2.19). Half of a surrogate pair
 * becomes U+FFFD.
 */
export function escapeText(text: string): string {
  const wellFormed = text.toWellFormed();
  if (!ESCAPED.test(wellFormed)) return wellFormed;
  return wellFormed
    .replace(/\r\n?/g, "\n")
    .replace(ALL_ESCAPED, (character) => ENTITIES[character] ?? hexEscape(character));
}

function hexEscape(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;
}

/** The letters of a column, from 0: A to Z, AA… */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** A row. @param no from 1 @param style of all its texts */
export function rowXml(cells: readonly Cell[], no: number, style: number = STYLE.plain): string {
  let xml = `<row r="${no}">`;
  for (let index = 0; index < cells.length; index++)
    xml += cellXml(cells[index], `${columnAt(index)}${no}`, style);
  return `${xml}</row>`;
}

const columnNames: string[] = [];
const columnAt = (index: number) => (columnNames[index] ??= columnName(index));

function cellXml(cell: Cell, at: string, style: number): string {
  if (typeof cell === "string") {
    if (cell === "") return "";
    const text = cell.length > MAX_TEXT_LENGTH ? `${cell.slice(0, MAX_TEXT_LENGTH - 1)}…` : cell;
    const styled = style === STYLE.plain ? "" : ` s="${style}"`;
    return `<c r="${at}"${styled} t="inlineStr"><is><t xml:space="preserve">${escapeText(text)}</t></is></c>`;
  }
  if (typeof cell === "number") return Number.isFinite(cell) ? `<c r="${at}"><v>${cell}</v></c>` : "";
  if (typeof cell === "boolean") return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  return cell ? `<c r="${at}" s="${STYLE.time}"><v>${serialTime(cell)}</v></c>` : "";
}

/** Days since 1899-12-30 in UTC, as spreadsheets count them; some µs more, because some readers cut off, not round. */
function serialTime(time: Date): number {
  return Math.ceil((time.getTime() / 86_400_000 + 25_569) * 1e10 + 0.5) / 1e10;
}
