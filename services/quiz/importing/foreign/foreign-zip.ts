import type { ZipDirectory } from "../../formats/xlsx/zip-directory.ts";
import { COPY_TEXT, type ForeignKind } from "./foreign-kind.ts";
import { MOODLE_BACKUP } from "./magic-bytes.ts";

const OPEN_DOCUMENT: ForeignKind = { name: "an OpenDocument file (.odt or .odp)", advice: COPY_TEXT };

/** What the paths of a zip's entries show; the first that fits counts. */
const ENTRIES: [RegExp, ForeignKind][] = [
  [/^xl\/workbook\.bin$/, { name: "a binary workbook (.xlsb)", advice: "save it as .xlsx and send that" }],
  [/^word\//, { name: "a Word document (.docx)", advice: COPY_TEXT }],
  [/^ppt\//, { name: "a PowerPoint presentation (.pptx)", advice: COPY_TEXT }],
  [
    /^h5p\.json$/,
    {
      name: "an H5P package (.h5p)",
      advice: "copy its questions into a table or a text file, and send that",
    },
  ],
  [/^moodle_backup\.xml$/, MOODLE_BACKUP],
  [
    /(?:^|\/)imsmanifest\.xml$/,
    {
      name: "a QTI package (or another package of a learning platform, such as SCORM)",
      advice: "export the questions from the platform in another format",
    },
  ],
  [
    /^collection\.anki2\w?$/,
    {
      name: "a deck of Anki flash cards",
      advice: 'export them as text, and write "question" and "answer" above the columns',
    },
  ],
  [/^(?:META-INF\/container\.xml|OEBPS\/.*)$/, { name: "an e-book (.epub)", advice: COPY_TEXT }],
  [
    /^(?:Index\/.*\.iwa|Index\.zip|index\.apxl|index\.xml)$/,
    {
      name: "a file of Apple's Numbers, Pages or Keynote",
      advice: "export a table as .xlsx or .csv and send that",
    },
  ],
];

/** What a zip is, from the paths of its entries. Null if it is a workbook. @param bytes the zip itself */
export function foreignZip({ state, entries }: ZipDirectory, bytes: Buffer): ForeignKind | null {
  const names = entries.map(({ name }) => name);
  const found = ENTRIES.find(([pattern]) => names.some((name) => pattern.test(name)));
  if (found) return found[1];
  if (names.some((name) => /^\/?(?:xl|_rels)\//i.test(name))) return null;
  const openDocument = openDocumentOf(bytes);
  if (openDocument) return openDocument;
  if (state === "broken")
    return { name: "a zip archive that is damaged or not whole", advice: "send it again" };
  return { name: "a zip archive", advice: "unpack it and send the file in it" };
}

/** The first file in an OpenDocument file is its media type, not compressed (OASIS OpenDocument 1.3, part 2, 3.3). */
function openDocumentOf(bytes: Buffer): ForeignKind | null {
  const [, type] =
    /mimetypeapplication\/(vnd\.oasis\.opendocument\.[a-z]+|epub\+zip)/.exec(
      bytes.toString("latin1", 0, 200),
    ) ?? [];
  if (!type) return null;
  if (type.endsWith("spreadsheet")) {
    return { name: "an OpenDocument spreadsheet (.ods)", advice: "save it as .xlsx or .csv and send that" };
  }
  return type.endsWith("zip") ? { name: "an e-book (.epub)", advice: COPY_TEXT } : OPEN_DOCUMENT;
}
