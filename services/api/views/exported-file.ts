import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { ExportedQuiz } from "../../../platform/contracts/contracts.ts";
import { download, type Reply } from "../http/response.ts";

/** The longest list of notes in a header, in bytes: clients and proxies limit a reply's header. */
const MAX_NOTES_LENGTH = 4000;
/** The longest file name without its ending, in UTF-16 code units: a third of what file systems take. */
const MAX_NAME_LENGTH = 80;
/**
 * What file systems do not take in names, and invisible characters: a direction mark can show another ending. Those that
 * join letters and emoji stay.
 */
const NOT_IN_NAMES = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\/\\:*?"<>\|]--[\u200c\u200d]]+/gv;
/** A dot at the beginning hides a file, or names another folder. */
const AT_THE_ENDS = /^[.\s]+|[.\s]+$/g;

/** Half of a surrogate pair, which is left where a name was cut. */
const HALF_CHARACTER = /\p{Cs}/gu;

/** The content of a file that a quiz node has sent. */
export async function fileBytes({ body, gzip }: ExportedQuiz): Promise<Buffer> {
  const sent = Buffer.from(body, "base64");
  return gzip ? promisify(gunzip)(sent) : sent;
}

/**
 * A quiz as a file that the host saves.
 *
 * @param bytes see fileBytes
 * @param fallback for what a node of the release before does not send
 */
export function exportedFile(
  { contentType, notes = [], ...file }: ExportedQuiz,
  bytes: Buffer,
  fallback: { title: string; extension: string },
): Reply {
  const { title, extension } = { ...fallback, ...file };
  const headers: Record<string, string> = notes.length === 0 ? {} : { "Export-Notes": notesHeader(notes) };
  return download(`${fileName(title)}.${extension}`, contentType, bytes, {
    "Cache-Control": "no-store",
    ...headers,
  });
}

function fileName(title: string): string {
  const name = title
    .replace(NOT_IN_NAMES, " ")
    .replace(/\s+/g, " ")
    .slice(0, MAX_NAME_LENGTH)
    .replace(HALF_CHARACTER, "")
    .replace(AT_THE_ENDS, "");
  return name === "" ? "quiz" : name;
}

/** A list of strings as a structured field (RFC 9651, 4.1.1 and 4.1.6). @param notes in ASCII */
function notesHeader(notes: readonly string[]): string {
  const items: string[] = [];
  let length = 0;
  for (const note of notes) {
    const item = `"${note.replace(/[^ -~]/g, "?").replace(/["\\]/g, "\\$&")}"`;
    length += item.length + 2;
    if (length > MAX_NOTES_LENGTH) return [...items, '"and more"'].join(", ");
    items.push(item);
  }
  return items.join(", ");
}
