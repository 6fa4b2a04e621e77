import { posix } from "node:path";
import { refused } from "../shared/refused.ts";
import { tooMuch } from "./too-much.ts";
import type { WorkbookFiles } from "./workbook-files.ts";
import { type Attributes, attributeOf, type XmlReader } from "./xml-reader.ts";

/** So many sheets, and other parts, a workbook may name. */
const MAX_PARTS = 1000;

/** A sheet, in the order of the tabs. */
export interface SheetPart {
  name: string;
  /** Absent if the workbook names the sheet but does not have its file, or if it is a chart. */
  path?: string;
  isHidden: boolean;
}

/** Where the parts of a workbook are (ECMA-376, part 1, 12.3). */
export interface WorkbookParts {
  sheets: SheetPart[];
  sharedStrings?: string;
  styles?: string;
  /** The properties of the file. */
  properties?: string;
  /** Whether days are counted from 1904, as on old Macs. */
  is1904: boolean;
}

/** @throws ValidationError if there is no workbook in the files */
export async function workbookParts(files: WorkbookFiles, xml: XmlReader): Promise<WorkbookParts> {
  const packageRelations = await relationsOf("", files, xml);
  const main = packageRelations.find(({ type }) => type === "officeDocument")?.target;
  if (!main || !files.has(main)) throw refused("is a zip archive, but no workbook (.xlsx)");
  const relations = await relationsOf(main, files, xml);
  const pathOf = (type: string, among = relations) =>
    among.find((relation) => relation.type === type && files.has(relation.target))?.target;
  const parts: WorkbookParts = {
    sheets: [],
    is1904: false,
    sharedStrings: pathOf("sharedStrings"),
    styles: pathOf("styles"),
    properties: pathOf("core-properties", packageRelations),
  };
  await readEach(files.read(main), xml, (name, attributes) => {
    if (name === "workbookPr") parts.is1904 ||= isTrue(attributes.date1904);
    if (name !== "sheet") return;
    if (parts.sheets.length === MAX_PARTS) throw tooMuch();
    const id = attributeOf(attributes, "id");
    const sheet = relations.find((relation) => relation.id === id && relation.type === "worksheet");
    parts.sheets.push({
      name: attributes.name ?? "",
      isHidden: /hidden$/i.test(attributes.state ?? ""),
      ...(sheet && files.has(sheet.target) && { path: sheet.target }),
    });
  });
  return parts;
}

interface Relation {
  id: string | undefined;
  /** The last part of its address, which is the same in both editions of the standard. */
  type: string;
  target: string;
}

/** The relations of a part (ECMA-376, part 2, 6.5). @param path of the part; "" for the whole package */
async function relationsOf(path: string, files: WorkbookFiles, xml: XmlReader): Promise<Relation[]> {
  const relations: Relation[] = [];
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const rels = `${folder}_rels/${path.slice(folder.length)}.rels`;
  if (!files.has(rels)) return relations;
  await readEach(files.read(rels), xml, (name, { Id, Type = "", Target = "" }) => {
    if (name !== "Relationship") return;
    if (relations.length === MAX_PARTS) throw tooMuch();
    const target = posix.resolve(`/${folder}`, Target).slice(1);
    relations.push({ id: Id, type: Type.slice(Type.lastIndexOf("/") + 1), target });
  });
  return relations;
}

function readEach(
  chunks: AsyncIterable<Buffer>,
  xml: XmlReader,
  open: (name: string, attributes: Attributes) => void,
): Promise<void> {
  return xml.read(chunks, { open, close() {}, text() {} });
}

/** A boolean of XML Schema. */
export function isTrue(value: string | undefined): boolean {
  return value === "1" || value?.toLowerCase() === "true";
}
