import { escapeText } from "./cells.ts";

/** The parts of a workbook besides its sheets (ECMA-376, part 1, 12 and 18; part 2). */

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const RELATIONS = `${PACKAGE}/relationships`;
const DOCUMENT_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** A column: its heading, and its width in characters. */
export interface Column {
  heading: string;
  width: number;
}

/** A written sheet: its part has the number `part`, from 1. */
export interface SheetPart {
  name: string;
  part: number;
}

export const sheetPath = (part: number) => `xl/worksheets/sheet${part}.xml`;

/** What stands before the rows of a sheet. @param isTable whether the first row stays in sight */
export function sheetStart(columns: readonly Column[], isTable: boolean): string {
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  return (
    `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${isTable ? pane : ""}` +
    `</sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData>`
  );
}

export const SHEET_END = "</sheetData></worksheet>";

/** The styles, in the order of STYLE in cells.ts. */
export function stylesXml(): string {
  return (
    `${XML}<styleSheet xmlns="${MAIN}">` +
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts>' +
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>' +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>' +
    "</styleSheet>"
  );
}

/** @param sheets in the order of their tabs */
export function workbookXml(sheets: readonly SheetPart[]): string {
  const entries = sheets.map(
    ({ name, part }, index) =>
      `<sheet name="${escapeText(name).replaceAll('"', "&quot;")}" sheetId="${index + 1}" r:id="rId${part}"/>`,
  );
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT_RELATIONS}"><sheets>${entries.join("")}</sheets></workbook>`;
}

export function workbookRelationsXml(sheets: readonly SheetPart[]): string {
  const entries = sheets.map(
    ({ part }) =>
      `<Relationship Id="rId${part}" Type="${DOCUMENT_RELATIONS}/worksheet" Target="worksheets/sheet${part}.xml"/>`,
  );
  const styles = `<Relationship Id="rIdStyles" Type="${DOCUMENT_RELATIONS}/styles" Target="styles.xml"/>`;
  return `${XML}<Relationships xmlns="${RELATIONS}">${entries.join("")}${styles}</Relationships>`;
}

export const PROPERTIES_PATH = "docProps/core.xml";

/** The properties of the file (ECMA-376, part 2, 8.3). @param title as programs show it in the file's properties */
export function propertiesXml(title: string): string {
  return (
    `${XML}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" ` +
    `xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escapeText(title)}</dc:title></cp:coreProperties>`
  );
}

/** @param hasProperties whether there is `propertiesXml` */
export function packageRelationsXml(hasProperties: boolean): string {
  const workbook = `<Relationship Id="rId1" Type="${DOCUMENT_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>`;
  const properties = `<Relationship Id="rId2" Type="${RELATIONS}/metadata/core-properties" Target="${PROPERTIES_PATH}"/>`;
  return `${XML}<Relationships xmlns="${RELATIONS}">${workbook}${hasProperties ? properties : ""}</Relationships>`;
}

export function contentTypesXml(sheets: readonly SheetPart[], hasProperties: boolean): string {
  const entries = sheets.map(
    ({ part }) => `<Override PartName="/${sheetPath(part)}" ContentType="${TYPE}.worksheet+xml"/>`,
  );
  const properties =
    `<Override PartName="/${PROPERTIES_PATH}" ` +
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>';
  return (
    `${XML}<Types xmlns="${PACKAGE}/content-types">${hasProperties ? properties : ""}` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${entries.join("")}</Types>`
  );
}
