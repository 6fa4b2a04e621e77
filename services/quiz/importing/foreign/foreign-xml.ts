import { xmlRoot } from "../../formats/shared/xml-root.ts";
import { COPY_TEXT, type ForeignKind } from "./foreign-kind.ts";

const OTHER_EXPORT = "export the questions in another format";
const QTI_1: ForeignKind = { name: "QTI 1.2", advice: OTHER_EXPORT };
const QTI_2: ForeignKind = { name: "QTI 2 or 3", advice: OTHER_EXPORT };
const WEB_PAGE: ForeignKind = { name: "a web page (HTML)", advice: COPY_TEXT };

/** Kinds of XML by their root element, in lower case. */
const ROOTS: Record<string, ForeignKind> = {
  questestinterop: QTI_1,
  assessmentitem: QTI_2,
  assessmenttest: QTI_2,
  assessmentsection: QTI_2,
  "qti-assessment-item": QTI_2,
  "qti-assessment-test": QTI_2,
  "qti-assessment-section": QTI_2,
  manifest: { name: "the list of contents of a QTI or SCORM package", advice: OTHER_EXPORT },
  html: WEB_PAGE,
  head: WEB_PAGE,
  body: WEB_PAGE,
  svg: { name: "an image (SVG)" },
  rss: { name: "a news feed" },
  feed: { name: "a news feed" },
};

/** XML, or a web page, that is not Moodle's `<quiz>`. GIFT may also begin with an element, such as `<p>`. */
export function foreignXml(text: string): ForeignKind | null {
  const root = xmlRoot(text);
  if (!root) return null;
  const name = root.name.toLowerCase();
  if (name === "quiz" && root.doctype !== "html") return null;
  if (root.doctype === "html") return WEB_PAGE;
  if (Object.hasOwn(ROOTS, name)) return ROOTS[name]!;
  if (root.isDeclared && name === "workbook") {
    return { name: "a workbook as XML", advice: "save it as .xlsx and send that" };
  }
  const tag = root.prefix ? `${root.prefix}:${root.name}` : root.name;
  if (!root.isDeclared && !text.trimEnd().endsWith(`</${tag}>`)) return null;
  return { name: `XML of another kind than Moodle's${tag ? `: <${tag.slice(0, 40)}>` : ""}` };
}
