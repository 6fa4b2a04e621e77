import { constants, gunzipSync } from "node:zlib";
import { COPY_TEXT, type ForeignKind } from "./foreign-kind.ts";

/** So much of a gzip is unpacked to see what is in it: at most 1,032 times as much comes out. */
const GZIP_SAMPLE = 2048;

const IMAGE: ForeignKind = { name: "an image", advice: "send the questions as text" };
const SOUND_OR_VIDEO: ForeignKind = { name: "a sound or a video" };
const ARCHIVE_ADVICE = "unpack it and send the file in it";
const PROGRAM: ForeignKind = { name: "a program" };

/**
 * How files begin (the "magic" of the program `file`), in Latin-1 with the pictures of control characters: see
 * `printable`.
 */
const BEGINNINGS: [RegExp, ForeignKind][] = [
  [/^%PDF-/, { name: "a PDF document", advice: COPY_TEXT }],
  [/^%!PS/, { name: "a PostScript document", advice: COPY_TEXT }],
  [/^\{\\rtf/, { name: "a rich text document (.rtf)", advice: "save it as plain text (.txt) and send that" }],
  [/^\x89PNG␍␊/, IMAGE],
  [/^\xff\xd8\xff/, IMAGE],
  [/^GIF8[79]a/, IMAGE],
  [/^RIFF.{4}WEBP/, IMAGE],
  [/^.{4}ftyp(?:hei[cfmsx]|hev[cx]|mif1|msf1|avi[fs])/, IMAGE],
  [/^(?:II\*␀|MM␀\*)/, IMAGE],
  [/^BM.{4}␀{4}/, IMAGE],
  [/^.{4}ftyp/, SOUND_OR_VIDEO],
  [/^RIFF.{4}(?:WAVE|AVI )/, SOUND_OR_VIDEO],
  [/^(?:ID3[␂-␄]|\xff[\xe3\xf2\xf3\xfa\xfb]|OggS␀|fLaC␀|MThd␀|#!AMR|␚E\xdf\xa3)/, SOUND_OR_VIDEO],
  [/^Rar!␚␇/, { name: "a RAR archive", advice: ARCHIVE_ADVICE }],
  [/^7z\xbc\xaf'␜/, { name: "a 7z archive", advice: ARCHIVE_ADVICE }],
  [/^(?:BZh[1-9]1AY&SY|\xfd7zXZ␀|\(\xb5\/\xfd)/, { name: "a compressed file", advice: ARCHIVE_ADVICE }],
  [/^.{257}ustar/, { name: "a tar archive", advice: ARCHIVE_ADVICE }],
  [/^SQLite format 3␀/, { name: "an SQLite database" }],
  [/^(?:\x7fELF|MZ.{2,58}␀␀|[\xcf\xce]\xfa\xed\xfe|\xca\xfe\xba\xbe|␀asm)/, PROGRAM],
];

/** What the first bytes of a file show. Zips are another thing: see `foreignZip`. */
export function foreignBytes(bytes: Buffer): ForeignKind | null {
  if (bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return gzip(bytes);
  if (bytes.subarray(0, 8).equals(OLE)) return oldOffice(bytes);
  // A byte order mark and blanks may come before the first bytes that count.
  const start = bytes.toString("latin1", 0, 512).replace(/^\xef\xbb\xbf/, "");
  const starts = [start, start.trimStart()].map(printable);
  return BEGINNINGS.find(([pattern]) => starts.some((each) => pattern.test(each)))?.[1] ?? null;
}

/** Control characters as their pictures: ␀ for a NUL. A picture is one character, so lengths stay the same. */
function printable(latin1: string): string {
  return latin1.replace(/\p{Cc}/gu, (control) => {
    const code = control.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : control;
  });
}

/** Moodle's backups are tar archives since version 2.7; the list of their files comes first. */
function gzip(bytes: Buffer): ForeignKind {
  const isBackup = /\.ARCHIVE_INDEX|moodle_backup\.xml/.test(unpackedStart(bytes));
  return isBackup ? MOODLE_BACKUP : { name: "a gzip archive", advice: ARCHIVE_ADVICE };
}

function unpackedStart(bytes: Buffer): string {
  try {
    const start = gunzipSync(bytes.subarray(0, GZIP_SAMPLE), { finishFlush: constants.Z_SYNC_FLUSH });
    return start.toString("latin1", 0, 64 * 1024);
  } catch {
    return "";
  }
}

export const MOODLE_BACKUP: ForeignKind = {
  name: "a Moodle backup (.mbz)",
  advice: "in Moodle's question bank export the questions as Moodle XML, and send that",
};

/** The compound files of older Office programs, in which streams are named in UTF-16 (Microsoft, [MS-CFB] 2.2). */
const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const STREAMS: [string, ForeignKind][] = [
  [
    "EncryptedPackage",
    { name: "an Office document with a password", advice: "save it without the password" },
  ],
  ["Workbook", { name: "an old Excel workbook (.xls)", advice: "save it as .xlsx and send that" }],
  ["WordDocument", { name: "an old Word document (.doc)", advice: COPY_TEXT }],
  ["PowerPoint Document", { name: "an old PowerPoint presentation (.ppt)", advice: COPY_TEXT }],
];

function oldOffice(bytes: Buffer): ForeignKind {
  const found = STREAMS.find(([name]) => bytes.includes(Buffer.from(name, "utf16le")));
  return (
    found?.[1] ?? {
      name: "an old Office document (.xls, .doc or .ppt)",
      advice: "save a workbook as .xlsx and send that",
    }
  );
}
