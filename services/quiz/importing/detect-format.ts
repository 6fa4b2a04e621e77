import { type ImportFormat, importFormatSchema } from "../../../platform/domain/quiz-formats.ts";
import { readers } from "../formats/registry.ts";
import { refused } from "../formats/shared/refused.ts";
import type { SourceFile } from "../formats/shared/source-file.ts";
import { xmlRoot } from "../formats/shared/xml-root.ts";
import { isZip } from "../formats/xlsx/zip-directory.ts";
import type { ForeignKind } from "./foreign/foreign-kind.ts";
import { foreignFile, foreignTextFile, likelyForeign } from "./foreign-files.ts";

/** Other files may look like these two: the kinds that cannot be imported are looked for first. */
const UNCERTAIN: readonly ImportFormat[] = ["csv", "gift"];

/** GIFT may also begin with a bracket or a brace, but not with these. */
const STARTS_LIKE_JSON = /^\s*(?:\{\s*"|\[\s*\{\s*")/;

/**
 * The format of a file: the one that the host names, or else the one that its content shows, in the order of how sure
 * it can be.
 *
 * @throws ValidationError if the file is empty, of a known kind that cannot be imported, not in the format that the
 *   host names, or in no known format
 */
export async function formatOf(file: SourceFile, named?: ImportFormat): Promise<ImportFormat> {
  refuseForeign(await foreignFile(file.bytes));
  const evident = evidentFormat(file);
  // The text of a workbook has no meaning.
  if (evident !== "xlsx") {
    if (!/\S/.test(file.text)) throw refused("is empty");
    refuseForeign(foreignTextFile(file.text));
  }
  if (named) {
    refuseContradiction(named, evident);
    return named;
  }
  if (evident) return evident;
  const detected = similarFormat(file);
  if (detected && !UNCERTAIN.includes(detected)) return detected;
  refuseForeign(likelyForeign(file.text, detected));
  if (detected) return detected;
  const formats = importFormatSchema.options.join(", ");
  throw refused(
    `is not given, and the file looks like none of ${formats}; if it is one of them, name it`,
    "format",
  );
}

/** The first format that a file is similar to, whatever else it may be. */
export function similarFormat(file: SourceFile): ImportFormat | undefined {
  return names.find((name) => readers[name].detect(file));
}

/** In the order of detection. */
const names = Object.keys(readers) as ImportFormat[];

/** The format of a file that can be in no other one. */
function evidentFormat(file: SourceFile): ImportFormat | undefined {
  if (isZip(file.bytes)) return "xlsx";
  const root = xmlRoot(file.text);
  if (root?.name === "quiz") return "moodle";
  if (!STARTS_LIKE_JSON.test(file.text)) return undefined;
  return readers.opentdb.detect(file) ? "opentdb" : "json";
}

const EVIDENT_NAMES: Partial<Record<ImportFormat, string>> = {
  xlsx: "a workbook (.xlsx)",
  moodle: "Moodle XML",
  opentdb: "JSON of Open Trivia DB",
  json: "JSON",
};

function refuseContradiction(named: ImportFormat, evident: ImportFormat | undefined): void {
  if (named === "xlsx" && evident !== "xlsx") {
    const what = evident ? EVIDENT_NAMES[evident] : "text";
    throw refused(`is xlsx, but the file is ${what}; leave the format out, or name the right one`, "format");
  }
  if (!evident || evident === named) return;
  // What Open Trivia DB gives is a kind of JSON.
  throw refused(
    `is ${named}, but the file is ${EVIDENT_NAMES[evident]}; leave the format out, or name ${evident}`,
    "format",
  );
}

function refuseForeign(foreign: ForeignKind | null): void {
  if (!foreign) return;
  const { name, advice } = foreign;
  const formats = `the formats are ${importFormatSchema.options.join(", ")}`;
  throw refused(`seems to be ${name}, which cannot be imported${advice ? `: ${advice}` : ""}; ${formats}`);
}
