import type { HostileFile } from "./hostile-file.ts";
import { MAX_FILE_BYTES, MILLION, TOO_MANY } from "./hostile-file.ts";
import { BILLION_LAUGHS } from "./moodle-files.ts";
import { deflatedZeros, type ZipEntry, zipArchive, zipEntry } from "./zip-archive.ts";

const NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const SHEET = "xl/worksheets/sheet1.xml";
const GIB = 2 ** 30;

/** The parts of a workbook other than its sheet (ECMA-376). */
const WORKBOOK: readonly ZipEntry[] = [
  zipEntry(
    "[Content_Types].xml",
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
  ),
  zipEntry(
    "_rels/.rels",
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ),
  zipEntry(
    "xl/workbook.xml",
    `<workbook xmlns="${NAMESPACE}" xmlns:r="${RELATIONSHIPS}"><sheets><sheet name="Quiz" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ),
  zipEntry(
    "xl/_rels/workbook.xml.rels",
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONSHIPS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  ),
];

const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const row = (...texts: string[]) => `<row>${texts.map(cell).join("")}</row>`;
const HEADER = row("Question", "Answer 1", "Answer 2", "Time limit", "Correct answer(s)");
const QUESTION = row("Which?", "a", "b", "20", "1");
const LONG_QUESTION = row(`Which ${"x".repeat(1000)}?`, "a", "b", "20", "1");
const sheet = (rows: string, doctype = "") =>
  `<?xml version="1.0"?>${doctype}<worksheet xmlns="${NAMESPACE}"><sheetData>${HEADER}${rows}</sheetData></worksheet>`;

function workbook(
  name: string,
  rows: () => string,
  outcome: HostileFile["outcome"],
  pace?: "slow",
  doctype?: string,
): HostileFile {
  return archive(name, () => [...WORKBOOK, zipEntry(SHEET, sheet(rows(), doctype))], outcome, pace);
}

function archive(
  name: string,
  entries: () => ZipEntry[],
  outcome: HostileFile["outcome"],
  pace?: "slow",
): HostileFile {
  return { name, format: "xlsx", outcome, isSlow: pace === "slow", bytes: () => zipArchive(entries()) };
}

/** A sheet of 1 GiB of zeros. @param claimedSize what the directory says */
const zeros = (claimedSize: number): ZipEntry => ({
  name: SHEET,
  deflated: deflatedZeros(1024),
  claimedSize,
  crc: 0,
});

export const xlsxFiles: readonly HostileFile[] = [
  archive(
    "a sheet of 1 GiB of zeros in 1 MiB",
    () => [...WORKBOOK, zeros(GIB)],
    /more than 32 MiB when it is unpacked/,
  ),
  archive(
    "a sheet of 1 GiB whose directory says 1 KiB",
    () => [...WORKBOOK, zeros(1024)],
    /cannot be unpacked/,
  ),
  archive(
    "another entry of 1 GiB whose directory says 1 KiB",
    () => [...WORKBOOK, zipEntry(SHEET, sheet(QUESTION)), { ...zeros(1024), name: "xl/media/a.png" }],
    1,
  ),
  archive(
    "shared strings of 1 GiB whose directory says 1 KiB",
    () => [...WORKBOOK, zipEntry(SHEET, sheet(QUESTION)), { ...zeros(1024), name: "xl/sharedStrings.xml" }],
    /cannot be unpacked/,
  ),
  archive(
    "archives in archives",
    () => [
      ...WORKBOOK,
      zipEntry(SHEET, sheet(QUESTION)),
      ...Array.from({ length: 3 }, (_, n) => zipEntry(`${n}.zip`, zipArchive([zeros(GIB)]))),
    ],
    1,
  ),
  archive(
    "40,000 entries",
    () => {
      const empty = zipEntry("", "");
      return Array.from({ length: 40_000 }, (_, n) => ({ ...empty, name: `${n}` }));
    },
    /seems to be a zip archive, which/,
  ),
  archive(
    "190 entries that share one of 16 MiB",
    () => {
      const shared = { name: SHEET, deflated: deflatedZeros(16), claimedSize: 1024, crc: 0 };
      const others = { ...shared, claimedOffset: 0, isOnlyListed: true };
      return [shared, ...Array.from({ length: 190 }, (_, n) => ({ ...others, name: `${n}` })), ...WORKBOOK];
    },
    /cannot be unpacked/,
  ),
  {
    name: "the first half of an archive",
    format: "xlsx",
    outcome: /zip archive that is damaged/,
    bytes: () => zipArchive([...WORKBOOK, zipEntry(SHEET, sheet(QUESTION))]).subarray(0, 600),
  },
  {
    name: "an archive of 4 MiB of noise",
    format: "xlsx",
    outcome: /zip archive that is damaged/,
    bytes: () =>
      Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(MAX_FILE_BYTES - 4, "PK\x05\x06PK\x01\x02")]),
  },
  workbook(
    "entities that stand for a billion",
    () => row("&l9;", "a", "b", "20", "1"),
    /document type \(DOCTYPE\)/,
    undefined,
    BILLION_LAUGHS.replaceAll("quiz", "worksheet"),
  ),
  workbook(
    "a formula in a cell",
    () =>
      `<row><c t="str"><f>HYPERLINK("https://example.org","Which?")</f><v>Which?</v></c>${["a", "b", "20", "1"].map(cell).join("")}</row>`,
    1,
  ),
  workbook(
    "a cell in XFD1048576",
    () => `${QUESTION}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`,
    /outside of the first 50001 rows/,
  ),
  workbook(
    "a cell far outside of any sheet",
    () => `${QUESTION}<row r="999999999"><c r="ZZZZZZ999999999"><v>1</v></c></row>`,
    /outside of the first 50001 rows/,
  ),
  workbook(
    "cells in the last column of 5,000 rows",
    () =>
      QUESTION +
      Array.from({ length: 5000 }, (_, n) => `<row r="${n + 3}"><c r="XFD${n + 3}"><v>1</v></c></row>`).join(
        "",
      ),
    /outside of the first 50001 rows/,
  ),
  workbook(
    "a row of 500,000 columns",
    () => `<row>${"<c><v>1</v></c>".repeat(MILLION / 2)}</row>`,
    /outside of the first 50001 rows/,
  ),
  workbook(
    "a million empty rows",
    () => QUESTION + "<row></row>".repeat(MILLION),
    /has too much in it/,
    "slow",
  ),
  workbook(
    "100,000 nested elements",
    () => `${"<row>".repeat(100_000)}${"</row>".repeat(100_000)}`,
    /has too much in it/,
  ),
  workbook("a text of 16 MiB", () => row("x".repeat(2 ** 24), "a", "b", "20", "1"), /has too much in it/),
  workbook(
    "a sheet of 31 MiB",
    () => LONG_QUESTION.repeat(Math.floor((31 * 2 ** 20) / LONG_QUESTION.length)),
    /has too much in it/,
    "slow",
  ),
  workbook(
    "a sheet of 33 MiB",
    () => LONG_QUESTION.repeat(Math.ceil((33 * 2 ** 20) / LONG_QUESTION.length)),
    /more than 32 MiB when it is unpacked/,
  ),
  workbook("50,001 questions", () => QUESTION.repeat(TOO_MANY), /outside of the first 50001 rows/, "slow"),
];
