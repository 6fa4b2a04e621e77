import { refused } from "../shared/refused.ts";
import type { Row } from "../table/table.ts";
import { CellFormats } from "./cell-formats.ts";
import { CellValues } from "./cell-values.ts";
import { FileTitle } from "./file-title.ts";
import { SharedStrings } from "./shared-strings.ts";
import { SheetRows } from "./sheet-rows.ts";
import { WorkbookFiles } from "./workbook-files.ts";
import { type SheetPart, workbookParts } from "./workbook-parts.ts";
import { type XmlHandler, XmlReader } from "./xml-reader.ts";

/** So many sheets a note names. */
const MAX_NAMED = 5;

/** The rows of the sheet that has the questions. */
export interface WorkbookRows {
  /** The file's, if it has one that a quiz may have. */
  title: string | undefined;
  rows: Row[];
  notes: string[];
}

/**
 * Reads the first sheet in which the names of the columns are found; hidden sheets are not looked at. If there is none,
 * it is the first sheet that has any rows.
 *
 * @param hasHeader whether rows of a sheet have the names of the columns
 * @throws ValidationError if the file is no workbook, is damaged, or has too much in it
 */
export async function readWorkbook(
  bytes: Buffer,
  hasHeader: (rows: readonly Row[]) => boolean,
): Promise<WorkbookRows> {
  const files = await WorkbookFiles.open(bytes);
  const xml = new XmlReader();
  const { sheets, sharedStrings, styles, properties, is1904 } = await workbookParts(files, xml);
  const read = async <Handler extends XmlHandler>(path: string | undefined, handler: Handler) => {
    if (path !== undefined) await xml.read(files.read(path), handler);
    return handler;
  };
  const { strings } = await read(sharedStrings, new SharedStrings());
  const values = new CellValues(strings, await read(styles, new CellFormats()), is1904);
  const { title } = await read(properties, new FileTitle());
  let first: WorkbookRows | undefined;
  const seen = new Set<string>();
  for (const sheet of sheets) {
    if (sheet.isHidden || sheet.path === undefined || seen.has(sheet.path)) continue;
    seen.add(sheet.path);
    const { rows } = await read(sheet.path, new SheetRows(values, hasHeader));
    const found = { title, rows, notes: notesOf(sheet, sheets) };
    if (hasHeader(rows)) return found;
    if (rows.length > 0) first ??= found;
  }
  if (first) return first;
  throw refused(`has no sheet with anything in it${missingSheets(sheets)}`);
}

/** Which sheet was read, if there are others. */
function notesOf(read: SheetPart, sheets: readonly SheetPart[]): string[] {
  const others = sheets.filter((sheet) => sheet !== read);
  if (others.length === 0) return [];
  const verb = others.length === 1 ? "is" : "are";
  return [`the questions are from the sheet ${nameOf(read)}; ${names(others)} ${verb} not read`];
}

function missingSheets(sheets: readonly SheetPart[]): string {
  const missing = sheets.filter(({ path }) => path === undefined);
  const hidden = sheets.filter(({ path, isHidden }) => isHidden && path !== undefined);
  return [
    ...(missing.length > 0 ? [`; ${names(missing)} cannot be found in the file`] : []),
    ...(hidden.length > 0 ? [`; ${names(hidden)} cannot be read as long as it is hidden`] : []),
  ].join("");
}

function names(sheets: readonly SheetPart[]): string {
  const more = sheets.length - MAX_NAMED;
  return sheets.slice(0, MAX_NAMED).map(nameOf).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function nameOf({ name }: SheetPart): string {
  // A spreadsheet program allows 31 characters.
  return `"${name.slice(0, 31).toWellFormed()}"`;
}
